"""The state: a line for each county, from sums over kept rows where all of them are there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Float as Real
from sqlalchemy import bindparam, cast, func, select
from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Outcome
from portal.models import County, KeptGap, KeptHorizon, KeptTeam, ServiceArea, Team
from portal.services.certification.statements import table_of
from portal.services.places import Counties, county_names
from portal.services.readiness.areas import Gap, first_break, minutes, worst
from portal.services.readiness.evidence import evidence_on
from portal.services.readiness.keeping import COUNTY_HORIZON
from portal.services.readiness.teams import outcome_on
from portal.services.readiness.world import World
from portal.services.rosters.loading import areas_of

WEEK = timedelta(days=7)
"""The time over which minutes are counted."""
LOOK_AHEAD = timedelta(days=28)
"""The time in which the next break is looked for."""


@dataclass(frozen=True, slots=True)
class Break:
    """When an area is next not covered."""

    at: datetime
    area: int
    area_name: str


@dataclass(frozen=True, slots=True)
class CountyLine:
    """A county in the table of the state."""

    fips: str
    name: str
    teams: int = 0
    teams_ready: int = 0
    """Those that could answer with everybody on them, as far as verified rules go."""
    teams_advisory: int = 0
    """Those of the ready ones that fall short of something nobody verified."""
    areas: int = 0
    uncovered: int = 0
    """Minutes of the coming week in which some area is not covered."""
    advisory: int = 0
    """Minutes in which all are covered, but some only if advisory rules are left aside."""
    unknown: int = 0
    """Minutes in which none is known to be uncovered, and of some it cannot be said."""
    next_break: Break | None = None
    last_evidence_on: date | None = None

    @property
    def advisory_share(self) -> float | None:
        """The part of the week that hangs on an advisory rule; None without areas."""
        return self.advisory / (WEEK // timedelta(minutes=1)) if self.areas else None


def state(
    session: Session,
    at: datetime,
    rulebook: Rulebook,
    catalogue: Catalogue,
    known_at: datetime | None = None,
    counties: Counties = None,
) -> list[CountyLine]:
    """A line for each of these counties, by name: the day of `at`, and the week from then on."""
    at = at.replace(second=0, microsecond=0)
    world = World(session, rulebook, catalogue, known_at)
    names = county_names(session, counties)
    teams, areas = _teams(world, names, at), _areas(world, names, at)
    evidence = evidence_on(world, names, civil_date(at))
    nowhere: Part = {}
    return [
        CountyLine(
            fips,
            name,
            **teams[fips],
            **areas.get(fips, nowhere),
            last_evidence_on=evidence.get(fips),
        )
        for fips, name in names.items()
    ]


Part = dict[str, Any]
"""Fields of a line."""


# Teams

_kept_team, _team = table_of(KeptTeam).c, table_of(Team).c
_OUTCOMES = (
    select(_kept_team.county_fips, _kept_team.outcome, func.count())
    .where(_kept_team.starts <= bindparam("day"), bindparam("day") < _kept_team.ends)
    .group_by(_kept_team.county_fips, _kept_team.outcome)
)


def _teams(world: World, counties: Iterable[str], at: datetime) -> dict[str, Part]:
    """How many teams there are, and how many could answer that day."""
    on = civil_date(at)
    totals = _totals(world)
    counts: dict[str, dict[Outcome, int]] = defaultdict(dict)
    if world.kept:
        for county, outcome, number in world.connection.execute(
            _OUTCOMES, {"day": on.toordinal()}
        ).all():
            counts[county][outcome] = number
    found = {}
    for fips in counties:
        total, mine = totals.get(fips, 0), counts[fips]
        if sum(mine.values()) != total:
            mine = _counted(world, fips, on)
        advisory = mine.get(Outcome.ADVISORY, 0)
        found[fips] = {
            "teams": total,
            "teams_ready": mine.get(Outcome.COVERED, 0) + advisory,
            "teams_advisory": advisory,
        }
    return found


def _totals(world: World) -> dict[str, int]:
    asked = select(_team.county_fips, func.count()).group_by(_team.county_fips)
    if world.known_at is not None:
        asked = asked.where(_team.recorded_at <= world.known_at)
    return {row[0]: row[1] for row in world.connection.execute(asked)}


def _counted(world: World, fips: str, on: date) -> dict[Outcome, int]:
    """The same for a county of which something is not kept, team by team."""
    asked = select(_team.id).where(_team.county_fips == fips)
    if world.known_at is not None:
        asked = asked.where(_team.recorded_at <= world.known_at)
    found: dict[Outcome, int] = defaultdict(int)
    for spans in world.teams(world.connection.execute(asked).scalars()).values():
        found[outcome_on(spans, on)] += 1
    world.forget()
    return found


# Areas

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


def _areas(world: World, counties: Collection[str], at: datetime) -> dict[str, Part]:
    """How many areas there are, minutes by the worst of them, and the next break."""
    known = _known_counties(world, at) if world.kept else {}
    found = _kept_minutes(world, known, at) if known else {}
    missing = frozenset(counties) - known.keys()
    areas = areas_of(world.session, missing, world.known_at) if missing else {}
    for fips, mine in areas.items():
        names = {area.id: area.name for area in mine}
        gaps = world.gaps(names, at, at + LOOK_AHEAD)
        world.forget()
        whole = worst(gaps.values(), at, at + WEEK)
        found[fips] = _part(len(names), {each: minutes(whole, each) for each in Outcome})
        found[fips]["next_break"] = _first_break(gaps, names)
    return found


def _part(areas: int, lengths: Mapping[Outcome, int]) -> Part:
    return {
        "areas": areas,
        "uncovered": lengths.get(Outcome.NOT_COVERED, 0),
        "advisory": lengths.get(Outcome.ADVISORY, 0),
        "unknown": lengths.get(Outcome.UNKNOWN, 0),
    }


def _known_counties(world: World, at: datetime) -> dict[str, int]:
    """The counties for which the time asked about is kept, with how many areas they have."""
    found = {}
    for county, areas, kept, start, end in world.connection.execute(_WINDOWS).all():
        if areas != kept or at < start or end < at + LOOK_AHEAD:
            continue
        if at + WEEK <= start + COUNTY_HORIZON:
            found[county] = areas
    return found


def _kept_minutes(world: World, known: Mapping[str, int], at: datetime) -> dict[str, Part]:
    asked = {"start": at, "end": at + WEEK}
    dialect = world.session.get_bind().dialect.name
    sums: dict[str, dict[Outcome, int]] = defaultdict(dict)
    for county, outcome, length in world.connection.execute(_minutes(dialect), asked).all():
        sums[county][outcome] = round(length)
    breaks = _breaks(world, at)
    return {
        fips: _part(areas, sums[fips]) | {"next_break": breaks.get(fips)}
        for fips, areas in known.items()
    }


def _breaks(world: World, at: datetime) -> dict[str, Break]:
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
