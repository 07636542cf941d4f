"""From weekly shifts and dated exceptions to who is there from when until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import combinations

from portal.domain.coverage.instants import instant
from portal.domain.coverage.shifts import (
    DatedException,
    ExceptionKind,
    Occurrence,
    People,
    Shift,
)
from portal.domain.dates import civil_date
from portal.domain.staffing import Mode

DAY = timedelta(days=1)
PRESENCE = {mode: place for place, mode in enumerate(Mode)}
"""The lower, the more somebody is there."""
Weekdays = tuple[tuple[date, ...], ...]
"""The dates of each weekday, Monday first."""


@dataclass(frozen=True, slots=True)
class DoubleBooked:
    """One person would have to be on site in two places."""

    person: int
    starts_at: datetime
    ends_at: datetime
    first: Occurrence
    second: Occurrence


def occurrences(shifts: Iterable[Shift], start: datetime, end: datetime) -> list[Occurrence]:
    """Every taking place of a shift within [start, end), also one that began before, in order.

    A shift on which nobody has a place takes place with nobody. One that the clocks skip as a
    whole does not take place.
    """
    days = weekdays(civil_date(start), civil_date(end))
    found = [
        Occurrence(shift.id, shift.team, on, starts_at, ends_at, people)
        for shift in shifts
        for starts_at, ends_at, people, on in times(shift, days, start, end)
    ]
    return sorted(found, key=lambda each: (each.starts_at, each.team, each.shift))


def times(
    shift: Shift, days: Weekdays, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, People, date]]:
    """When a shift begins and ends and who is there, wherever that touches [start, end)."""
    for on in days[shift.weekday]:
        if on < shift.first_on or (shift.last_on is not None and shift.last_on < on):
            continue
        starts_at, ends_at = lasts(shift, on)
        if starts_at < ends_at and starts_at < end and start < ends_at:
            people = people_on(shift, on)
            if people is not None:
                yield starts_at, ends_at, people, on


def lasts(shift: Shift, on: date) -> tuple[datetime, datetime]:
    """From when until when a shift lasts that begins on a date, whoever is on it."""
    ends_on = on + DAY if shift.ends <= shift.starts else on
    return instant(on, shift.starts), instant(ends_on, shift.ends)


@lru_cache(maxsize=64)
def weekdays(first: date, last: date) -> Weekdays:
    """For each weekday its dates from the day before `first`, whose shifts may still run."""
    days = [first + timedelta(number) for number in range(-1, (last - first).days + 1)]
    return tuple(tuple(day for day in days if day.weekday() == weekday) for weekday in range(7))


def people_on(shift: Shift, on: date) -> People | None:
    """Who is on a shift that begins on a date; None: it is cancelled."""
    usual = together(
        [
            (each.person, each.mode)
            for each in shift.assigned
            if each.first_on <= on and (each.last_on is None or on <= each.last_on)
        ]
    )
    return _changed(usual, _last_said(shift.exceptions, on)) if shift.exceptions else usual


def _changed(usual: People, said: dict[int | None, DatedException]) -> People | None:
    people = dict(usual)
    for person, each in said.items():
        if each.kind is ExceptionKind.CANCELLED:
            return None
        if person is None or each.kind is ExceptionKind.USUAL:
            continue
        people.pop(person, None)
        if each.kind is ExceptionKind.ON:
            people[person] = each.mode
    return tuple(sorted(people.items()))


def together(places: list[tuple[int, Mode]]) -> People:
    """Everybody once; who has two places is there in the way that is more."""
    if len(dict(places)) < len(places):
        places = [*dict(sorted(places, key=lambda place: -PRESENCE[place[1]])).items()]
    return tuple(sorted(places))


def _last_said(exceptions: Sequence[DatedException], on: date) -> dict[int | None, DatedException]:
    """What holds for each person, and under None for the whole shift: what was recorded last.

    A person's numbers in keys of one length sort as numbers do.
    """
    said = sorted(
        (each for each in exceptions if each.on == on),
        key=lambda each: (each.fact.at, len(each.fact.key), each.fact.key),
    )
    return {None if each.kind is ExceptionKind.CANCELLED else each.person: each for each in said}


def double_booked(found: Iterable[Occurrence]) -> tuple[DoubleBooked, ...]:
    """Every overlap of two occurrences with the same person on site in both, earliest first."""
    of_person: dict[int, list[Occurrence]] = {}
    for each in sorted(found, key=lambda each: each.starts_at):
        for person, mode in each.people:
            if mode is Mode.ON_SITE:
                of_person.setdefault(person, []).append(each)
    twice = [
        DoubleBooked(
            person,
            second.starts_at,
            min(first.ends_at, second.ends_at),
            first,
            second,
        )
        for person, held in of_person.items()
        for first, second in combinations(held, 2)
        if second.starts_at < first.ends_at
    ]
    return tuple(sorted(twice, key=lambda each: (each.starts_at, each.person)))
