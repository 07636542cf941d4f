"""A county: its teams, its areas and their gaps, where its people fall short, and what lapses."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.domain.coverage import WeeklyGap, county_gaps, lengths
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.errors import NotFound
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Outcome
from portal.models import AreaSetting, County, Team
from portal.services.readiness.areas import (
    Gap,
    days_of,
    first_break,
    minutes,
    within,
)
from portal.services.readiness.evidence import evidence_on
from portal.services.readiness.hours import first_not_covered_by
from portal.services.readiness.staff import Lapse, RequirementCount, staff
from portal.services.readiness.teams import Standing, standing_on
from portal.services.readiness.weeks import LOOK_AHEAD, WEEK, kept_county_gaps
from portal.services.readiness.world import World
from portal.services.rosters.known import recorded_by
from portal.services.rosters.loading import Area, areas_of

Weekly = Mapping[int, list[WeeklyGap]]
"""By area."""


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
    uncovered: int = 0
    """Minutes of the coming week in which some area is not covered, as on the state's page."""
    advisory: int = 0
    """Minutes in which all are covered, but some only if advisory rules are left aside."""
    first_not_covered: tuple[date, bool | None] = (date.min, None)
    """As `hours.first_not_covered` says it of the seven days from the day on."""

    @property
    def next_break(self) -> datetime | None:
        """When an area is next not covered."""
        return min((each.next_break for each in self.areas if each.next_break), default=None)


def county(
    session: Session,
    fips: str,
    at: datetime,
    rulebook: Rulebook,
    catalogue: Catalogue,
    known_at: datetime | None = None,
) -> CountyPage:
    """A county on the day of `at`, with the week from then on. Raises NotFound."""
    row = session.get(County, fips)
    if row is None:
        message = "There is no county with this number. The Readiness page lists all 58."
        raise NotFound(message)
    at = at.replace(second=0, microsecond=0)
    on = civil_date(at)
    world = World(session, rulebook, catalogue, known_at)
    people = staff(world, fips, on)
    areas = areas_of(session, frozenset({fips}), known_at).get(fips, [])
    days = days_of(at, at + LOOK_AHEAD)
    gaps = world.weekly([area.id for area in areas], *days)
    worst = kept_county_gaps(world, [fips], *days) if fips in world.kept_counties else {}
    whole = lengths(worst.get(fips) or county_gaps(gaps, *days), at, at + WEEK)
    return CountyPage(
        fips,
        row.name,
        _teams(world, fips, on),
        tuple(_areas(areas, at, gaps)),
        people.requirements,
        people.lapses,
        people.people,
        evidence_on(world, [fips], on).get(fips),
        whole[Outcome.NOT_COVERED],
        whole[Outcome.ADVISORY],
        first_not_covered_by(gaps, on, WEEK.days),
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


def _areas(areas: Iterable[Area], at: datetime, gaps: Weekly) -> Iterator[AreaLine]:
    for area in areas:
        week = within(gaps[area.id], at, at + WEEK)
        yield AreaLine(
            area.id,
            area.name,
            area.setting,
            minutes(week, Outcome.NOT_COVERED),
            minutes(week, Outcome.ADVISORY),
            minutes(week, Outcome.UNKNOWN),
            first_break(gaps[area.id], at, at + LOOK_AHEAD),
            tuple(week),
        )
