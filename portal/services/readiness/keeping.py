"""Writing kept rows: a person's, a team's, an area's with its county's. Delete, then insert."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    String,
    bindparam,
    delete,
    func,
    insert,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from portal.domain.coverage import midnight
from portal.domain.dates import civil_date
from portal.domain.staffing import TeamSpan
from portal.models import (
    KeptGap,
    KeptHorizon,
    KeptPerson,
    KeptTeam,
    ServiceArea,
    Team,
)
from portal.services.certification.statements import table_of
from portal.services.readiness.areas import Gap, worst_of
from portal.services.readiness.people import FOREVER, PersonStretch

HORIZON = timedelta(weeks=5)
"""So far ahead the gaps of areas are kept: the time pages look ahead, and a week of slack."""
COUNTY_HORIZON = timedelta(days=10)
"""So far ahead those of whole counties are kept: the week that pages show, and some slack."""

_people, _teams = table_of(KeptPerson), table_of(KeptTeam)
_gaps, _horizons = table_of(KeptGap), table_of(KeptHorizon)
_area, _team = table_of(ServiceArea), table_of(Team)
_IDS: Any = bindparam("ids", expanding=True)
_COUNTIES: Any = bindparam("counties", expanding=True)
_FORGET_PEOPLE = delete(_people).where(_people.c.person_id.in_(_IDS))
_ADD_PEOPLE = insert(_people)
_FORGET_TEAMS = delete(_teams).where(_teams.c.team_id.in_(_IDS))
_ADD_TEAMS = insert(_teams).values(
    team_id=bindparam("of_team"),
    county_fips=select(_team.c.county_fips)
    .where(_team.c.id == bindparam("of_team"))
    .scalar_subquery(),
    starts=bindparam("starts"),
    ends=bindparam("ends"),
    outcome=bindparam("outcome"),
    requirement=bindparam("requirement"),
)
_COUNTY_OF = select(_area.c.id, _area.c.county_fips).where(_area.c.id.in_(_IDS))
_FORGET_GAPS = delete(_gaps).where(_gaps.c.area_id.in_(_IDS))
_ADD_GAPS = insert(_gaps)
_FORGET_REACH = delete(_horizons).where(_horizons.c.area_id.in_(_IDS))
_ADD_REACH = insert(_horizons)
_FORGET_COUNTIES = delete(_gaps).where(
    _gaps.c.area_id.is_(None), _gaps.c.county_fips.in_(_COUNTIES)
)
_GAPS_OF = select(
    _gaps.c.county_fips,
    _gaps.c.starts_at,
    _gaps.c.ends_at,
    type_coerce(_gaps.c.outcome, String),
).where(
    _gaps.c.county_fips.in_(_COUNTIES),
    _gaps.c.area_id.is_not(None),
    _gaps.c.ends_at > bindparam("start"),
    _gaps.c.starts_at < bindparam("end"),
)
_WINDOWS = (
    select(
        _area.c.county_fips,
        func.count(_area.c.id),
        func.count(_horizons.c.area_id),
        func.max(_horizons.c.from_at),
        func.min(_horizons.c.through_at),
    )
    .select_from(_area.outerjoin(_horizons, _horizons.c.area_id == _area.c.id))
    .group_by(_area.c.county_fips)
)
_WINDOWS_OF = _WINDOWS.where(_area.c.county_fips.in_(_COUNTIES))


def reach(at: datetime) -> tuple[datetime, datetime]:
    """The time for which gaps are kept: from the beginning of the day on."""
    today = civil_date(at)
    return midnight(today), midnight(today + HORIZON)


def put_people(session: Session, found: Mapping[int, Sequence[PersonStretch]]) -> None:
    """Keep what these people are and bring."""
    if not found:
        return
    connection = session.connection()
    connection.execute(_FORGET_PEOPLE, {"ids": list(found)})
    rows = [
        {"person_id": person, **stretch._asdict()}
        for person, stretches in found.items()
        for stretch in stretches
    ]
    connection.execute(_ADD_PEOPLE, rows)


def forget_people(session: Session, ids: Collection[int]) -> None:
    """Keep nothing about these people: what they are is worked out when somebody asks."""
    session.connection().execute(_FORGET_PEOPLE, {"ids": list(ids)})


def forget_teams(session: Session, ids: Collection[int]) -> None:
    """Keep nothing about these teams."""
    session.connection().execute(_FORGET_TEAMS, {"ids": list(ids)})


def forget_areas(session: Session, ids: Collection[int]) -> None:
    """Keep nothing about these areas, nor about their counties as a whole."""
    connection, asked = session.connection(), {"ids": list(ids)}
    counties = sorted({county for _, county in connection.execute(_COUNTY_OF, asked).all()})
    connection.execute(_FORGET_GAPS, asked)
    connection.execute(_FORGET_REACH, asked)
    connection.execute(_FORGET_COUNTIES, {"counties": counties})


def put_teams(session: Session, found: Mapping[int, Iterable[TeamSpan]]) -> None:
    """Keep whether these teams could answer."""
    if not found:
        return
    connection = session.connection()
    connection.execute(_FORGET_TEAMS, {"ids": list(found)})
    rows = [
        {
            "of_team": team_id,
            "starts": span.starts.toordinal(),
            "ends": FOREVER if span.ends is None else span.ends.toordinal(),
            "outcome": span.outcome,
            "requirement": span.requirement,
        }
        for team_id, spans in found.items()
        for span in spans
    ]
    connection.execute(_ADD_TEAMS, rows)


def put_areas(
    session: Session, found: Mapping[int, Iterable[Gap]], start: datetime, end: datetime
) -> None:
    """Keep when these areas are not plainly covered, and that for [start, end) it is known.

    The gaps of their counties follow.
    """
    if not found:
        return
    connection = session.connection()
    ids = {"ids": list(found)}
    county_of = dict(connection.execute(_COUNTY_OF, ids).all())
    connection.execute(_FORGET_GAPS, ids)
    connection.execute(_FORGET_REACH, ids)
    reaches = [
        {"area_id": area, "county_fips": county_of[area], "from_at": start, "through_at": end}
        for area in found
    ]
    connection.execute(_ADD_REACH, reaches)
    _put_gaps(
        connection,
        [_row(county_of[area], area, gap) for area, gaps in found.items() for gap in gaps],
    )
    put_counties(session, sorted(set(county_of.values())))


def _row(county: str, area: int | None, gap: Gap) -> dict[str, Any]:
    return {
        "county_fips": county,
        "area_id": area,
        "starts_at": gap.starts_at,
        "ends_at": gap.ends_at,
        "outcome": gap.outcome,
        "requirement": gap.requirement,
        "team_id": gap.team,
    }


def _put_gaps(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(_ADD_GAPS, rows)


def put_counties(session: Session, counties: Sequence[str]) -> None:
    """Keep when these counties are not plainly covered somewhere, where all areas are known."""
    connection = session.connection()
    connection.execute(_FORGET_COUNTIES, {"counties": list(counties)})
    windows = county_windows(session, counties)
    if not windows:
        return
    asked = {
        "counties": list(windows),
        "start": min(start for start, _ in windows.values()),
        "end": max(end for _, end in windows.values()),
    }
    times: dict[str, list[tuple[datetime, datetime, str]]] = {county: [] for county in windows}
    for county, *gap in connection.execute(_GAPS_OF, asked).all():
        times[county].append((gap[0], gap[1], gap[2]))
    _put_gaps(
        connection,
        [
            _row(county, None, one)
            for county, window in windows.items()
            for one in worst_of(times[county], *window)
        ],
    )


def county_windows(
    session: Session, counties: Collection[str] | None
) -> dict[str, tuple[datetime, datetime]]:
    """For which time a county's gaps are kept: where all of its areas are. Others are left out."""
    asked = {} if counties is None else {"counties": list(counties)}
    statement = _WINDOWS if counties is None else _WINDOWS_OF
    found: dict[str, tuple[datetime, datetime]] = {}
    for county, areas, known, start, end in session.connection().execute(statement, asked):
        until: Any = None if start is None else min(end, start + COUNTY_HORIZON)
        if areas == known and start < until:
            found[county] = (start, until)
    return found
