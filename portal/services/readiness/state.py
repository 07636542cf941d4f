"""The state: a line for each county, from sums over kept rows where all of them are there."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Outcome
from portal.models import KeptTeam, Team
from portal.services.certification.statements import table_of
from portal.services.places import Counties, county_names
from portal.services.readiness.evidence import evidence_on
from portal.services.readiness.teams import outcome_on
from portal.services.readiness.weeks import WEEK, Break, Part, Parts, weeks
from portal.services.readiness.world import World


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
    teams, areas = _teams(world, names, civil_date(at)), weeks(world, names, at)
    evidence = evidence_on(world, names, civil_date(at))
    return [
        CountyLine(fips, name, **teams[fips], **areas[fips], last_evidence_on=evidence.get(fips))
        for fips, name in names.items()
    ]


_kept_team, _team = table_of(KeptTeam).c, table_of(Team).c
_OUTCOMES = (
    select(_kept_team.county_fips, _kept_team.outcome, func.count())
    .where(_kept_team.starts <= bindparam("day"), bindparam("day") < _kept_team.ends)
    .group_by(_kept_team.county_fips, _kept_team.outcome)
)


def _teams(world: World, counties: Mapping[str, str], on: date) -> Parts:
    """How many teams there are and could answer that day."""
    counts: dict[str, Counter[Outcome]] = {
        fips: Counter() for fips in counties if fips in world.kept_counties
    }
    if counts:
        rows = world.connection.execute(_OUTCOMES, {"day": on.toordinal()}).all()
        for county, outcome, number in rows:
            if county in counts:
                counts[county][outcome] = number
    missing = _teams_of(world, counties.keys() - counts.keys())
    for fips, mine in missing.items():  # one after the other: its people are worked out once
        counts[fips] = Counter(outcome_on(spans, on) for spans in world.teams(mine).values())
        world.forget()
    return {fips: _ready(counts.get(fips, Counter())) for fips in counties}


def _ready(counts: Mapping[Outcome, int]) -> Part:
    advisory = counts.get(Outcome.ADVISORY, 0)
    return {
        "teams": sum(counts.values()),
        "teams_ready": counts.get(Outcome.COVERED, 0) + advisory,
        "teams_advisory": advisory,
    }


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
