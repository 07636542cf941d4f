"""The coming weeks of counties: when some area of theirs is not plainly covered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from portal.domain.coverage import ALWAYS, FAR, FOREVER, Ahead, CountyGap, county_gaps
from portal.models import KeptCountyGap
from portal.services.certification.statements import table_of
from portal.services.readiness.world import World


@dataclass(frozen=True, slots=True)
class Break:
    """When an area is next not covered."""

    at: datetime
    area: int
    area_name: str


_gap = table_of(KeptCountyGap).c
_GAPS = select(
    _gap.county_fips,
    *(_gap[{"area": "area_id"}.get(name, name)] for name in CountyGap._fields),
).where(
    _gap.county_fips.in_(bindparam("counties", expanding=True)),
    _gap.ends > bindparam("first"),
    _gap.starts < bindparam("until"),
)


def ahead(
    world: World, areas: Mapping[str, Iterable[int]], on: date
) -> dict[str, Ahead[CountyGap]]:
    """What counties with these areas lack from a day on, at each moment by the worst of them."""
    days = days_ahead(on)
    kept = [county for county in areas if county in world.kept_counties]
    gaps = kept_county_gaps(world, kept, *days)
    for county in areas.keys() - gaps.keys():  # one after the other, for the memory
        gaps[county] = county_gaps(world.weekly(areas[county], *days), *days)
        world.forget()
    return {county: Ahead(mine, on) for county, mine in gaps.items()}


def days_ahead(on: date) -> tuple[int, int]:
    """The days that `Ahead` looks at, half-open."""
    return on.toordinal(), on.toordinal() + FAR.days


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
