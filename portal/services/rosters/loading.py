"""Rosters and service areas as values, as they are known now or were at an earlier moment.

Each function asks a fixed number of questions, however many teams there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from portal.domain.coverage import AreaTeam, Assigned, DatedException, ExceptionKind, Shift
from portal.domain.facts import Recorded
from portal.models import (
    AreaSetting,
    Person,
    RosterImport,
    ServiceArea,
    ShiftAssignment,
    ShiftEnd,
    ShiftException,
    TeamArea,
)
from portal.models import Shift as ShiftRow
from portal.services.places import Counties

Conditions = Sequence[ColumnElement[bool]]
Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a county that has to be covered around the clock."""

    id: int
    name: str
    county: str
    setting: AreaSetting


def areas_of(
    session: Session, counties: Counties, known_at: datetime | None = None
) -> dict[str, list[Area]]:
    """The service areas of these counties by name, by county; None is the whole state."""
    statement = (
        select(ServiceArea.id, ServiceArea.name, ServiceArea.county_fips, ServiceArea.setting)
        .where(*recorded_by(ServiceArea.recorded_at, known_at))
        .order_by(ServiceArea.name, ServiceArea.id)
    )
    if counties is not None:
        statement = statement.where(ServiceArea.county_fips.in_(counties))
    found: dict[str, list[Area]] = defaultdict(list)
    for row in session.execute(statement):
        found[row.county_fips].append(Area(*row))
    return dict(found)


def area_teams(
    session: Session, area_ids: Iterable[int] | None, known_at: datetime | None = None
) -> dict[int, list[AreaTeam]]:
    """Which teams serve each of these areas, from when to when; None is every area."""
    statement = (
        select(TeamArea.area_id, TeamArea.team_id, TeamArea.starts_on, TeamArea.ends_on)
        .where(
            or_(TeamArea.ends_on.is_(None), TeamArea.ends_on >= TeamArea.starts_on),
            *recorded_by(TeamArea.recorded_at, known_at),
            stands(TeamArea, known_at),
        )
        .order_by(TeamArea.starts_on, TeamArea.id)
    )
    found: dict[int, list[AreaTeam]] = defaultdict(list)
    if area_ids is not None:
        ids = list(area_ids)
        statement = statement.where(TeamArea.area_id.in_(ids))
        found.update({area_id: [] for area_id in ids})
    for area, team, starts_on, ends_on in session.execute(statement):
        found[area].append(AreaTeam(team, starts_on, ends_on))
    return dict(found)


def shifts_of(
    session: Session, team_ids: Iterable[int] | None, known_at: datetime | None = None
) -> dict[int, list[Shift]]:
    """The shifts of each of these teams; None is every team that has some.

    As known at a moment: what was recorded by then. A file that was taken back later was known
    all the same. What takes an earlier fact back is applied and not handed on.
    """
    teams = None if team_ids is None else list(team_ids)
    found: dict[int, list[Shift]] = {team: [] for team in teams or ()}
    within = [] if teams is None else [ShiftRow.team_id.in_(teams)]
    for shift in _load(session, within, known_at):
        found.setdefault(shift.team, []).append(shift)
    return found


def shifts_with(session: Session, person_ids: Iterable[int]) -> list[Shift]:
    """Every shift, of whatever team, on which one of these people has or had a place."""
    ids = list(person_ids)
    places = select(ShiftAssignment.shift_id).where(ShiftAssignment.person_id.in_(ids))
    dates = select(ShiftException.shift_id).where(ShiftException.person_id.in_(ids))
    return _load(session, [ShiftRow.id.in_(places.union(dates))], None)


def _load(session: Session, within: Conditions, known_at: datetime | None) -> list[Shift]:
    """The shifts that fit, by team, weekday and time."""
    names = _names(session)
    ends = _ends(session, within, known_at)
    assigned = _assigned(session, within, known_at, names)
    exceptions = _exceptions(session, within, known_at, names)
    statement = (
        select(
            ShiftRow.id,
            ShiftRow.team_id,
            ShiftRow.name,
            ShiftRow.weekday,
            ShiftRow.starts,
            ShiftRow.ends,
            ShiftRow.first_on,
        )
        .where(*within, *recorded_by(ShiftRow.recorded_at, known_at))
        .order_by(ShiftRow.team_id, ShiftRow.weekday, ShiftRow.starts, ShiftRow.name, ShiftRow.id)
    )
    found = []
    for row in session.execute(not_undone(statement, ShiftRow.import_id, known_at)):
        last_on = ends.get(row.id)
        if last_on is not None and last_on < row.first_on:
            continue
        people, different = assigned.get(row.id, ()), exceptions.get(row.id, ())
        found.append(Shift(*row, last_on, tuple(people), tuple(different)))
    return found


