"""What the requirements in force on a day look at in a person, worked out once for all people."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date

from portal.domain.remembering import once_per_rulebook
from portal.domain.requirements import (
    Requirement,
    Rulebook,
    Severity,
    Subject,
    Tier,
    Version,
)
from portal.domain.staffing import rules as checks
from portal.domain.staffing.compiled import Periods, periods
from portal.domain.staffing.present import Abilities

QUALIFIED = "qualified_provider"


@dataclass(frozen=True, slots=True)
class Counted:
    """A requirement that somebody has to meet to be counted as a member of the response."""

    slug: str
    verified: bool
    of_responders: bool
    """Whether it asks nothing of those who do not answer calls."""
    of_profession: bool
    """Whether it asks for a profession, which no training gives."""


@dataclass(frozen=True, slots=True)
class PersonRules:
    """What to look at in a person on a day. None: no such rule in force, or its list is unknown."""

    counted: tuple[Counted, ...]
    naloxone: str | None
    """The slug of the training that somebody on site has to have."""
    carrying: str | None
    """The slug of the requirement that asks to carry naloxone."""
    assessment: str | None
    clinicians: frozenset[str] | None
    peers: frozenset[str] | None
    excluded: frozenset[str]
    """The professions that are never counted, by the rules in force."""
    excluded_for_sure: frozenset[str]
    """The same by verified rules alone."""
    said: dict[Hashable, Abilities] = field(
        default_factory=dict, compare=False, hash=False, repr=False
    )
    """What was worked out before, by what it was worked out from."""


@once_per_rulebook
def person_rules(rulebook: Rulebook) -> Periods[PersonRules]:
    """The rules for every stretch of days in which the same versions are in force."""
    counted = [each for each in rulebook.of(Subject.MEMBER) if _is_counted(each)]
    return periods(
        [*rulebook.of(Subject.TEAM), *counted], lambda day: _person_rules(rulebook, counted, day)
    )


@once_per_rulebook
def looked_at(rulebook: Rulebook) -> tuple[str, ...]:
    """The requirements whose states decide what people bring, at any time."""
    slugs: dict[str, None] = {}
    for rules in person_rules(rulebook).made:
        slugs.update(dict.fromkeys(each.slug for each in rules.counted))
        slugs.update(dict.fromkeys(each for each in (rules.naloxone, rules.assessment) if each))
    return tuple(slugs)


def _is_counted(requirement: Requirement) -> bool:
    return requirement.severity is Severity.BLOCK and (
        requirement.tier is Tier.CORE or requirement.check == QUALIFIED
    )


def _person_rules(rulebook: Rulebook, counted: list[Requirement], day: date) -> PersonRules:
    naloxone = _in_force(rulebook, checks.NALOXONE, day)
    not_counted = _in_force(rulebook, checks.NOT_COUNTED, day)
    excluded = _types(not_counted) or frozenset()
    for_sure = not_counted is not None and not_counted[1].is_verified
    return PersonRules(
        counted=tuple(
            _counted(each, version) for each in counted if (version := each.on(day)) is not None
        ),
        naloxone=_training(naloxone),
        carrying=naloxone[0] if naloxone is not None else None,
        assessment=_training(_in_force(rulebook, checks.TRAINED, day)),
        clinicians=_types(_in_force(rulebook, checks.CLINICIAN, day)),
        peers=_types(_in_force(rulebook, checks.SOMEONE_IS, day)),
        excluded=excluded,
        excluded_for_sure=excluded if for_sure else frozenset(),
    )


def _counted(requirement: Requirement, version: Version) -> Counted:
    return Counted(
        slug=requirement.slug,
        verified=version.is_verified,
        of_responders=version.settings.get("required_of") == "responders",
        of_profession=requirement.check == QUALIFIED,
    )


def _in_force(rulebook: Rulebook, check: str, day: date) -> tuple[str, Version] | None:
    for requirement in rulebook.checked_by(check):
        version = requirement.on(day)
        if version is not None:
            return requirement.slug, version
    return None


def _types(found: tuple[str, Version] | None) -> frozenset[str] | None:
    types = found[1].settings.get("types") if found is not None else None
    return frozenset(types) if isinstance(types, tuple) else None


def _training(found: tuple[str, Version] | None) -> str | None:
    if found is None or "training" in found[1].unknown:
        return None
    return str(found[1].settings["training"])
