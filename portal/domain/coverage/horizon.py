"""Looking ahead: how long it holds, and from when on it is well."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.coverage.shifts import AreaTeam, Shift, Stretch
from portal.domain.coverage.stretches import stretches
from portal.domain.dates import civil_date
from portal.domain.staffing import AbilitySpan, Outcome, TeamRules


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """Days until an outcome first comes up: 0 is today; None is not before the horizon."""

    not_covered: int | None
    unknown: int | None
    advisory: int | None


@dataclass(frozen=True, slots=True)
class GetWell:
    """From when on nothing falls short any more up to the horizon; None: not before it."""

    at: datetime | None
    """As things stand."""
    if_trained: datetime | None
    """If the trainings that are open are done."""


def first_at(found: Sequence[Stretch], outcome: Outcome, now: datetime) -> datetime | None:
    """When an outcome next comes up, now at the earliest; None: not before the horizon."""
    return next(
        (
            max(each.starts_at, now)
            for each in found
            if each.outcome is outcome and now < each.ends_at
        ),
        None,
    )


def days_of_readiness(found: Sequence[Stretch], now: datetime) -> DaysLeft:
    """How many days are left until something falls short, by civil days in California."""

    def days(outcome: Outcome) -> int | None:
        at = first_at(found, outcome, now)
        return None if at is None else (civil_date(at) - civil_date(now)).days

    return DaysLeft(days(Outcome.NOT_COVERED), days(Outcome.UNKNOWN), days(Outcome.ADVISORY))


def well_from(found: Sequence[Stretch], least: Outcome = Outcome.COVERED) -> datetime | None:
    """The first instant from which everything is at least so good; None: not before the end."""
    if not found:
        return None
    well = found[0].starts_at
    for each in found:
        if each.outcome.rank < least.rank:
            well = each.ends_at
    return well if well < found[-1].ends_at else None


def get_well(
    teams: Sequence[AreaTeam],
    shifts: Sequence[Shift],
    abilities: Mapping[int, tuple[AbilitySpan, ...]],
    trained: Mapping[int, tuple[AbilitySpan, ...]],
    rules: Callable[[date], TeamRules],
    start: datetime,
    end: datetime,
    least: Outcome = Outcome.COVERED,
) -> GetWell:
    """When an area is well, as things stand and once open trainings are done.

    `trained`: what those who have trainings open would bring if they finished them. With `least`
    one may ask from when on nothing blocks, though something may still advise.
    """
    return GetWell(
        well_from(stretches(teams, shifts, abilities, rules, start, end), least),
        well_from(stretches(teams, shifts, {**abilities, **trained}, rules, start, end), least),
    )
