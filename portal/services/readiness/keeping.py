"""Writing kept rows: a person's, a team's, an area's with its county's. Delete, then insert."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select
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
from portal.services.readiness.areas import Gap, worst
from portal.services.readiness.people import FOREVER, PersonStretch

HORIZON = timedelta(weeks=8)
"""So far ahead the gaps of areas are kept."""
COUNTY_HORIZON = timedelta(weeks=2)
"""So far ahead those of whole counties are kept: the week that pages show, and a week of slack."""

_people, _teams = table_of(KeptPerson), table_of(KeptTeam)
_gaps, _horizons = table_of(KeptGap), table_of(KeptHorizon)
_FORGET_PEOPLE = delete(_people).where(_people.c.person_id.in_(bindparam("ids", expanding=True)))
_FORGET_TEAMS = delete(_teams).where(_teams.c.team_id.in_(bindparam("ids", expanding=True)))
_FORGET_GAPS = delete(_gaps).where(_gaps.c.area_id.in_(bindparam("ids", expanding=True)))
_FORGET_REACH = delete(_horizons).where(_horizons.c.area_id.in_(bindparam("ids", expanding=True)))
_FORGET_COUNTIES = delete(_gaps).where(
    _gaps.c.area_id.is_(None), _gaps.c.county_fips.in_(bindparam("counties", expanding=True))
)


def reach(at: datetime) -> tuple[datetime, datetime]:
    """The time for which gaps are kept: from the beginning of the day on."""
    today = civil_date(at)
    return midnight(today), midnight(today + HORIZON)


def put_people(session: Session, found: Mapping[int, Sequence[PersonStretch]]) -> None:
    """Keep what these people are and bring."""
    if not found:
        return
    session.execute(_FORGET_PEOPLE, {"ids": list(found)})
    rows = [
        {"person_id": person, **stretch._asdict()}
        for person, stretches in found.items()
        for stretch in stretches
    ]
    session.execute(insert(_people), rows)


def put_teams(session: Session, found: Mapping[int, Iterable[TeamSpan]]) -> None:
    """Keep whether these teams could answer."""
    if not found:
        return
    team = table_of(Team).c
    asked = select(team.id, team.county_fips).where(team.id.in_(list(found)))
    county_of = {row.id: row.county_fips for row in session.execute(asked)}
    session.execute(_FORGET_TEAMS, {"ids": list(found)})
    rows = [
        {
            "team_id": team_id,
            "starts": span.starts.toordinal(),
            "ends": FOREVER if span.ends is None else span.ends.toordinal(),
            "county_fips": county_of[team_id],
            "outcome": span.outcome,
            "requirement": span.requirement,
        }
        for team_id, spans in found.items()
        for span in spans
    ]
    session.execute(insert(_teams), rows)


def put_areas(
    session: Session, found: Mapping[int, Iterable[Gap]], start: datetime, end: datetime
) -> None:
    """Keep when these areas are not plainly covered, and that for [start, end) it is known.

    The gaps of their counties follow.
    """
    if not found:
        return
    ids = {"ids": list(found)}
    area = table_of(ServiceArea).c
    asked = select(area.id, area.county_fips).where(area.id.in_(list(found)))
    county_of = {row.id: row.county_fips for row in session.execute(asked)}
    session.execute(_FORGET_GAPS, ids)
    session.execute(_FORGET_REACH, ids)
    horizons = [
        {
            "area_id": area_id,
            "county_fips": county_of[area_id],
            "from_at": start,
            "through_at": end,
        }
        for area_id in found
    ]
    session.execute(insert(_horizons), horizons)
    _put_gaps(
        session,
        ((county_of[area_id], area_id, gap) for area_id, gaps in found.items() for gap in gaps),
    )
    put_counties(session, sorted(set(county_of.values())))


def _put_gaps(session: Session, found: Iterable[tuple[str, int | None, Gap]]) -> None:
    rows = [
        {
            "county_fips": county,
            "area_id": area_id,
            "starts_at": gap.starts_at,
            "ends_at": gap.ends_at,
            "outcome": gap.outcome,
            "requirement": gap.requirement,
            "team_id": gap.team,
        }
        for county, area_id, gap in found
    ]
    if rows:
        session.execute(insert(_gaps), rows)


def put_counties(session: Session, counties: Sequence[str]) -> None:
    """Keep when these counties are not plainly covered somewhere, where all areas are known."""
    session.execute(_FORGET_COUNTIES, {"counties": list(counties)})
    windows = county_windows(session, counties)
    if not windows:
        return
    gap = _gaps.c
    asked = (
        select(
            gap.county_fips,
            gap.area_id,
            gap.starts_at,
            gap.ends_at,
            gap.outcome,
            gap.requirement,
            gap.team_id,
        )
        .where(
            gap.county_fips.in_(list(windows)),
            gap.area_id.is_not(None),
            gap.ends_at > min(start for start, _ in windows.values()),
            gap.starts_at < max(end for _, end in windows.values()),
        )
        .order_by(gap.area_id, gap.starts_at)
    )
    by_area: dict[str, dict[int, list[Gap]]] = {county: {} for county in windows}
    for county, area_id, *said in session.execute(asked):
        by_area[county].setdefault(area_id, []).append(Gap(*said))
    _put_gaps(
        session,
        (
            (county, None, one)
            for county, window in windows.items()
            for one in worst(by_area[county].values(), *window)
        ),
    )


def county_windows(
    session: Session, counties: Collection[str] | None
) -> dict[str, tuple[datetime, datetime]]:
    """For which time a county's gaps are kept: where all of its areas are. Others are left out."""
    area, horizon = table_of(ServiceArea).c, _horizons.c
    asked = (
        select(
            area.county_fips,
            func.count(area.id),
            func.count(horizon.area_id),
            func.max(horizon.from_at),
            func.min(horizon.through_at),
        )
        .select_from(table_of(ServiceArea).outerjoin(_horizons, horizon.area_id == area.id))
        .group_by(area.county_fips)
    )
    if counties is not None:
        asked = asked.where(area.county_fips.in_(list(counties)))
    found: dict[str, tuple[datetime, datetime]] = {}
    for county, areas, known, start, end in session.execute(asked):
        until: Any = None if start is None else min(end, start + COUNTY_HORIZON)
        if areas == known and start < until:
            found[county] = (start, until)
    return found
