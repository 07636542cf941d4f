"""The coming week of each county: its minutes by outcome, and when an area is next not covered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Float as Real
from sqlalchemy import bindparam, cast, func, select

from portal.domain.staffing import Outcome
from portal.models import County, KeptGap, KeptHorizon, ServiceArea
from portal.services.certification.statements import table_of
from portal.services.readiness.areas import Gap, first_break, minutes, worst
from portal.services.readiness.keeping import COUNTY_HORIZON
from portal.services.readiness.world import World
from portal.services.rosters.loading import Area

WEEK = timedelta(days=7)
"""The time over which minutes are counted."""
LOOK_AHEAD = timedelta(days=28)
"""The time in which the next break is looked for."""

Part = dict[str, Any]
"""Fields of a county's line."""
Parts = dict[str, Part]
"""By county."""


@dataclass(frozen=True, slots=True)
class Break:
    """When an area is next not covered."""

    at: datetime
    area: int
    area_name: str


_gap, _area, _horizon = table_of(KeptGap).c, table_of(ServiceArea).c, table_of(KeptHorizon).c
_county = table_of(County).c
_WINDOWS = (
    select(
        _area.county_fips,
        func.count(_area.id),
        func.count(_horizon.area_id),
        func.max(_horizon.from_at),
        func.min(_horizon.through_at),
    )
    .select_from(
        table_of(ServiceArea).outerjoin(table_of(KeptHorizon), _horizon.area_id == _area.id)
    )
    .group_by(_area.county_fips)
)
_UNCOVERED = (
    _gap.county_fips == _county.fips,
    _gap.outcome == Outcome.NOT_COVERED,
    _gap.area_id.is_not(None),
)
_NEXT = select(
    _county.fips,
    select(func.min(_gap.area_id))
    .where(*_UNCOVERED, _gap.starts_at <= bindparam("at"), _gap.ends_at > bindparam("at"))
    .scalar_subquery(),
    select(_gap.id)
    .where(*_UNCOVERED, _gap.starts_at > bindparam("at"), _gap.starts_at < bindparam("until"))
    .order_by(_gap.starts_at, _gap.area_id)
    .limit(1)
    .scalar_subquery(),
)
"""By county: an area that is not covered right now, and the first gap to come."""


@lru_cache(maxsize=2)
def _minutes(dialect: str) -> Any:
    """Minutes by county and outcome within a time. How to subtract instants differs."""
    start: Any = bindparam("start", type_=_gap.starts_at.type)
    end: Any = bindparam("end", type_=_gap.ends_at.type)
    begins: Any
    ends: Any
    if dialect == "sqlite":
        begins, ends = func.max(_gap.starts_at, start), func.min(_gap.ends_at, end)
        length = (func.julianday(ends) - func.julianday(begins)) * 1440
    else:
        begins, ends = func.greatest(_gap.starts_at, start), func.least(_gap.ends_at, end)
        length = cast(func.extract("epoch", ends - begins), Real) / 60
    return (
        select(_gap.county_fips, _gap.outcome, func.sum(length))
        .where(_gap.area_id.is_(None), _gap.ends_at > start, _gap.starts_at < end)
        .group_by(_gap.county_fips, _gap.outcome)
    )


def fresh_week(
    world: World, areas: Iterable[Area], at: datetime, kept: Mapping[int, list[Gap]]
) -> Part:
    """How many areas there are, minutes by the worst of them, and the next break.

    That is looked for week by week, until there is one. `kept` are gaps of the first week.
    """
    names, until = {area.id: area.name for area in areas}, at + LOOK_AHEAD
    found = {area: kept[area] for area in names if area in kept}
    if len(found) < len(names):
        found = world.gaps(names, at, at + WEEK, until)
    whole = worst(found.values(), at, at + WEEK)
    part = _part(len(names), {each: minutes(whole, each) for each in Outcome})
    start, first = at + WEEK, _first_break(found, names)
    while first is None and names and start < until:
        first = _first_break(world.gaps(names, start, start + WEEK, until), names)
        start += WEEK
    return part | {"next_break": first}


def _part(areas: int, lengths: Mapping[Outcome, int]) -> Part:
    return {
        "areas": areas,
        "uncovered": lengths.get(Outcome.NOT_COVERED, 0),
        "advisory": lengths.get(Outcome.ADVISORY, 0),
        "unknown": lengths.get(Outcome.UNKNOWN, 0),
    }


def _known_counties(world: World, counties: Iterable[str], at: datetime) -> dict[str, int]:
    """The counties for which the time asked about is kept, with how many areas they have."""
    found = dict.fromkeys(counties, 0)
    for county, areas, kept, start, end in world.connection.execute(_WINDOWS).all():
        reaches = areas == kept and start <= at and at + LOOK_AHEAD <= end
        if county in found and reaches and at + WEEK <= start + COUNTY_HORIZON:
            found[county] = areas
        else:
            found.pop(county, None)
    return found


def kept_weeks(world: World, counties: Iterable[str], at: datetime) -> Parts:
    """The same from kept rows, of the counties for which all of it is kept."""
    known = _known_counties(world, counties, at)
    sums: dict[str, dict[Outcome, int]] = defaultdict(dict)
    breaks: dict[str, Break] = {}
    if any(known.values()):
        asked = {"start": at, "end": at + WEEK}
        dialect = world.session.get_bind().dialect.name
        for county, outcome, length in world.connection.execute(_minutes(dialect), asked).all():
            sums[county][outcome] = round(length)
        breaks = _next_breaks(world, at)
    return {
        fips: _part(areas, sums[fips]) | {"next_break": breaks.get(fips)}
        for fips, areas in known.items()
    }


def _next_breaks(world: World, at: datetime) -> dict[str, Break]:
    """When an area of each county is next not covered, from kept gaps."""
    asked = {"at": at, "until": at + LOOK_AHEAD}
    rows = world.connection.execute(_NEXT, asked).all()
    coming = [gap for _, area, gap in rows if area is None and gap is not None]
    gaps = select(_gap.id, _gap.area_id, _gap.starts_at).where(_gap.id.in_(coming))
    first = {row.id: (row.starts_at, row.area_id) for row in world.connection.execute(gaps)}
    found = {}
    for county, area, gap in rows:
        if area is not None:
            found[county] = (at, area)
        elif gap is not None:
            found[county] = first[gap]
    names = select(_area.id, _area.name).where(_area.id.in_({area for _, area in found.values()}))
    called = {row.id: row.name for row in world.connection.execute(names)}
    return {county: Break(when, area, called[area]) for county, (when, area) in found.items()}


def _first_break(gaps: dict[int, list[Gap]], names: dict[int, str]) -> Break | None:
    """The first time that an area is not covered, and which."""
    found = [
        Break(when, area, names[area])
        for area, mine in gaps.items()
        if (when := first_break(mine)) is not None
    ]
    return min(found, key=lambda one: (one.at, one.area), default=None)
