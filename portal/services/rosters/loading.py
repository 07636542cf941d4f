"""Rosters and service areas as values, as they are known now or were at an earlier moment.

Each function asks a fixed number of questions, however many teams there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, bindparam, cast, null, or_, select, union_all
from sqlalchemy.orm import Session

from portal.domain.coverage import AreaTeam, Assigned, DatedException, ExceptionKind, Shift
from portal.domain.facts import Recorded
from portal.domain.staffing import Mode
from portal.models import (
    AreaSetting,
    Person,
    ServiceArea,
    ShiftAssignment,
    ShiftEnd,
    ShiftException,
    TeamArea,
)
from portal.models import Shift as ShiftRow
from portal.services.places import Counties
from portal.services.rosters.known import Conditions, not_undone, recorded_by, stands


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
    asked = _given({"counties": None if counties is None else [*counties], "known_at": known_at})
    statement = _areas(some=counties is not None, then=known_at is not None)
    found: dict[str, list[Area]] = defaultdict(list)
    for area, name, county, setting in session.connection().execute(statement, asked):
        found[county].append(Area(area, name, county, setting))
    return dict(found)


@lru_cache(maxsize=4)
def _areas(*, some: bool, then: bool) -> Any:
    known_at: Any = bindparam("known_at") if then else None
    statement = (
        select(ServiceArea.id, ServiceArea.name, ServiceArea.county_fips, ServiceArea.setting)
        .where(*recorded_by(ServiceArea.recorded_at, known_at))
        .order_by(ServiceArea.name, ServiceArea.id)
    )
    counties: Any = bindparam("counties", expanding=True)
    return statement.where(ServiceArea.county_fips.in_(counties)) if some else statement


@lru_cache(maxsize=4)
def _area_teams(*, some: bool, then: bool) -> Any:
    known_at: Any = bindparam("known_at") if then else None
    statement = (
        select(TeamArea.area_id, TeamArea.team_id, TeamArea.starts_on, TeamArea.ends_on)
        .where(
            or_(TeamArea.ends_on.is_(None), TeamArea.ends_on >= TeamArea.starts_on),
            *recorded_by(TeamArea.recorded_at, known_at),
            stands(TeamArea, known_at),
        )
        .order_by(TeamArea.starts_on, TeamArea.id)
    )
    within = TeamArea.area_id.in_(bindparam("areas", expanding=True))
    return statement.where(within) if some else statement


def area_teams(
    session: Session, area_ids: Iterable[int] | None, known_at: datetime | None = None
) -> dict[int, list[AreaTeam]]:
    """Which teams serve each of these areas, from when to when; None is every area."""
    areas = None if area_ids is None else list(area_ids)
    found: dict[int, list[AreaTeam]] = {area: [] for area in areas or ()}
    statement = _area_teams(some=areas is not None, then=known_at is not None)
    asked = {"areas": areas, "known_at": known_at}
    for area, team, starts_on, ends_on in session.connection().execute(statement, _given(asked)):
        found.setdefault(area, []).append(AreaTeam(team, starts_on, ends_on))
    return found


def shifts_of(
    session: Session,
    team_ids: Iterable[int] | None,
    known_at: datetime | None = None,
    *,
    facts: bool = True,
) -> dict[int, list[Shift]]:
    """The shifts of each of these teams; None is every team that has some.

    As known at a moment: what was recorded by then. A file that was taken back later was known
    all the same. What takes an earlier fact back is applied and not handed on. Without `facts`,
    places and exceptions do not say which facts they are: that is quicker.
    """
    teams = None if team_ids is None else list(team_ids)
    found: dict[int, list[Shift]] = {team: [] for team in teams or ()}
    which = Which.ALL if teams is None else Which.OF_TEAMS
    asked = {"teams": teams, "known_at": known_at}
    for shift in _load(session, which, _given(asked), facts=facts):
        found.setdefault(shift.team, []).append(shift)
    return found


def shifts_with(session: Session, person_ids: Iterable[int]) -> list[Shift]:
    """Every shift on which one of these people has or had a place, as without `facts`."""
    return _load(session, Which.WITH_PEOPLE, {"people": list(person_ids)}, facts=False)


class Which(Enum):
    """Which shifts are asked for."""

    ALL = 0
    OF_TEAMS = 1
    WITH_PEOPLE = 2


def _given(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value is not None}


def _within(which: Which) -> Conditions:
    if which is Which.ALL:
        return []
    if which is Which.OF_TEAMS:
        return [ShiftRow.team_id.in_(bindparam("teams", expanding=True))]
    people: Any = bindparam("people", expanding=True)
    places = select(ShiftAssignment.shift_id).where(ShiftAssignment.person_id.in_(people))
    dates = select(ShiftException.shift_id).where(ShiftException.person_id.in_(people))
    return [ShiftRow.id.in_(places.union(dates))]


def last_on(known_at: Any = None) -> Any:
    """The last date of a shift, as it was said last."""
    said = select(ShiftEnd.last_on).where(
        ShiftEnd.shift_id == ShiftRow.id, *recorded_by(ShiftEnd.recorded_at, known_at)
    )
    return said.order_by(ShiftEnd.id.desc()).limit(1).scalar_subquery().label("last_on")


def _columns(known_at: Any) -> tuple[Any, ...]:
    """What is asked of a shift apart from its people: the fields of `Shift`, in order."""
    row = ShiftRow
    said = (row.id, row.team_id, row.name, row.weekday, row.starts, row.ends, row.first_on)
    return (*said, last_on(known_at))


# Statements are built once: that takes longer than asking.


@lru_cache(maxsize=8)
def _shifts(which: Which, *, then: bool) -> Any:
    """The shifts by team, weekday and time."""
    known_at: Any = bindparam("known_at") if then else None
    row = ShiftRow
    asked = (
        select(*_columns(known_at))
        .where(*_within(which), *recorded_by(row.recorded_at, known_at))
        .order_by(row.team_id, row.weekday, row.starts, row.name, row.id)
    )
    return not_undone(asked, row.import_id, known_at)


@lru_cache(maxsize=16)
def _people(which: Which, *, then: bool, facts: bool) -> Any:
    """Places on the shifts, and after them what is different on a date, which alone has a kind."""
    within = _within(which)
    known_at: Any = bindparam("known_at") if then else None
    place, different = ShiftAssignment, ShiftException
    no_kind, no_day = cast(null(), different.kind.type), cast(null(), Date)
    stretch = (place.first_on, place.last_on, no_kind.label("kind"))
    day = (different.on, no_day, different.kind)

    def people(table: Any, *when: Any) -> Any:
        who = (table.shift_id, table.id.label("number"), table.person_id, table.mode)
        recorded = (table.recorded_at, table.recorded_by_id) if facts else ()
        asked = (
            select(*who, *when, *recorded)
            .join(ShiftRow, ShiftRow.id == table.shift_id)
            .where(*within, *recorded_by(table.recorded_at, known_at))
        )
        return not_undone(asked, table.import_id, known_at)

    begun = or_(place.last_on.is_(None), place.last_on >= place.first_on)
    places = people(place, *stretch).where(begun, stands(place, known_at))
    return union_all(places, people(different, *day)).order_by("number")


def _load(session: Session, which: Which, asked: dict[str, Any], *, facts: bool) -> list[Shift]:
    """The shifts that fit, by team, weekday and time."""
    then, connection = "known_at" in asked, session.connection()
    rows = connection.execute(_shifts(which, then=then), asked).all()
    assigned: list[Any] = []
    different: list[Any] = []
    for row in connection.execute(_people(which, then=then, facts=facts), asked).all():
        (assigned if row.kind is None else different).append(row)
    recorders = {row.recorded_by_id for row in (*assigned, *different)} if facts else set()
    called = _names(session, recorders)
    people = _assigned(assigned, called) if facts else _places(assigned)
    return _made(rows, people, _exceptions(different, called))


def shifts_from(rows: Iterable[Any], places: Iterable[Any]) -> list[Shift]:
    """Shifts from rows that were read already: each of the fields of `Shift` but for its people.

    `places` are rows of the shift, their number, the person, the mode, the first day and the last
    one; or of the date on which something is different, with nothing after it, and what kind of
    thing it is. They come in the order of their numbers, and become what `facts=False` gives.
    """
    assigned: list[Any] = []
    different: list[Any] = []
    for shift, number, person, mode, day, last_on, kind in places:
        if kind is None:
            assigned.append((shift, number, person, Mode(mode), day, last_on, None))
        else:
            one = (shift, number, person, Mode(mode), day, None, ExceptionKind(kind))
            different.append(one)
    return _made(rows, _places(assigned), _exceptions(different, {}))


def _made(
    rows: Iterable[Any],
    people: Mapping[int, Sequence[Assigned]],
    exceptions: Mapping[int, Sequence[DatedException]],
) -> list[Shift]:
    """Shifts with who is on them; those that ended before they began never were."""
    found = []
    for shift, *said, first_on, last_on in rows:
        if last_on is None or first_on <= last_on:
            places, apart = people.get(shift, ()), exceptions.get(shift, ())
            held: tuple[Any, ...] = (shift, *said, first_on, last_on, tuple(places), tuple(apart))
            found.append(Shift(*held))
    return found


def _names(session: Session, recorders: set[int | None]) -> dict[int | None, str]:
    """Who put something on a roster."""
    known = sorted(each for each in recorders if each is not None)
    if not known:
        return {}
    statement = select(Person.id, Person.called).where(Person.id.in_(known))
    return dict(session.execute(statement).all())


_NOT_SAID = Recorded("", datetime.min.replace(tzinfo=UTC), "")


def _assigned(rows: Iterable[Any], names: dict[int | None, str]) -> dict[int, list[Assigned]]:
    found: dict[int, list[Assigned]] = defaultdict(list)
    for shift, key, person, mode, first_on, last_on, _, at, by in rows:
        fact = Recorded(f"shift-assignment:{key}", at, names.get(by, ""))
        found[shift].append(Assigned(fact, person, mode, first_on, last_on))
    return found


def _places(rows: Iterable[Any]) -> dict[int, list[Assigned]]:
    """The same without which facts they are: whoever has places alike has one in all shifts."""
    found: dict[int, list[Assigned]] = defaultdict(list)
    known: dict[tuple[Any, ...], Assigned] = {}
    for shift, _, *said, _ in rows:
        alike = tuple(said)
        place = known.get(alike)
        if place is None:
            place = known[alike] = Assigned(_NOT_SAID, *alike)
        found[shift].append(place)
    return found


def _exceptions(
    rows: Iterable[Any], names: dict[int | None, str]
) -> dict[int, list[DatedException]]:
    """What is different on a date: for a person and for the shift, the one recorded last."""
    last: dict[tuple[Any, ...], DatedException] = {}
    for shift, key, person, mode, on, _, kind, *recorded in rows:
        fact = _NOT_SAID
        if recorded:
            at, by = recorded
            fact = Recorded(f"shift-exception:{key}", at, names.get(by, ""))
        last[shift, on, person] = DatedException(fact, on, kind, person, mode)
    found: dict[int, list[DatedException]] = defaultdict(list)
    for (shift, *_), one in last.items():
        if one.kind is not ExceptionKind.USUAL:
            found[shift].append(one)
    return found
