"""Taking a file of shifts in, all of it or nothing; and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.access import Grant, Permission, counties
from portal.domain.coverage import ExceptionKind, Shift
from portal.domain.errors import Forbidden, NotFound
from portal.domain.roster_files import FileRead
from portal.domain.staffing import Mode
from portal.models import (
    County,
    EvidenceFile,
    Person,
    RosterImport,
    ShiftAssignment,
    ShiftEnd,
    ShiftException,
    Team,
)
from portal.models import Shift as ShiftRow
from portal.services import audit
from portal.services.history import by_id
from portal.services.once import WEAKLY
from portal.services.places import Counties
from portal.services.rosters.importing.checking import check
from portal.services.rosters.importing.verdicts import Checked

PAGE = 50
_Recorder, _Undoer = aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that was taken in, with the names that pages show."""

    row: RosterImport
    county: str
    recorded_by: str | None
    undone_by: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list."""

    total: int
    number: int
    pages: int
    rows: list[Listed]


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file brought."""

    shifts: list[tuple[int, str, int]]
    """How many weekly shifts of each team: its number and its name first."""
    places: int
    exceptions: int
    by_hand: int
    """Places and exceptions recorded by hand on these shifts, which go with them."""

    @property
    def total(self) -> int:
        """How many weekly shifts in all."""
        return sum(count for _, _, count in self.shifts)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken in, now or before."""

    row: RosterImport
    is_new: bool


def before(session: Session, file: EvidenceFile) -> RosterImport | None:
    """The import of this very file that holds."""
    statement = select(RosterImport).where(
        RosterImport.county_fips == file.county_fips,
        RosterImport.sha256 == file.sha256,
        RosterImport.undone_at.is_(None),
    )
    return session.scalars(statement).first()


def take_in(
    session: Session, file: EvidenceFile, county: County, read: FileRead, *, by: int, at: datetime
) -> Taken | Checked:
    """Take in all that a file says; or say what is in the way, with nothing recorded.

    The same file once more, as by a double click, is the same import.
    """
    _lock(session, county)
    known = before(session, file)
    if known is not None:
        return Taken(known, is_new=False)
    checked = check(session, county, read, at)
    if not checked.may_be_taken_in:
        return checked
    row = RosterImport(
        county_fips=county.fips,
        name=file.name,
        sha256=file.sha256,
        left_out=[list(each) for each in sorted(read.left_out.items())] or None,
        undone_at=None,
        undone_by_id=None,
        recorded_at=at,
        recorded_by_id=by,
    )
    session.add(row)
    session.flush()
    numbers = _add_shifts(session, checked.shifts, row)
    _add_people(session, checked, numbers, row)
    audit.note(session, "roster imported", person_id=None, by=by, at=at, roster_import=row.id)
    return Taken(row, is_new=True)


def _lock(session: Session, county: County) -> None:
    """Keep everybody else from changing the county's rosters until the transaction ends."""
    session.get_one(County, county.fips, with_for_update=WEAKLY)
    teams = select(Team.id).where(Team.county_fips == county.fips).order_by(Team.id)
    session.execute(teams.with_for_update(key_share=True)).all()


def _add_shifts(session: Session, shifts: Sequence[Shift], source: RosterImport) -> dict[int, int]:
    """Add the shifts; the numbers of their rows by their provisional ones."""
    recorded = {"recorded_at": source.recorded_at, "recorded_by_id": source.recorded_by_id}
    rows = {
        shift.id: ShiftRow(
            team_id=shift.team,
            name=shift.name,
            weekday=shift.weekday,
            starts=shift.starts,
            ends=shift.ends,
            first_on=shift.first_on,
            import_id=source.id,
            **recorded,
        )
        for shift in shifts
    }
    session.add_all(rows.values())
    session.flush()
    for shift in shifts:
        if shift.last_on is not None:
            number = rows[shift.id].id
            session.add(ShiftEnd(shift_id=number, last_on=shift.last_on, **recorded))
    return {provisional: row.id for provisional, row in rows.items()}


