"""Everything that was ever recorded about a team's roster, newest first, superseded or not."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from portal.domain.coverage import ExceptionKind
from portal.domain.dates import date_text
from portal.domain.rosters import WEEKDAYS, times_text
from portal.models import (
    Person,
    RosterImport,
    Shift,
    ShiftAssignment,
    ShiftEnd,
    ShiftException,
)
from portal.services.rosters.staff import names as names_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was recorded."""

    at: datetime
    by: str | None
    shift: str
    what: str
    import_id: int | None
    undone_at: datetime | None
    """When the file that brought it was taken back."""
    superseded: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the history."""

    total: int
    number: int
    pages: int
    rows: list[Line]


_TABLES: tuple[Any, ...] = (Shift, ShiftEnd, ShiftAssignment, ShiftException)


def of_team(session: Session, team_id: int, number: int) -> Found:
    """What was recorded about the team's roster; `number` counts pages from 1."""
    keys = union_all(*(_keys(place, team_id) for place in range(len(_TABLES)))).subquery()
    total = session.scalar(select(func.count()).select_from(keys)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 1), pages)
    statement = (
        select(keys.c.place, keys.c.id)
        .order_by(keys.c.recorded_at.desc(), keys.c.place.desc(), keys.c.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    wanted = [(place, row_id) for place, row_id in session.execute(statement)]
    lines: dict[tuple[int, int], Line] = {}
    for place, read in enumerate((_shifts, _ends, _places, _exceptions)):
        ids = [row_id for its_place, row_id in wanted if its_place == place]
        if ids:
            found = read(session, ids)
            lines |= {(place, row_id): line for row_id, line in found.items()}
    return Found(total, number, pages, [lines[key] for key in wanted])


def _keys(place: int, team_id: int) -> Select[Any]:
    table = _TABLES[place]
    statement: Select[Any] = select(
        literal(place).label("place"), table.id.label("id"), table.recorded_at.label("recorded_at")
    )
    if table is not Shift:
        statement = statement.join(Shift, Shift.id == table.shift_id)
    return statement.where(Shift.team_id == team_id)


def _rows(
    session: Session, table: Any, ids: list[int], later: ColumnElement[bool] | None = None
) -> list[Any]:
    """Rows with their shift, who recorded them, the file they came with, and if they still hold."""
    recorder = aliased(Person)
    statement: Select[Any] = select(
        table, Shift, recorder, RosterImport, literal(value=False) if later is None else later
    )
    source = Shift.import_id if table is ShiftEnd else table.import_id
    if table is not Shift:
        statement = statement.join(Shift, Shift.id == table.shift_id)
    statement = (
        statement.outerjoin(recorder, recorder.id == table.recorded_by_id)
        .outerjoin(RosterImport, RosterImport.id == source)
        .where(table.id.in_(ids))
    )
    return list(session.execute(statement))


def _line(found: Any, what: str) -> Line:
    row, shift, by, source, over = found
    name = f"{shift.name}, {WEEKDAYS[shift.weekday]}s"
    return Line(
        row.recorded_at,
        by.called if by else None,
        name,
        what,
        source.id if source else None,
        source.undone_at if source else None,
        bool(over),
    )


def _shifts(session: Session, ids: list[int]) -> dict[int, Line]:
    found = {}
    for line in _rows(session, Shift, ids):
        row = line[0]
        words = f"Added: {times_text(row.starts, row.ends)}, from {date_text(row.first_on)}"
        found[row.id] = _line(line, words)
    return found


def _ends(session: Session, ids: list[int]) -> dict[int, Line]:
    other = aliased(ShiftEnd)
    later = select(other.id).where(other.shift_id == ShiftEnd.shift_id, other.id > ShiftEnd.id)
    found = {}
    for line in _rows(session, ShiftEnd, ids, later.exists()):
        row, shift = line[:2]
        if row.last_on is None:
            words = "Goes on without an end"
        elif row.last_on < shift.first_on:
            words = "Taken back: entered by mistake"
        else:
            words = f"Takes place through {date_text(row.last_on)}"
        found[row.id] = _line(line, words)
    return found


def _places(session: Session, ids: list[int]) -> dict[int, Line]:
    other = aliased(ShiftAssignment)
    later = select(other.id).where(other.supersedes_id == ShiftAssignment.id).exists()
    rows = _rows(session, ShiftAssignment, ids, later)
    names = names_of(session, {row.person_id for row, *_ in rows})
    found = {}
    for line in rows:
        row = line[0]
        name = names[row.person_id]
        if row.last_on is not None and row.last_on < row.first_on:
            words = f"{name}: place taken back, entered by mistake"
        else:
            corrected = "corrected to " if row.supersedes_id else ""
            how, days = row.mode.label.lower(), _days(row.first_on, row.last_on)
            words = f"{name}: {corrected}{how}, {days}"
        found[row.id] = _line(line, words)
    return found


def _exceptions(session: Session, ids: list[int]) -> dict[int, Line]:
    other = aliased(ShiftException)
    later = select(other.id).where(
        other.shift_id == ShiftException.shift_id,
        other.on == ShiftException.on,
        other.person_id.is_not_distinct_from(ShiftException.person_id),
        other.id > ShiftException.id,
    )
    rows = _rows(session, ShiftException, ids, later.exists())
    names = names_of(session, {row.person_id for row, *_ in rows} - {None})
    found = {}
    for line in rows:
        row = line[0]
        words = different_text(row, names.get(row.person_id))
        found[row.id] = _line(line, f"{date_text(row.on)}: {words}")
    return found


def different_text(row: ShiftException, name: str | None) -> str:
    """What is different on a date, in words, with the reason."""
    words = {
        ExceptionKind.OFF: f"{name} is off",
        ExceptionKind.ON: f"{name} comes, {row.mode.label.lower()}",
        ExceptionKind.CANCELLED: "The shift is cancelled",
        ExceptionKind.USUAL: f"As usual again{f' for {name}' if name else ''}",
    }[row.kind]
    return f"{words}. {row.reason}" if row.reason else words


def _days(first_on: date, last_on: date | None) -> str:
    through = f" through {date_text(last_on)}" if last_on else ""
    return f"from {date_text(first_on)}{through}"
