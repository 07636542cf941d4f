"""What a file would bring to the rosters of a county, row by row."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from itertools import count

from sqlalchemy.orm import Session

from portal.domain.coverage import Assigned, ExceptionKind, Shift
from portal.domain.dates import civil_date, date_text
from portal.domain.errors import Invalid
from portal.domain.facts import Recorded
from portal.domain.roster_files import FileRead, Problem
from portal.domain.rosters import whole
from portal.models import County
from portal.services import places
from portal.services.rosters import clashes
from portal.services.rosters.importing.rows import Known, Meant
from portal.services.rosters.importing.verdicts import Checked, NewPlace, State, Verdict
from portal.services.rosters.loading import shifts_of
from portal.services.rosters.shifts import check_once
from portal.services.rosters.staff import directory


def check(session: Session, county: County, read: FileRead, at: datetime) -> Checked:
    """Every row of a file, judged against the county's teams, people and rosters."""
    teams = {team.name.casefold(): team for team in places.teams(session, frozenset({county.fips}))}
    people = directory(session, county.fips)
    checking = _Checking(read, Known(county, teams, people, civil_date(at)), at)
    rows = checking.meant()
    for shifts in shifts_of(session, {one.team for one in rows}).values():
        for shift in shifts:
            checking.note(shift)
    groups: dict[object, list[Meant]] = defaultdict(list)
    for one in rows:
        groups[one.key].append(one)
    for group in groups.values():
        checking.take(group)
    checking.note_clashes(session)
    return checking.result()


