"""The coming week of each county: its minutes by outcome, and when an area is next not covered."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from portal.domain.coverage import (
    ALWAYS,
    FOREVER,
    CountyGap,
    county_gaps,
    first_of,
    lengths,
)
from portal.domain.staffing import Outcome
from portal.models import KeptCountyGap, ServiceArea
from portal.services.certification.statements import table_of
from portal.services.readiness.areas import days_of
from portal.services.readiness.world import World
from portal.services.rosters.loading import areas_of

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


_area, _gap = table_of(ServiceArea).c, table_of(KeptCountyGap).c
_GAPS = select(
    _gap.county_fips,
    *(_gap[{"area": "area_id"}.get(name, name)] for name in CountyGap._fields),
).where(
    _gap.county_fips.in_(bindparam("counties", expanding=True)),
    _gap.ends > bindparam("first"),
    _gap.starts < bindparam("until"),
)


_NAMES = select(_area.id, _area.name).where(_area.id.in_(bindparam("areas", expanding=True)))


def weeks(world: World, counties: Collection[str], at: datetime) -> Parts:
    """How many areas each county has, minutes by the worst of them, and the next break."""
    days = days_of(at, at + LOOK_AHEAD)
    kept = [county for county in counties if county in world.kept_counties]
    numbers = {county: world.kept_counties[county].areas for county in kept}
    gaps = kept_county_gaps(world, kept, *days)
    missing = frozenset(counties) - gaps.keys()
    areas = areas_of(world.session, missing, world.known_at) if missing else {}
    for county in missing:  # one after the other, for the memory
        mine = [area.id for area in areas.get(county, [])]
        numbers[county] = len(mine)
        gaps[county] = county_gaps(world.weekly(mine, *days), *days)
        world.forget()
    breaks = {
        county: first_of(
            [gap for gap in mine if gap[5] is Outcome.NOT_COVERED], at, at + LOOK_AHEAD
        )
        for county, mine in gaps.items()
    }
    names = _names(world, [found[1] for found in breaks.values() if found])
    return {
        county: _part(numbers[county], lengths(mine, at, at + WEEK), breaks[county], names)
        for county, mine in gaps.items()
    }


def kept_county_gaps(
    world: World, counties: Iterable[str], first: int = ALWAYS, until: int = FOREVER
) -> dict[str, list[CountyGap]]:
    """What is kept of these counties, and touches the days of [first, until)."""
    found: dict[str, list[CountyGap]] = {county: [] for county in counties}
    asked = {"counties": list(found), "first": first, "until": until}
    if found:
        for county, *gap in world.connection.execute(_GAPS, asked).all():
            found[county].append(CountyGap(*gap))
    return found


def _names(world: World, areas: Iterable[int]) -> dict[int, str]:
    return dict(world.connection.execute(_NAMES, {"areas": sorted(set(areas))}).all())


def _part(
    areas: int,
    minutes: Mapping[Outcome, int],
    first: tuple[datetime, int] | None,
    names: Mapping[int, str],
) -> Part:
    return {
        "areas": areas,
        "uncovered": minutes[Outcome.NOT_COVERED],
        "advisory": minutes[Outcome.ADVISORY],
        "unknown": minutes[Outcome.UNKNOWN],
        "next_break": Break(*first, names[first[1]]) if first else None,
    }
