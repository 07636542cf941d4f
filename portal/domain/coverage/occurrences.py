"""From weekly shifts and dated exceptions to who is there from when until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
WEEK = timedelta(days=7)
PRESENCE = {mode: place for place, mode in enumerate(Mode)}
"""The lower, the more somebody is there."""


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
    days = civil_date(start), civil_date(end)
    found = [
        Occurrence(shift.id, shift.team, on, starts_at, ends_at, people)
        for shift in shifts
        for starts_at, ends_at, people, on in times(shift, days)
        if starts_at < end and start < ends_at
    ]
    return sorted(found, key=lambda each: (each.starts_at, each.team, each.shift))


def times(
    shift: Shift, days: tuple[date, date]
) -> Iterator[tuple[datetime, datetime, People, date]]:
    """When a shift begins and ends and who is there, wherever that may touch these days.

    The first day counts back by one: a shift of the evening before may still run.
    """
    first, last = max(shift.first_on, days[0] - DAY), days[1]
    if shift.last_on is not None and shift.last_on < last:
        last = shift.last_on
    on = first + timedelta((shift.weekday - first.weekday()) % 7)
    over_midnight = shift.ends <= shift.starts
    while on <= last:
        people = people_on(shift, on)
        starts_at = instant(on, shift.starts)
        ends_at = instant(on + DAY if over_midnight else on, shift.ends)
        if people is not None and starts_at < ends_at:
            yield starts_at, ends_at, people, on
        on += WEEK


def people_on(shift: Shift, on: date) -> People | None:
    """Who is on a shift that begins on a date; None: it is cancelled."""
    found: dict[int, Mode] = {}
    for each in shift.assigned:
        if each.first_on <= on and (each.last_on is None or on <= each.last_on):
            put(found, each.person, each.mode)
    if shift.exceptions:
        for person, said in _last_said(shift.exceptions, on).items():
            if said.kind is ExceptionKind.CANCELLED:
                return None
            if person is None or said.kind is ExceptionKind.USUAL:
                continue
            found.pop(person, None)
            if said.kind is ExceptionKind.ON:
                found[person] = said.mode
    return tuple(sorted(found.items()))


def put(people: dict[int, Mode], person: int, mode: Mode) -> None:
    """Take somebody in; who has two places is there in the way that is more."""
    other = people.get(person)
    if other is None or PRESENCE[mode] < PRESENCE[other]:
        people[person] = mode


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
