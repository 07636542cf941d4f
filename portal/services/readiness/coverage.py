"""The areas of a county, and what they lack from a day on."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select

from portal.domain.coverage import WEEK, Ahead, CountyGap, WeeklyGap, county_gaps
from portal.domain.staffing import Outcome
from portal.models import AreaSetting, KeptGap, ServiceArea
from portal.services.certification.statements import table_of
from portal.services.readiness.areas import Gap, clipped, joined, minutes
from portal.services.readiness.hours import first_not_covered_by
from portal.services.readiness.weeks import days_ahead, kept_county_gaps
from portal.services.readiness.world import World
from portal.services.rosters.loading import Area, areas_of


@dataclass(frozen=True, slots=True)
class AreaLine:
    """A service area of the county; minutes of the coming week."""

    id: int
    name: str
    setting: AreaSetting
    uncovered: int
    advisory: int
    unknown: int
    next_break: datetime | None
    gaps: tuple[Gap, ...]
    """Those of the week."""


@dataclass(frozen=True, slots=True)
class AreaAhead:
    """What an area lacks from a day on."""

    area: Area
    ahead: Ahead[WeeklyGap]
    gaps: tuple[Gap, ...]
    """The same times, as long as they are worked out; neighbors differ."""

    def line(self, at: datetime) -> AreaLine:
        """The area at a moment of the day."""
        week = clipped(self.gaps, at, at + WEEK)
        found = self.ahead.next_break(at)
        return AreaLine(
            self.area.id,
            self.area.name,
            self.area.setting,
            minutes(week, Outcome.NOT_COVERED),
            minutes(week, Outcome.ADVISORY),
            minutes(week, Outcome.UNKNOWN),
            found[0] if found else None,
            tuple(week),
        )


class Coverage(NamedTuple):
    """What the areas of a county lack."""

    areas: tuple[AreaAhead, ...]
    whole: Ahead[CountyGap]
    first: tuple[date, bool | None]
    """As `hours.first_not_covered` says it."""


def coverage(world: World, fips: str, on: date) -> Coverage:
    days = days_ahead(on)
    weekly = _weekly(world, fips, *days)
    if fips in world.kept_counties:
        lacking = kept_county_gaps(world, [fips], *days)[fips]
    else:
        lacking = county_gaps({area.id: mine for area, mine in weekly.items()}, *days)
    found = tuple(_area(area, tuple(mine), on) for area, mine in weekly.items())
    first = first_not_covered_by([area.gaps for area in found], on, WEEK.days)
    return Coverage(found, Ahead(lacking, on), first)


@lru_cache(maxsize=2048)  # of a whole state; a fact about a county leaves most of its areas alone
def _area(area: Area, gaps: tuple[WeeklyGap, ...], on: date) -> AreaAhead:
    ahead = Ahead(gaps, on)
    return AreaAhead(area, ahead, tuple(joined(ahead.times)))


def _weekly(world: World, fips: str, first: int, until: int) -> dict[Area, list[WeeklyGap]]:
    """The county's areas by name, with what they lack on these days."""
    if not world.keeps(fips):
        known = areas_of(world.session, frozenset({fips}), world.known_at).get(fips, [])
        weekly = world.weekly([area.id for area in known], first, until)
        return {area: weekly[area.id] for area in known}
    found: dict[Area, list[WeeklyGap]] = {}
    asked = {"fips": fips, "first": first, "until": until}
    for number, name, setting, *gap in world.connection.execute(_WEEKLY, asked).all():
        mine = found.setdefault(Area(number, name, fips, setting), [])
        if gap[0] is not None:
            mine.append(WeeklyGap(*gap))
    return found


_area_row, _gap = table_of(ServiceArea).c, table_of(KeptGap).c
_WEEKLY = (
    select(_area_row.id, _area_row.name, _area_row.setting)
    .add_columns(*(_gap[{"team": "team_id"}.get(name, name)] for name in WeeklyGap._fields))
    .outerjoin_from(
        table_of(ServiceArea),
        table_of(KeptGap),
        and_(
            _gap.area_id == _area_row.id,
            _gap.ends > bindparam("first"),
            _gap.starts < bindparam("until"),
        ),
    )
    .where(_area_row.county_fips == bindparam("fips"))
    .order_by(_area_row.name, _area_row.id, _gap.id)
)
