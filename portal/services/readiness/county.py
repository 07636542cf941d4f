"""A county: its teams, its areas and their gaps, where its people fall short, and what lapses."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.domain.coverage import WEEK, Ahead, CountyGap, WeeklyGap, county_gaps
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.errors import NotFound
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Outcome
from portal.models import AreaSetting, Team
from portal.services.readiness.areas import Gap, clipped, joined, minutes
from portal.services.readiness.evidence import evidence_on
from portal.services.readiness.hours import first_not_covered_by
from portal.services.readiness.looking import Kept
from portal.services.readiness.remembering import Lasting, Memory
from portal.services.readiness.staff import Lapse, RequirementCount, Staff, staff
from portal.services.readiness.teams import Standing, standing_on
from portal.services.readiness.weeks import days_ahead, kept_county_gaps
from portal.services.readiness.world import World
from portal.services.rosters.known import recorded_by
from portal.services.rosters.loading import Area, areas_of


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team of the county."""

    id: int
    name: str
    standing: Standing


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
class CountyPage:
    """A county on a day."""

    fips: str
    name: str
    teams: tuple[TeamLine, ...]
    areas: tuple[AreaLine, ...]
    requirements: tuple[RequirementCount, ...]
    lapses: tuple[Lapse, ...]
    """By their days."""
    people: int
    """Who works in the county that day."""
    last_evidence_on: date | None
    uncovered: int
    """Minutes of the coming week in which some area is not covered, as on the state's page."""
    advisory: int
    """Minutes in which all are covered, but some only if advisory rules are left aside."""
    first_not_covered: tuple[date, bool | None]
    """As `hours.first_not_covered` says it of the seven days from the day on."""
    at: datetime
    """The minute from which the week counts."""
    lasting: Lasting | None = field(compare=False)
    """Names what is the same at every moment of the day: people, teams, and each gap; None:
    nothing is remembered of it."""

    @property
    def next_break(self) -> datetime | None:
        """When an area is next not covered."""
        return min((each.next_break for each in self.areas if each.next_break), default=None)


@dataclass(frozen=True, slots=True)
class _Area:
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


@dataclass(frozen=True, slots=True)
class _Day:
    """What holds of a county at whatever moment of a day."""

    teams: tuple[TeamLine, ...]
    areas: tuple[_Area, ...]
    whole: Ahead[CountyGap]
    staff: Staff
    last_evidence_on: date | None
    first_not_covered: tuple[date, bool | None]


def county(
    session: Session,
    fips: str,
    at: datetime,
    rulebook: Rulebook,
    catalogue: Catalogue,
    known_at: datetime | None = None,
    memory: Memory | None = None,
    kept: Kept | None = None,
) -> CountyPage:
    """A county on the day of `at`, with the week from then on. Raises NotFound.

    `kept`: what is kept, if somebody has looked already.
    """
    world = World(session, rulebook, catalogue, known_at, kept=kept)
    if fips not in world.look.names:
        message = "There is no county with this number. The Readiness page lists all 58."
        raise NotFound(message)
    at = at.replace(second=0, microsecond=0)
    on = civil_date(at)
    lasting = world.lasting(fips, on)
    day = (memory or Memory()).one("page", lasting, lambda: _day(world, fips, on))
    whole = day.whole.minutes(at)
    return CountyPage(
        fips,
        world.look.names[fips],
        day.teams,
        tuple(area.line(at) for area in day.areas),
        day.staff.requirements,
        day.staff.lapses,
        day.staff.people,
        day.last_evidence_on,
        whole[Outcome.NOT_COVERED],
        whole[Outcome.ADVISORY],
        day.first_not_covered,
        at,
        lasting,
    )


def _day(world: World, fips: str, on: date) -> _Day:
    people = staff(world, fips, on)
    known = areas_of(world.session, frozenset({fips}), world.known_at).get(fips, [])
    days = days_ahead(on)
    weekly = world.weekly([area.id for area in known], *days)
    if fips in world.kept_counties:
        lacking = kept_county_gaps(world, [fips], *days)[fips]
    else:
        lacking = county_gaps(weekly, *days)
    areas = [(area, Ahead(weekly[area.id], on)) for area in known]
    found = tuple(_Area(area, ahead, tuple(joined(ahead.times))) for area, ahead in areas)
    return _Day(
        _teams(world, fips, on),
        found,
        Ahead(lacking, on),
        people,
        evidence_on(world, [fips], on).get(fips),
        first_not_covered_by([area.gaps for area in found], on, WEEK.days),
    )


@lru_cache(maxsize=2)
def _teams_of(*, then: bool) -> Any:
    known_at: Any = bindparam("known_at") if then else None
    return (
        select(Team.id, Team.name)
        .where(Team.county_fips == bindparam("fips"), *recorded_by(Team.recorded_at, known_at))
        .order_by(func.lower(Team.name), Team.id)
    )


def _teams(world: World, fips: str, on: date) -> tuple[TeamLine, ...]:
    asked = {"fips": fips} | ({"known_at": world.known_at} if world.known_at else {})
    rows = world.connection.execute(_teams_of(then=world.known_at is not None), asked).all()
    spans = world.teams(number for number, _ in rows)
    return tuple(TeamLine(number, name, standing_on(spans[number], on)) for number, name in rows)
