"""The team requirements in force on a day, worked into what is quick to ask many times."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from portal.domain.remembering import once_per_rulebook
from portal.domain.requirements import Requirement, Rulebook, Severity, Subject, Version
from portal.domain.staffing.compiled import Periods, periods
from portal.domain.staffing.tally import (
    ASSESSING,
    CARRYING,
    CLINICIANS,
    COUNTED_ON_SITE,
    COUNTED_REMOTE,
    PEERS,
    bits_of,
)
from portal.domain.staffing.verdicts import Answer, Outcome

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
_COUNTS = {
    AT_LEAST: (COUNTED_ON_SITE, COUNTED_REMOTE),
    ON_SITE_AT_LEAST: (COUNTED_ON_SITE, COUNTED_REMOTE),
    NALOXONE: (CARRYING,),
    TRAINED: (ASSESSING,),
    CLINICIAN: (CLINICIANS,),
    NOT_COUNTED: (),
    SOMEONE_IS: (PEERS,),
}
"""What a check counts. Whoever is not counted brings nothing: the others' answers show it."""


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
    counts: tuple[int, ...]
    """What it counts in a tally."""
    looks_at: int
    """The bits of a tally that it looks at."""
    needed: int
    """How many people it asks for."""
    remote: int
    """Of the members needed, so many at most may be remote."""
    minimums: tuple[int, int]
    """The members needed by the verified requirements alone, and by all; 0 when not known."""
    said: dict[int, Outcome] = field(default_factory=dict, compare=False, hash=False, repr=False)
    """What it said before, by what it looks at."""


Decided = tuple[Outcome, str, Answer | None]
"""An outcome, the slug of the requirement that decides it, and what that says where it advises.

An advisory outcome alone does not tell whether the requirement is not met or cannot be judged.
"""


@dataclass(frozen=True, slots=True)
class TeamRules:
    """Every team requirement in force, in the order of the rulebook."""

    rules: tuple[TeamRule, ...]
    around_the_clock: str
    """The slug of the requirement that decides when nobody is there; empty if there is none."""
    decided: dict[int, Decided] = field(default_factory=dict, compare=False, hash=False, repr=False)
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
        in_force = [
            (requirement, version)
            for requirement in requirements
            if (version := requirement.on(day)) is not None
        ]
        minimums = _minimum(in_force, only_verified=True), _minimum(in_force, only_verified=False)
        return TeamRules(tuple(_rule(*each, minimums) for each in in_force), around_the_clock)

    return periods(requirements, compiled)


def _rule(requirement: Requirement, version: Version, minimums: tuple[int, int]) -> TeamRule:
    check = requirement.check
    numbers = [number(version, name) for name in _NUMBERS.get(check, ())]
    needed = numbers[0] if numbers else len(_COUNTS[check])
    return TeamRule(
        slug=requirement.slug,
        check=check,
        blocks=requirement.severity is Severity.BLOCK,
        verified=version.is_verified,
        answerable=None not in numbers and not version.unknown,
        counts=_COUNTS[check],
        looks_at=bits_of(_COUNTS[check]),
        needed=needed or 0,
        remote=(numbers[1] if len(numbers) > 1 else None) or 0,
        minimums=minimums if check == ON_SITE_AT_LEAST else (0, 0),
    )


def number(version: Version, name: str) -> int | None:
    """A setting that is a number; None when nobody knows it."""
    value = version.settings.get(name)
    return value if isinstance(value, int) else None


def _minimum(in_force: list[tuple[Requirement, Version]], *, only_verified: bool) -> int:
    return max(
        (
            number(version, "minimum") or 0
            for requirement, version in in_force
            if requirement.check == AT_LEAST
            and requirement.severity is Severity.BLOCK
            and (version.is_verified or not only_verified)
        ),
        default=0,
    )
