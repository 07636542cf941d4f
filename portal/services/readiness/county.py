"""A county: its teams, its areas and their gaps, where its people fall short, and what lapses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from portal.domain.coverage import WEEK, Ahead, CountyGap, WeeklyGap, county_gaps
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.errors import NotFound
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Outcome, TeamSpan
from portal.models import AreaSetting, KeptGap, KeptTeam, ServiceArea, Team
from portal.services.certification.statements import table_of
from portal.services.readiness.areas import Gap, clipped, joined, minutes
from portal.services.readiness.evidence import evidence_on
from portal.services.readiness.hours import first_not_covered_by
from portal.services.readiness.looking import Kept
from portal.services.readiness.remembering import Lasting, Memory
from portal.services.readiness.staff import Lapse, RequirementCount, Staff, staff
from portal.services.readiness.teams import Standing, standing_on
from portal.services.readiness.weeks import days_ahead, kept_county_gaps
from portal.services.readiness.world import World, team_span
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
    days = days_ahead(on)
    weekly = _weekly(world, fips, *days)
    if fips in world.kept_counties:
        lacking = kept_county_gaps(world, [fips], *days)[fips]
    else:
        lacking = county_gaps({area.id: mine for area, mine in weekly.items()}, *days)
    found = tuple(_area(area, tuple(mine), on) for area, mine in weekly.items())
    return _Day(
        _teams(world, fips, on),
        found,
        Ahead(lacking, on),
        people,
        evidence_on(world, [fips], on).get(fips),
        first_not_covered_by([area.gaps for area in found], on, WEEK.days),
    )


@lru_cache(maxsize=2048)  # of a whole state; a fact about a county leaves most of its areas alone
def _area(area: Area, gaps: tuple[WeeklyGap, ...], on: date) -> _Area:
    ahead = Ahead(gaps, on)
    return _Area(area, ahead, tuple(joined(ahead.times)))


def _weekly(world: World, fips: str, first: int, until: int) -> dict[Area, list[WeeklyGap]]:
    """The county's areas by name, with what they lack on these days."""
    if not _is_kept(world, fips):
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


def _is_kept(world: World, fips: str) -> bool:
    """Whether all of it is kept as it is known at the moment."""
    return world.kept and fips in world.kept_counties


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
_team, _span = table_of(Team).c, table_of(KeptTeam).c
_KEPT_TEAMS = (
    select(_team.id, _team.name, _span.starts, _span.ends)
    .add_columns(_span.outcome, _span.requirement, _span.answer)
    .join_from(table_of(Team), table_of(KeptTeam), _span.team_id == _team.id)
    .where(_team.county_fips == bindparam("fips"))
    .order_by(func.lower(_team.name), _team.id, _span.starts)
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
    if _is_kept(world, fips):
        rows = world.connection.execute(_KEPT_TEAMS, {"fips": fips}).all()
        names = {number: name for number, name, *_ in rows}
        spans: dict[int, list[TeamSpan]] = {number: [] for number in names}
        for number, _, *span in rows:
            spans[number].append(team_span(*span))
        return _lines(names, spans, on)
    asked = {"fips": fips} | ({"known_at": world.known_at} if world.known_at else {})
    found = world.connection.execute(_teams_of(then=world.known_at is not None), asked)
    names = dict(found.all())
    return _lines(names, world.teams(names), on)


def _lines(
    names: Mapping[int, str], spans: Mapping[int, Sequence[TeamSpan]], on: date
) -> tuple[TeamLine, ...]:
    return tuple(TeamLine(each, name, standing_on(spans[each], on)) for each, name in names.items())