class _Checking:
    """The checking of one file. What has a problem goes no further."""

    def __init__(self, read: FileRead, known: Known, at: datetime) -> None:
        self.read, self.known, self.at = read, known, at
        self.problems: dict[int, list[Problem]] = defaultdict(list)
        self.shifts: dict[tuple[int, str], list[Shift]] = defaultdict(list)
        """Those of each team by their names, the new ones too."""
        self.found = Checked()
        self.new_rows: set[int] = set()
        self.waiting: set[int] = set()
        """The rows about people that can be judged once the row of their shift is right."""
        self.placed: dict[tuple[int, int], list[int]] = defaultdict(list)
        """The rows that give a person a place on a shift."""
        self.changed: dict[int, Shift] = {}
        self.numbers = count(-1, -1)

    def note(self, shift: Shift) -> None:
        """A shift that is on the roster, or comes with the file."""
        self.shifts[shift.team, shift.name.casefold()].append(shift)

    def meant(self) -> list[Meant]:
        """The rows that make sense by themselves."""
        for problem in self.read.problems:
            self.problems[problem.number].append(problem)
        for part in self.read.parts:
            self.problems[part.number] += self.known.wrong(part)
        rows = []
        for row in self.read.rows:
            found = self.known.meant(row)
            if isinstance(found, Meant):
                rows.append(found)
            else:
                self.problems[row.number] += found
        return rows

    def result(self) -> Checked:
        """The verdicts, and what is new."""
        for number, said in sorted(self.read.said.items()):
            wrong = tuple(self.problems.get(number, ()))
            self.found.verdicts.append(Verdict(number, said, self._state(number), wrong))
        return self.found

    def _state(self, number: int) -> State:
        if self.problems.get(number):
            return State.WRONG
        if number in self.waiting:
            return State.WAITING
        return State.NEW if number in self.new_rows else State.KNOWN

    def _is_wrong(self, one: Meant) -> bool:
        return bool(self.problems.get(one.row.number))

    def _wrong(self, one: Meant, name: str, reason: str, remedy: str) -> None:
        self.problems[one.row.number].append(Problem(one.row.number, name, reason, remedy))

    def take(self, group: list[Meant]) -> None:
        """Take in the rows about one shift: the shift itself, then who is on it."""
        own = [one for one in group if one.person is None]
        people = [one for one in group if one.person is not None]
        for one in own:
            self._take_shift(one)
        if any(self._is_wrong(one) for one in own):
            self.waiting.update(one.row.number for one in people)
            return
        if not own:
            self._take_hull(people)
        for one in people:
            if not self._is_wrong(one):
                self._take_place(one)

    def _like(self, one: Meant) -> list[Shift]:
        """The shifts that the row may be about, and that take place at its time."""
        row = one.row
        return [
            shift
            for shift in self.shifts[one.team, row.shift.casefold()]
            if (one.team, shift.name.casefold(), shift.weekday, shift.starts, shift.ends) == one.key
            and shift.first_on <= one.until
            and row.first_on <= (shift.last_on or date.max)
        ]

    def _take_shift(self, one: Meant) -> None:
        """A row about a shift itself."""
        row, like = one.row, self._like(one)
        same = [it for it in like if (it.first_on, it.last_on) == (row.first_on, row.last_on)]
        if same and same[0].id > 0:
            self._cancel(one, same[0])
        elif like and like[0].id > 0:
            reason = f"This shift is on the roster already, {_dates(like[0])}."
            remedy = "Write the same dates, or change them on the page of the shift first."
            self._wrong(one, "first_on", reason, remedy)
        elif like:
            reason = "The same shift stands in an earlier row, with dates that overlap."
            self._wrong(one, "shift", reason, "Take one of the rows out.")
        else:
            self._add(one, row.first_on, row.last_on)

    def _add(self, one: Meant, first_on: date, last_on: date | None) -> None:
        """A new shift, unless it runs beside one of the same name."""
        row = one.row
        shift = Shift(
            next(self.numbers),
            one.team,
            row.shift,
            row.weekday,
            row.starts,
            row.ends,
            first_on,
            last_on,
            (),
            (),
        )
        try:
            check_once(shift.name, whole(shift), self.shifts[one.team, shift.name.casefold()])
        except Invalid as error:
            self._wrong(one, "shift", str(error), "")
            return
        self.note(shift)
        self.found.shifts.append(shift)
        self.new_rows.add(row.number)
        self._cancel(one, shift)

    def _cancel(self, one: Meant, shift: Shift) -> None:
        """The dates on which it does not take place, but for those known."""
        known = {each.on for each in shift.exceptions if each.kind is ExceptionKind.CANCELLED}
        for on in one.row.cancelled:
            if on not in known:
                self.found.cancelled.append((shift.id, on))
                self.new_rows.add(one.row.number)

    def _take_hull(self, people: list[Meant]) -> None:
        """Rows about people alone: where there is no such shift yet, it lasts as long as they."""
        new = [one for one in people if not self._like(one)]
        if not new:
            return
        first_on, until = min(one.row.first_on for one in new), max(one.until for one in new)
        hull = replace(new[0].row, first_on=first_on, last_on=None if until == date.max else until)
        if like := self._like(replace(new[0], row=hull)):
            for one in new:
                reason = f"This shift is on the roster already, {_dates(like[0])}."
                remedy = "Give the shift a row of its own, without a person, with its dates."
                self._wrong(one, "first_on", reason, remedy)
            return
        self._add(new[0], hull.first_on, hull.last_on)

    def _shift_of(self, one: Meant) -> Shift | None:
        """The shift on which the row puts somebody; None, with the problem noted, without one."""
        like = self._like(one)
        for shift in like:
            if shift.first_on <= one.row.first_on and one.until <= (shift.last_on or date.max):
                return shift
        when = _dates(like[0]) if like else "at other times"
        reason = f"The shift takes place {when}."
        self._wrong(one, "first_on", reason, "Choose dates within those of the shift.")
        return None

    def _take_place(self, one: Meant) -> None:
        """Somebody's place on a shift, unless it is known."""
        row, shift = one.row, self._shift_of(one)
        if shift is None or one.person is None or row.mode is None:
            return
        new = NewPlace(shift.id, one.person, row.mode, row.first_on, row.last_on)
        if any(_place(shift, place) == new for place in shift.assigned):
            return
        fact = Recorded("", self.at, "")
        so_far = self.changed.get(shift.id, shift)
        assigned = Assigned(fact, new.person, new.mode, new.first_on, new.last_on)
        self.changed[shift.id] = replace(so_far, assigned=(*so_far.assigned, assigned))
        self.placed[shift.id, one.person].append(row.number)
        self.found.places.append(new)
        self.new_rows.add(row.number)

    def note_clashes(self, session: Session) -> None:
        """Say at the row that brings it about where somebody would be in two places."""
        people = {person for _, person in self.placed}
        for told in clashes.find(session, self.changed.values(), people):
            clash = told.clash
            rows = self.placed.get((clash.shift.id, clash.person)) or self.placed.get(
                (clash.other.id, clash.person), []
            )
            if not rows:
                continue
            problem = Problem(max(rows), "person_email", told.reason, told.remedy)
            if problem not in self.problems[problem.number]:
                self.problems[problem.number].append(problem)


def _dates(shift: Shift) -> str:
    through = f" through {date_text(shift.last_on)}" if shift.last_on else ""
    return f"from {date_text(shift.first_on)}{through}"


def _place(shift: Shift, place: Assigned) -> NewPlace:
    """A place that is known, within the dates of its shift."""
    ends = [day for day in (place.last_on, shift.last_on) if day is not None]
    first_on = max(place.first_on, shift.first_on)
    return NewPlace(shift.id, place.person, place.mode, first_on, min(ends, default=None))