def recorded_by(column: InstrumentedAttribute[datetime], known_at: datetime | None) -> Conditions:
    """The fact was recorded by the moment; None is now."""
    return [] if known_at is None else [column <= known_at]


def stands(table: type[Any], known_at: datetime | None) -> ColumnElement[bool]:
    """No fact recorded by the moment supersedes this one."""
    later = aliased(table)
    superseding = select(later.id).where(
        later.supersedes_id == table.id, *recorded_by(later.recorded_at, known_at)
    )
    return ~superseding.correlate(table).exists()


def not_undone(
    statement: Select[*Columns],
    import_id: InstrumentedAttribute[int | None],
    known_at: datetime | None = None,
) -> Select[*Columns]:
    """Leave out what came with a file that had been taken back by the moment."""
    undone_at = RosterImport.undone_at
    still = (
        [undone_at.is_(None)] if known_at is None else [undone_at.is_(None), undone_at > known_at]
    )
    return statement.outerjoin(RosterImport, RosterImport.id == import_id).where(or_(*still))


def _names(session: Session) -> dict[int | None, str]:
    """Everybody who ever put something on a roster."""
    recorders = select(ShiftAssignment.recorded_by_id).union(select(ShiftException.recorded_by_id))
    statement = select(Person.id, Person.name_used, Person.legal_name).where(
        Person.id.in_(recorders)
    )
    return {row.id: row.name_used or row.legal_name for row in session.execute(statement)}


def _ends(session: Session, within: Conditions, known_at: datetime | None) -> dict[int, Any]:
    """The last date of each shift that was given one; the one recorded last counts."""
    statement = (
        select(ShiftEnd.shift_id, ShiftEnd.last_on)
        .join(ShiftRow, ShiftRow.id == ShiftEnd.shift_id)
        .where(*within, *recorded_by(ShiftEnd.recorded_at, known_at))
        .order_by(ShiftEnd.id)
    )
    return {row.shift_id: row.last_on for row in session.execute(statement)}


def _assigned(
    session: Session, within: Conditions, known_at: datetime | None, names: dict[int | None, str]
) -> dict[int, list[Assigned]]:
    table = ShiftAssignment
    statement = (
        select(
            table.shift_id,
            table.id,
            table.recorded_at,
            table.recorded_by_id,
            table.person_id,
            table.mode,
            table.first_on,
            table.last_on,
        )
        .join(ShiftRow, ShiftRow.id == table.shift_id)
        .where(
            *within,
            or_(table.last_on.is_(None), table.last_on >= table.first_on),
            *recorded_by(table.recorded_at, known_at),
            stands(table, known_at),
        )
        .order_by(table.id)
    )
    found: dict[int, list[Assigned]] = defaultdict(list)
    for shift, key, at, by, person, mode, first_on, last_on in session.execute(
        not_undone(statement, table.import_id, known_at)
    ):
        fact = Recorded(f"shift-assignment:{key}", at, names.get(by, ""))
        found[shift].append(Assigned(fact, person, mode, first_on, last_on))
    return found


def _exceptions(
    session: Session, within: Conditions, known_at: datetime | None, names: dict[int | None, str]
) -> dict[int, list[DatedException]]:
    """What is different on a date: for a person and for the shift, the one recorded last."""
    table = ShiftException
    statement = (
        select(
            table.shift_id,
            table.id,
            table.recorded_at,
            table.recorded_by_id,
            table.on,
            table.kind,
            table.person_id,
            table.mode,
        )
        .join(ShiftRow, ShiftRow.id == table.shift_id)
        .where(*within, *recorded_by(table.recorded_at, known_at))
        .order_by(table.id)
    )
    last: dict[tuple[Any, ...], DatedException] = {}
    for shift, key, at, by, on, kind, person, mode in session.execute(
        not_undone(statement, table.import_id, known_at)
    ):
        fact = Recorded(f"shift-exception:{key}", at, names.get(by, ""))
        last[shift, on, person] = DatedException(fact, on, kind, person, mode)
    found: dict[int, list[DatedException]] = defaultdict(list)
    for (shift, *_), one in last.items():
        if one.kind is not ExceptionKind.USUAL:
            found[shift].append(one)
    return found
