"""A service area through its hours: who is there, who could be, and what holds."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.coverage import (
    AreaTeam,
    Occurrence,
    Shift,
    Stretch,
    midnight,
    occurrences,
)
from portal.domain.coverage.occurrences import together
from portal.domain.coverage.sweep import able_on
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.errors import NotFound
from portal.domain.facts import PersonFacts, holds
from portal.domain.requirements import Rulebook
from portal.domain.staffing import AbilitySpan, Mode, Outcome, Present, TeamVerdict, judge_together
from portal.models import ServiceArea, Team
from portal.services.certification import facts_of
from portal.services.history import by_id
from portal.services.readiness.areas import (
    AreaFacts,
    Gap,
    area_stretches,
    clipped,
    people_of,
)
from portal.services.readiness.looking import Kept
from portal.services.readiness.people import called
from portal.services.readiness.world import World
from portal.services.rosters.loading import Area, areas_of

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AreaSeen:
    """An area with everything that its coverage is worked out from."""

    area: Area
    teams: list[AreaTeam]
    shifts: list[Shift]
    held: dict[int, tuple[AbilitySpan, ...]]
    """What each person on the shifts brings, through all time."""
    names: dict[int, str]
    """Of the people."""
    team_names: dict[int, str]


@dataclass(frozen=True, slots=True)
class AreaWeek:
    """An area for a stretch of time."""

    seen: AreaSeen
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class TeamOnShift:
    """A team that has somebody there at a moment."""

    team: int
    name: str
    present: tuple[Present, ...]
    verdict: TeamVerdict
    facts: dict[int, PersonFacts]
    shifts: tuple[tuple[int, date], ...]
    """The numbers of those that last then, with the dates they begin on; most people first."""


def area_facts(
    session: Session,
    area_id: int,
    rulebook: Rulebook,
    catalogue: Catalogue,
    known_at: datetime | None = None,
    kept: Kept | None = None,
) -> AreaSeen:
    """Who serves an area, when, and with what abilities. Raises NotFound.

    `kept`: what is kept, if somebody has looked already.
    """
    return _seen(World(session, rulebook, catalogue, known_at, kept=kept), area_id)


def area_week(
    session: Session,
    area_id: int,
    start: datetime,
    end: datetime,
    rulebook: Rulebook,
    catalogue: Catalogue,
    known_at: datetime | None = None,
) -> AreaWeek:
    """What holds for an area at every instant of [start, end), and by whom. Raises NotFound."""
    world = World(session, rulebook, catalogue, known_at)
    seen = _seen(world, area_id)
    facts = AreaFacts(area_id, seen.teams, seen.shifts, seen.held)
    return AreaWeek(seen, area_stretches(facts, rulebook, start, end))


def _seen(world: World, area_id: int) -> AreaSeen:
    row: ServiceArea | None = by_id(world.session, ServiceArea, area_id)
    known = (
        []
        if row is None
        else areas_of(world.session, frozenset({row.county_fips}), world.known_at).get(
            row.county_fips, []
        )
    )
    area = next((each for each in known if each.id == area_id), None)
    if area is None:
        message = "There is no service area with this number. Look on the county’s page."
        raise NotFound(message)
    facts = world.areas([area_id])[area_id]
    return AreaSeen(
        area,
        list(facts.teams),
        list(facts.shifts),
        dict(facts.held),
        called(world.session, people_of(facts.shifts)),
        _team_names(world.session, (each.team for each in facts.teams)),
    )


def _team_names(session: Session, teams: Iterable[int]) -> dict[int, str]:
    asked = select(Team.id, Team.name).where(Team.id.in_(sorted(set(teams))))
    return {row.id: row.name for row in session.execute(asked)}


def on_shift(
    session: Session,
    area_id: int,
    at: datetime,
    rulebook: Rulebook,
    catalogue: Catalogue,
    known_at: datetime | None = None,
    seen: AreaSeen | None = None,
) -> list[TeamOnShift]:
    """The teams that have somebody there at a moment, the closest to covered first.

    `seen`: the area, if somebody has read it already. Raises NotFound.
    """
    seen = seen or area_facts(session, area_id, rulebook, catalogue, known_at)
    on = civil_date(at)
    serving = {each.team for each in seen.teams if holds(each.starts_on, each.ends_on, on)}
    places: dict[int, list[tuple[int, Mode]]] = {}
    lasting: dict[int, list[Occurrence]] = {}
    for each in occurrences(seen.shifts, at, at + MINUTE):
        if each.team in serving and each.starts_at <= at < each.ends_at:
            places.setdefault(each.team, []).extend(each.people)
            lasting.setdefault(each.team, []).append(each)
    people = {person for found in places.values() for person, _ in found}
    facts = facts_of(session, people, catalogue, known_at)
    found = [
        _on_shift(team, seen, together(mine), facts, rulebook, on, lasting[team])
        for team, mine in places.items()
        if mine
    ]
    return sorted(found, key=lambda one: (-one.verdict.outcome.rank, one.team))


def _on_shift(
    team: int,
    seen: AreaSeen,
    people: Iterable[tuple[int, Mode]],
    facts: dict[int, PersonFacts],
    rulebook: Rulebook,
    on: date,
    lasting: Iterable[Occurrence],
) -> TeamOnShift:
    present = tuple(
        Present(person, facts[person].name, mode, able_on(seen.held[person], on))
        for person, mode in people
    )
    known = {each.person: facts[each.person] for each in present}
    verdict = judge_together(present, rulebook, on)
    fullest = sorted(lasting, key=lambda each: (-len(each.people), each.shift))
    shifts = tuple((each.shift, each.on) for each in fullest)
    return TeamOnShift(team, seen.team_names[team], present, verdict, known, shifts)


def first_not_covered(
    session: Session,
    fips: str,
    on: date,
    rulebook: Rulebook,
    catalogue: Catalogue,
    known_at: datetime | None = None,
    *,
    days: int,
) -> tuple[date, bool | None]:
    """The first of so many days on which not every area is covered at every hour, and what holds.

    False: some hour is not covered, as far as is verified. None: there are no areas or nobody is
    on any shift that day, or it cannot be said. The first day of all and True: all are covered.
    """
    world = World(session, rulebook, catalogue, known_at)
    areas = areas_of(session, frozenset({fips}), known_at).get(fips, [])
    start, end = midnight(on), midnight(on + days * DAY)
    gaps = world.gaps([area.id for area in areas], start, end)
    return first_not_covered_by(gaps.values(), on, days)


def first_not_covered_by(
    areas: Collection[Sequence[Gap]], on: date, days: int
) -> tuple[date, bool | None]:
    """The same from the gaps of each area on all of these days."""
    for number in range(days):
        day = on + number * DAY
        start, end = midnight(day), midnight(day + DAY)
        covered = _covered([clipped(gaps, start, end) for gaps in areas], start, end)
        if not covered:
            return day, covered
    return on, True


def _covered(areas: Sequence[Sequence[Gap]], start: datetime, end: datetime) -> bool | None:
    nobody = [
        len(mine) == 1 and mine[0].team is None and mine[0][:2] == (start, end) for mine in areas
    ]
    if all(nobody):
        return None
    outcomes = {gap.outcome for mine in areas for gap in mine}
    if Outcome.NOT_COVERED in outcomes:
        return False
    return None if Outcome.UNKNOWN in outcomes else True
