"""The state: a line for each county, from sums over kept rows where all of them are there."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
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
from portal.models import KeptCounty, KeptGap, KeptHorizon, KeptTeam, ServiceArea, Team
from portal.services.certification.statements import table_of
from portal.services.places import Counties, county_names
from portal.services.readiness.areas import Gap, minutes, worst
from portal.services.readiness.evidence import last_evidence
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
    lines = {fips: CountyLine(fips, name) for fips, name in county_names(session, counties).items()}
    for add in (_teams, _areas, _evidence):
        add(world, lines, at)
    return list(lines.values())


Lines = dict[str, CountyLine]


# Teams

_kept_team, _team = table_of(KeptTeam).c, table_of(Team).c
_OUTCOMES = (
    select(_kept_team.county_fips, _kept_team.outcome, func.count())
    .where(_kept_team.starts <= bindparam("day"), bindparam("day") < _kept_team.ends)
    .group_by(_kept_team.county_fips, _kept_team.outcome)
)


def _teams(world: World, lines: Lines, at: datetime) -> None:
    on = civil_date(at)
    totals = _totals(world)
    counts: dict[str, dict[Outcome, int]] = defaultdict(dict)
    if world.kept:
        for county, outcome, number in world.session.execute(_OUTCOMES, {"day": on.toordinal()}):
            counts[county][outcome] = number
    for fips, line in lines.items():
        total = totals.get(fips, 0)
        if sum(counts[fips].values()) != total:
            counts[fips] = _counted(world, fips, on)
        ready, advisory = (
            counts[fips].get(Outcome.COVERED, 0),
            counts[fips].get(Outcome.ADVISORY, 0),
        )
        lines[fips] = replace(
            line, teams=total, teams_ready=ready + advisory, teams_advisory=advisory
        )


def _totals(world: World) -> dict[str, int]:
    asked = select(_team.county_fips, func.count()).group_by(_team.county_fips)
    if world.known_at is not None:
        asked = asked.where(_team.recorded_at <= world.known_at)
    return {row[0]: row[1] for row in world.session.execute(asked)}


def _counted(world: World, fips: str, on: date) -> dict[Outcome, int]:
    """The same for a county of which something is not kept, team by team."""
    asked = select(_team.id).where(_team.county_fips == fips)
    if world.known_at is not None:
        asked = asked.where(_team.recorded_at <= world.known_at)
    found: dict[Outcome, int] = defaultdict(int)
    for spans in world.teams(world.session.execute(asked).scalars()).values():
        found[outcome_on(spans, on)] += 1
    world.forget()
    return found


# Areas

_gap, _area, _horizon = table_of(KeptGap).c, table_of(ServiceArea).c, table_of(KeptHorizon).c
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
_NEXT = select(
    _area.county_fips,
    _area.id,
    _area.name,
    select(_gap.starts_at)
    .where(
        _gap.area_id == _area.id,
        _gap.outcome == Outcome.NOT_COVERED,
        _gap.ends_at > bindparam("start"),
    )
    .order_by(_gap.ends_at)
    .limit(1)
    .scalar_subquery()
    .label("next"),
)


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


def _areas(world: World, lines: Lines, at: datetime) -> None:
    """Fill in how many areas there are, minutes by the worst of them, and the next break."""
    known = _known_counties(world, at) if world.kept else {}
    if known:
        _kept_minutes(world, lines, known, at)
    missing = {} if known.keys() >= lines.keys() else _missing(world, lines, known)
    for fips, areas in missing.items():
        gaps = world.gaps(areas, at, at + LOOK_AHEAD)
        world.forget()
        whole = worst(gaps.values(), at, at + WEEK)
        lines[fips] = replace(
            lines[fips],
            areas=len(areas),
            uncovered=minutes(whole, Outcome.NOT_COVERED),
            advisory=minutes(whole, Outcome.ADVISORY),
            unknown=minutes(whole, Outcome.UNKNOWN),
            next_break=first_break(gaps, areas),
        )


def _known_counties(world: World, at: datetime) -> dict[str, int]:
    """The counties for which the time asked about is kept, with how many areas they have."""
    found = {}
    for county, areas, kept, start, end in world.session.execute(_WINDOWS):
        if areas != kept or at < start or end < at + LOOK_AHEAD:
            continue
        if at + WEEK <= start + COUNTY_HORIZON:
            found[county] = areas
    return found


def _kept_minutes(world: World, lines: Lines, known: dict[str, int], at: datetime) -> None:
    asked = {"start": at, "end": at + WEEK}
    dialect = world.session.get_bind().dialect.name
    sums: dict[str, dict[Outcome, int]] = defaultdict(dict)
    for county, outcome, length in world.session.execute(_minutes(dialect), asked):
        sums[county][outcome] = round(length)
    breaks: dict[str, Break] = {}
    for county, area, name, starts_at in world.session.execute(_NEXT, {"start": at}):
        if starts_at is None or starts_at >= at + LOOK_AHEAD:
            continue
        first = Break(max(starts_at, at), area, name)
        known_break = breaks.get(county)
        if known_break is None or (first.at, area) < (known_break.at, known_break.area):
            breaks[county] = first
    for fips in known:
        if fips in lines:
            lines[fips] = replace(
                lines[fips],
                areas=known[fips],
                uncovered=sums[fips].get(Outcome.NOT_COVERED, 0),
                advisory=sums[fips].get(Outcome.ADVISORY, 0),
                unknown=sums[fips].get(Outcome.UNKNOWN, 0),
                next_break=breaks.get(fips),
            )


def _missing(
    world: World, lines: Iterable[str], known: Collection[str]
) -> dict[str, dict[int, str]]:
    """The areas, by number and name, of the counties that are not known yet."""
    wanted = frozenset(lines) - frozenset(known)
    found = areas_of(world.session, wanted, world.known_at)
    return {fips: {area.id: area.name for area in areas} for fips, areas in found.items()}


def first_break(gaps: dict[int, list[Gap]], names: dict[int, str]) -> Break | None:
    """The first time that an area is not covered."""
    found = [
        Break(gap.starts_at, area, names[area])
        for area, mine in gaps.items()
        for gap in mine
        if gap.outcome is Outcome.NOT_COVERED
    ]
    return min(found, key=lambda one: (one.at, one.area), default=None)


# Evidence


def _evidence(world: World, lines: Lines, at: datetime) -> None:
    on = civil_date(at)
    found = evidence_on(world, list(lines), on)
    for fips, line in lines.items():
        lines[fips] = replace(line, last_evidence_on=found.get(fips))


def evidence_on(world: World, counties: Collection[str], on: date) -> dict[str, date]:
    """The last day, up to this one, on which evidence of each county is dated."""
    found: dict[str, date] = {}
    missing = set(counties)
    if world.kept:
        kept = select(KeptCounty.county_fips, KeptCounty.last_evidence_on)
        for county, day in world.session.execute(kept):
            if day is None or day <= on:
                missing.discard(county)
                if day is not None:
                    found[county] = day
    if missing:
        found |= last_evidence(world.session, missing, on, world.known_at)
    return found
