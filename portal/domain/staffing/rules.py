"""The team requirements in force on a day, worked into what is quick to ask many times."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from portal.domain.remembering import once_per_rulebook
from portal.domain.requirements import Requirement, Rulebook, Severity, Subject, Version
from portal.domain.staffing.compiled import Periods, periods
from portal.domain.staffing.verdicts import Outcome

AT_LEAST = "members_at_least"
ON_SITE_AT_LEAST = "on_site_at_least"
NALOXONE = "someone_on_site_carries_naloxone"
TRAINED = "someone_on_site_trained_in"
CLINICIAN = "clinician_within_reach"
NOT_COUNTED = "not_counted"
SOMEONE_IS = "someone_is"
AROUND_THE_CLOCK = "covered_around_the_clock"

_NUMBERS = {
    AT_LEAST: ("minimum",),
    ON_SITE_AT_LEAST: ("on_site", "remote"),
    SOMEONE_IS: ("minimum",),
}
"""The settings of a check that have to be numbers; the others' are a list or a word."""


@dataclass(frozen=True, slots=True)
class TeamRule:
    """One team requirement in force."""

    slug: str
    check: str
    blocks: bool
    """Whether falling short matters; otherwise it is only good to know."""
    verified: bool
    answerable: bool
    """Whether its settings are known."""
    needed: int
    """How many people it asks for."""
    remote: int
    """Of the members needed, so many at most may be remote."""


@dataclass(frozen=True, slots=True)
class TeamRules:
    """Every team requirement in force, in the order of the rulebook."""

    rules: tuple[TeamRule, ...]
    minimums: tuple[int, int]
    """The members needed by the verified requirements alone, and by all; 0 when not known."""
    around_the_clock: str
    """The slug of the requirement that decides when nobody is there; empty if there is none."""
    decided: dict[int, tuple[Outcome, str]] = field(
        default_factory=dict, compare=False, hash=False, repr=False
    )
    """The outcomes that were worked out before, by the tally of those present."""


def team_rules(rulebook: Rulebook, on: date) -> TeamRules:
    """The team requirements in force on a day. The same object for as long as they are."""
    return rule_periods(rulebook).on(on)


@once_per_rulebook
def rule_periods(rulebook: Rulebook) -> Periods[TeamRules]:
    """The team requirements for every stretch of days in which the same versions hold."""
    requirements = rulebook.of(Subject.TEAM)
    around_the_clock = next((each.slug for each in rulebook.checked_by(AROUND_THE_CLOCK)), "")

    def compiled(day: date) -> TeamRules:
        rules = tuple(
            _rule(requirement, version)
            for requirement in requirements
            if (version := requirement.on(day)) is not None
        )
        minimums = (_minimum(rules, only_verified=True), _minimum(rules, only_verified=False))
        return TeamRules(rules, minimums, around_the_clock)

    return periods(requirements, compiled)


def _rule(requirement: Requirement, version: Version) -> TeamRule:
    numbers = [number(version, name) for name in _NUMBERS.get(requirement.check, ())]
    return TeamRule(
        slug=requirement.slug,
        check=requirement.check,
        blocks=requirement.severity is Severity.BLOCK,
        verified=version.is_verified,
        answerable=None not in numbers and not version.unknown,
        needed=(numbers[0] if numbers else None) or 0,
        remote=(numbers[1] if len(numbers) > 1 else None) or 0,
    )


def number(version: Version, name: str) -> int | None:
    """A setting that is a number; None when nobody knows it."""
    value = version.settings.get(name)
    return value if isinstance(value, int) else None


def _minimum(rules: tuple[TeamRule, ...], *, only_verified: bool) -> int:
    return max(
        (
            rule.needed
            for rule in rules
            if rule.check == AT_LEAST and rule.blocks and (rule.verified or not only_verified)
        ),
        default=0,
    )
