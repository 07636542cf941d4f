"""Stretches seen by hour of the week, as gaps, and in minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from portal.domain.coverage.instants import instant, midnight
from portal.domain.coverage.occurrences import DAY
from portal.domain.coverage.shifts import Stretch
from portal.domain.staffing import Outcome

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour as clocks in California show it; the one shown twice in the fall is two long."""

    starts_at: datetime
    ends_at: datetime
    outcome: Outcome | None
    """The worst within it; None when it lies outside of the time asked about."""
    stretches: tuple[int, ...]
    """Which stretches it has a part of, by their place."""


Grid = tuple[tuple[Hour | None, ...], ...]
"""Seven days of 24 hours; None for the hour that clocks skip in spring."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Stretches without pause that fall short in the same way."""

    starts_at: datetime
    ends_at: datetime
    outcome: Outcome
    requirement: str
    """The slug of the requirement that decides it."""
    stretches: tuple[Stretch, ...]
    """What it is made of: which team came closest with whom."""


def hours(stretches: Sequence[Stretch], monday: date) -> Grid:
    """The week that begins on this day, hour by hour."""
    week = []
    place = 0
    for number in range(7):
        day = monday + number * DAY
        begins = [*(instant(day, time(hour)) for hour in range(24)), midnight(day + DAY)]
        row: list[Hour | None] = []
        for at, until in pairwise(begins):
            while place < len(stretches) and stretches[place].ends_at <= at:
                place += 1
            row.append(_hour(stretches, place, at, until) if at < until else None)
        week.append(tuple(row))
    return tuple(week)


def _hour(stretches: Sequence[Stretch], place: int, at: datetime, until: datetime) -> Hour:
    found = []
    while place < len(stretches) and stretches[place].starts_at < until:
        found.append(place)
        place += 1
    outcomes = [stretches[each].outcome for each in found]
    worst = min(outcomes, key=lambda outcome: outcome.rank, default=None)
    return Hour(at, until, worst, tuple(found))


def gaps(stretches: Iterable[Stretch]) -> tuple[Gap, ...]:
    """Every time that is not plainly covered, however often people and teams change in it."""
    found: list[Gap] = []
    parts: list[Stretch] = []
    for each in stretches:
        if parts and not _continues(parts[-1], each):
            found.append(_gap(parts))
            parts = []
        if each.outcome is not Outcome.COVERED:
            parts.append(each)
    if parts:
        found.append(_gap(parts))
    return tuple(found)


def _continues(last: Stretch, following: Stretch) -> bool:
    return (last.ends_at, last.outcome, last.requirement) == (
        following.starts_at,
        following.outcome,
        following.requirement,
    )


def _gap(parts: list[Stretch]) -> Gap:
    first, last = parts[0], parts[-1]
    return Gap(first.starts_at, last.ends_at, first.outcome, first.requirement, tuple(parts))


def minutes(stretches: Iterable[Stretch], outcome: Outcome) -> int:
    """How many whole minutes have this outcome."""
    return (
        sum(
            (each.ends_at - each.starts_at for each in stretches if each.outcome is outcome),
            timedelta(),
        )
        // MINUTE
    )


def uncovered_minutes(stretches: Iterable[Stretch]) -> int:
    """How many whole minutes are not covered by what is verified."""
    return minutes(stretches, Outcome.NOT_COVERED)


def advisory_minutes(stretches: Iterable[Stretch]) -> int:
    """How many whole minutes fall short only of what nobody verified."""
    return minutes(stretches, Outcome.ADVISORY)