def _add_people(
    session: Session, checked: Checked, numbers: dict[int, int], source: RosterImport
) -> None:
    recorded = {"recorded_at": source.recorded_at, "recorded_by_id": source.recorded_by_id}
    for place in checked.places:
        session.add(
            ShiftAssignment(
                shift_id=numbers.get(place.shift, place.shift),
                person_id=place.person,
                mode=place.mode,
                first_on=place.first_on,
                last_on=place.last_on,
                supersedes_id=None,
                import_id=source.id,
                **recorded,
            )
        )
    for shift, on in checked.cancelled:
        session.add(
            ShiftException(
                shift_id=numbers.get(shift, shift),
                on=on,
                kind=ExceptionKind.CANCELLED,
                person_id=None,
                mode=Mode.ON_SITE,
                reason="Left out in the calendar",
                import_id=source.id,
                **recorded,
            )
        )
    session.flush()


def listed(session: Session, held: Counties, number: int) -> Found:
    """The files taken in for these counties, newest first; `number` counts pages from 1."""
    conditions = [] if held is None else [RosterImport.county_fips.in_(held)]
    total = session.scalar(select(func.count()).select_from(RosterImport).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 1), pages)
    statement = _with_names().where(*conditions).limit(PAGE).offset((number - 1) * PAGE)
    return Found(total, number, pages, [_listed(*row) for row in session.execute(statement)])


def _with_names() -> Select[RosterImport, str, Person | None, Person | None]:
    return (
        select(RosterImport, County.name, _Recorder, _Undoer)
        .join(County, County.fips == RosterImport.county_fips)
        .outerjoin(_Recorder, _Recorder.id == RosterImport.recorded_by_id)
        .outerjoin(_Undoer, _Undoer.id == RosterImport.undone_by_id)
        .order_by(RosterImport.id.desc())
    )


def _listed(row: RosterImport, county: str, giver: Person | None, taker: Person | None) -> Listed:
    return Listed(row, county, giver.called if giver else None, taker.called if taker else None)


def find(
    session: Session, import_id: int, grants: Sequence[Grant], permission: Permission
) -> Listed:
    """The import. Raises NotFound or Forbidden."""
    row: RosterImport | None = by_id(session, RosterImport, import_id)
    if row is None:
        message = "There is no import with this number. The list of files shows them all."
        raise NotFound(message)
    held = counties(grants, permission)
    if held is not None and row.county_fips not in held:
        message = "This file is about a county that is not yours."
        raise Forbidden(message)
    return _listed(*session.execute(_with_names().where(RosterImport.id == row.id)).one())


def brought(session: Session, row: RosterImport) -> Brought:
    """What the file brought, whether or not it still holds."""
    shifts = session.execute(
        select(Team.id, Team.name, func.count())
        .join(ShiftRow, ShiftRow.team_id == Team.id)
        .where(ShiftRow.import_id == row.id)
        .group_by(Team.id, Team.name)
        .order_by(func.lower(Team.name), Team.id)
    )
    own = select(ShiftRow.id).where(ShiftRow.import_id == row.id)
    counts = [
        session.scalar(select(func.count()).select_from(table).where(table.import_id == row.id))
        for table in (ShiftAssignment, ShiftException)
    ]
    by_hand = [
        session.scalar(
            select(func.count())
            .select_from(table)
            .where(table.shift_id.in_(own), table.import_id.is_distinct_from(row.id))
        )
        for table in (ShiftAssignment, ShiftException)
    ]
    of_teams = [(number, name, count) for number, name, count in shifts]
    return Brought(of_teams, counts[0] or 0, counts[1] or 0, sum(each or 0 for each in by_hand))


def undo(session: Session, import_id: int, *, by: int, at: datetime) -> bool:
    """Take the file back: from now on nothing that it brought is known.

    False when that was done before.
    """
    row = session.get_one(RosterImport, import_id, with_for_update=WEAKLY, populate_existing=True)
    if row.undone_at is not None:
        return False
    row.undone_at, row.undone_by_id = at, by
    session.flush()
    audit.note(session, "roster import undone", person_id=None, by=by, at=at, roster_import=row.id)
    return True
