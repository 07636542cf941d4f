"""A week of a team's roster, and what is different on coming dates, as pages show them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.domain.coverage import ExceptionKind, Shift
from portal.domain.coverage.occurrences import people_on
from portal.domain.facts import holds
from portal.domain.staffing import Mode
from portal.domain.text import as_searched
from portal.models import Person, ShiftAssignment, ShiftException, Team
from portal.models import Shift as ShiftRow
from portal.services.rosters.known import not_undone, stands
from portal.services.rosters.shifts import of_team
from portal.services.rosters.staff import Days, affiliated, works
from portal.services.rosters.staff import names as names_of

_Recorder, _Subject = aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class There:
    """Somebody on a shift on a date."""

    person: int
    name: str
    mode: Mode
    works_first: bool
    """Whether they work in the team's county on the day on which the shift begins."""
    works_last: bool
    """The same for the day on which it ends."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A shift on a date."""

    shift: Shift
    on: date
    people: tuple[There, ...]
    off: tuple[str, ...]
    """Who is on it usually, but not on this date."""
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """What people call one shift: a name and its times, on whatever days."""

    name: str
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of a roster, from a Monday."""

    starts_on: date
    patterns: list[Pattern]
    days: list[tuple[date, dict[Pattern, Entry]]]

    @property
    def entries(self) -> list[Entry]:
        """All of them."""
        return [entry for _, of_day in self.days for entry in of_day.values()]

    @property
    def empty(self) -> int:
        """How many shifts take place with nobody on them."""
        return sum(not entry.people and not entry.cancelled for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Different:
    """What is different on a date, with who recorded it."""

    row: ShiftException
    shift: str
    person: str | None
    recorded_by: str | None


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody's place on a shift, with who recorded it."""

    row: ShiftAssignment
    person: str
    recorded_by: str | None


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(day.weekday())


def week(session: Session, team: Team, starts_on: date) -> Week:
    """The shifts that begin in the seven days from a Monday."""
    shifts = of_team(session, team.id)
    known = _known(session, team.county_fips, shifts)
    days = [
        (day, _of_day(shifts, day, known))
        for day in (starts_on + timedelta(later) for later in range(7))
    ]
    patterns = {pattern for _, of_day in days for pattern in of_day}
    ordered = sorted(patterns, key=lambda one: (one.starts, one.ends, one.name.casefold()))
    return Week(starts_on, ordered, days)


@dataclass(frozen=True, slots=True)
class _Known:
    """What everybody on some shifts is called, and when they work in the county."""

    names: dict[int, str]
    days: dict[int, Days]

    def there(self, person: int, mode: Mode, shift: Shift, on: date) -> There:
        """Somebody on a shift that begins on a date."""
        over = on + timedelta(days=time() < shift.ends <= shift.starts)
        days = self.days.get(person, [])
        return There(person, self.names[person], mode, works(days, on), works(days, over))


def _known(session: Session, county: str, shifts: Iterable[Shift]) -> _Known:
    people = {place.person for shift in shifts for place in shift.assigned} | {
        one.person for shift in shifts for one in shift.exceptions if one.person is not None
    }
    return _Known(names_of(session, people), affiliated(session, county, people))


def _of_day(shifts: Iterable[Shift], day: date, known: _Known) -> dict[Pattern, Entry]:
    return {
        Pattern(shift.name, shift.starts, shift.ends): _entry(shift, day, known)
        for shift in shifts
        if shift.weekday == day.weekday() and holds(shift.first_on, shift.last_on, day)
    }


def _entry(shift: Shift, on: date, known: _Known) -> Entry:
    there = people_on(shift, on)
    people = [known.there(person, mode, shift, on) for person, mode in there or ()]
    usual = {place.person for place in shift.assigned if holds(place.first_on, place.last_on, on)}
    off = usual - {one.person for one in people} if there is not None else set()
    return Entry(
        shift,
        on,
        tuple(sorted(people, key=lambda one: (list(Mode).index(one.mode), as_searched(one.name)))),
        tuple(sorted(known.names[person] for person in off)),
        there is None,
    )


def entry(session: Session, team: Team, shift: Shift, on: date) -> Entry:
    """One shift of a team on a date."""
    return _entry(shift, on, _known(session, team.county_fips, [shift]))


def different(
    session: Session, shift_ids: Collection[int], first: date, last: date
) -> list[Different]:
    """What is different on these dates, as it was recorded last, by date."""
    statement = (
        select(ShiftException, ShiftRow.name, _Subject, _Recorder)
        .join(ShiftRow, ShiftRow.id == ShiftException.shift_id)
        .outerjoin(_Subject, _Subject.id == ShiftException.person_id)
        .outerjoin(_Recorder, _Recorder.id == ShiftException.recorded_by_id)
        .where(
            ShiftException.shift_id.in_(shift_ids),
            ShiftException.on >= first,
            ShiftException.on <= last,
        )
        .order_by(ShiftException.id)
    )
    found: dict[tuple[int, date, int | None], Different] = {}
    for row, shift, subject, recorder in session.execute(
        not_undone(statement, ShiftException.import_id)
    ):
        key = row.shift_id, row.on, row.person_id
        found[key] = Different(row, shift, _called(subject), _called(recorder))
    standing = [one for one in found.values() if one.row.kind is not ExceptionKind.USUAL]
    return sorted(standing, key=lambda one: (one.row.on, one.shift.casefold(), one.row.id))


def _called(person: Person | None) -> str | None:
    return person.called if person else None


def placed(session: Session, shift_ids: Collection[int]) -> dict[int, list[Placed]]:
    """Who has or had a place on each of these shifts, by name, as it stands."""
    statement = (
        select(ShiftAssignment, _Subject, _Recorder)
        .join(_Subject, _Subject.id == ShiftAssignment.person_id)
        .outerjoin(_Recorder, _Recorder.id == ShiftAssignment.recorded_by_id)
        .where(ShiftAssignment.shift_id.in_(shift_ids), stands(ShiftAssignment, None))
        .order_by(ShiftAssignment.first_on, ShiftAssignment.id)
    )
    found: dict[int, list[Placed]] = defaultdict(list)
    for row, subject, recorder in session.execute(not_undone(statement, ShiftAssignment.import_id)):
        if row.last_on is None or row.last_on >= row.first_on:
            place = Placed(row, subject.called, _called(recorder))
            found[row.shift_id].append(place)
    return {
        shift: sorted(each, key=lambda one: as_searched(one.person))
        for shift, each in found.items()
    }
