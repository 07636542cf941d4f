"""The state: a line for each county, from sums over kept rows where all of them are there."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.domain.coverage import WEEK, Ahead, CountyGap
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Outcome
from portal.models import KeptTeam, ServiceArea, Team
from portal.services.certification.statements import table_of
from portal.services.places import Counties
from portal.services.readiness.evidence import evidence_on
from portal.services.readiness.looking import Kept
from portal.services.readiness.remembering import Memory
from portal.services.readiness.teams import outcome_on
from portal.services.readiness.weeks import Break, ahead
from portal.services.readiness.world import World
from portal.services.rosters.known import recorded_by


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


@dataclass(frozen=True, slots=True)
class _Day:
    """What holds of a county at whatever moment of a day."""

    teams: Counter[Outcome]
    """How many there are of which that can be said."""
    areas: Mapping[int, str]
    """Their names by their numbers."""
    ahead: Ahead[CountyGap]
    last_evidence_on: date | None

    def line(self, fips: str, name: str, at: datetime) -> CountyLine:
        """The county in the table at this moment."""
        minutes, found = self.ahead.minutes(at), self.ahead.next_break(at)
        return CountyLine(
            fips,
            name,
            self.teams.total(),
            self.teams[Outcome.COVERED] + self.teams[Outcome.ADVISORY],
            self.teams[Outcome.ADVISORY],
            len(self.areas),
            minutes[Outcome.NOT_COVERED],
            minutes[Outcome.ADVISORY],
            minutes[Outcome.UNKNOWN],
            Break(found[0], found[1].area, self.areas[found[1].area]) if found else None,
            self.last_evidence_on,
        )


def state(
    session: Session,
    at: datetime,
    rulebook: Rulebook,
    catalogue: Catalogue,
    known_at: datetime | None = None,
    counties: Counties = None,
    memory: Memory | None = None,
    kept: Kept | None = None,
) -> list[CountyLine]:
    """A line for each of these counties, by name: the day of `at`, and the week from then on.

    `kept`: what is kept, if somebody has looked already.
    """
    at = at.replace(second=0, microsecond=0)
    on = civil_date(at)
    world = World(session, rulebook, catalogue, known_at, kept=kept)
    names = world.look.names
    if counties is not None:
        names = {fips: name for fips, name in names.items() if fips in counties}
    asked = {fips: world.lasting(fips, on) for fips in names}
    days = (memory or Memory()).each("line", asked, lambda missing: _days(world, missing, on))
    return [days[fips].line(fips, name, at) for fips, name in names.items()]


def _days(world: World, counties: Collection[str], on: date) -> dict[str, _Day]:
    areas = _areas(world, counties)
    teams = _teams(world, counties, on)
    lacking = ahead(world, areas, on)
    evidence = evidence_on(world, counties, on)
    return {
        fips: _Day(teams[fips], areas[fips], lacking[fips], evidence.get(fips)) for fips in counties
    }


@lru_cache(maxsize=2)
def _areas_of(*, then: bool) -> Any:
    known_at: Any = bindparam("known_at") if then else None
    return select(ServiceArea.county_fips, ServiceArea.id, ServiceArea.name).where(
        ServiceArea.county_fips.in_(bindparam("counties", expanding=True)),
        *recorded_by(ServiceArea.recorded_at, known_at),
    )


def _areas(world: World, counties: Collection[str]) -> dict[str, dict[int, str]]:
    """The areas of each county, their names by their numbers."""
    found: dict[str, dict[int, str]] = {fips: {} for fips in counties}
    asked = {"counties": list(counties), "known_at": world.known_at}
    statement = _areas_of(then=world.known_at is not None)
    for county, area, name in world.connection.execute(statement, asked).all():
        found[county][area] = name
    return found


_kept_team, _team = table_of(KeptTeam).c, table_of(Team).c
_OUTCOMES = (
    select(_kept_team.county_fips, _kept_team.outcome, func.count())
    .where(
        _kept_team.county_fips.in_(bindparam("counties", expanding=True)),
        _kept_team.starts <= bindparam("day"),
        _kept_team.ends > bindparam("day"),
    )
    .group_by(_kept_team.county_fips, _kept_team.outcome)
)


def _teams(world: World, counties: Collection[str], on: date) -> dict[str, Counter[Outcome]]:
    """How many teams there are by what can be said of them that day."""
    counts: dict[str, Counter[Outcome]] = {
        fips: Counter() for fips in counties if fips in world.kept_counties
    }
    if counts:
        asked = {"counties": list(counts), "day": on.toordinal()}
        for county, outcome, number in world.connection.execute(_OUTCOMES, asked).all():
            counts[county][outcome] = number
    missing = _teams_of(world, set(counties) - counts.keys())
    for fips in set(counties) - counts.keys():  # one after the other, for the memory
        spans = world.teams(missing.get(fips, ()))
        counts[fips] = Counter(outcome_on(mine, on) for mine in spans.values())
        world.forget()
    return counts


def _teams_of(world: World, counties: Collection[str]) -> dict[str, list[int]]:
    if not counties:
        return {}
    asked = select(_team.county_fips, _team.id).where(_team.county_fips.in_(counties))
    if world.known_at is not None:
        asked = asked.where(_team.recorded_at <= world.known_at)
    found: dict[str, list[int]] = defaultdict(list)
    for county, team in world.connection.execute(asked).all():
        found[county].append(team)
    return found
