"""A county: its teams, its areas and their gaps, where its people fall short, and what lapses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.errors import NotFound
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Outcome, TeamSpan
from portal.models import KeptTeam, Team
from portal.services.certification.statements import table_of
from portal.services.readiness.changed import changed_since
from portal.services.readiness.coverage import AreaLine, Coverage, coverage
from portal.services.readiness.evidence import evidence_on
from portal.services.readiness.forecast import Lapse, RequirementCount, Staff, staff
from portal.services.readiness.looking import Kept, look
from portal.services.readiness.remembering import Lasting, Memory
from portal.services.readiness.teams import Standing, standing_on
from portal.services.readiness.world import World, team_span
from portal.services.rosters.known import recorded_by


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team of the county."""

    id: int
    name: str
    standing: Standing


class Stamps(NamedTuple):
    """Which stamp the county had when something of a kind changed last, as far as is known."""

    requirements: str
    lapses: str
    teams: str
    first: str
    """The first day that is not covered."""
    itself: str
    """What it has done itself."""


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
    """Names what is the same at every moment of the day: people and teams; None: nothing is
    remembered of it."""
    stamps: Stamps = field(compare=False)

    @property
    def next_break(self) -> datetime | None:
        """When an area is next not covered."""
        return min((each.next_break for each in self.areas if each.next_break), default=None)

    def lasting_of(self, *parts: str) -> Lasting | None:
        """Names what is said of these parts alone, which are fields of `Stamps`.

        Without any it names what rests on nothing but the county, the day and the rules.
        """
        if self.lasting is None:
            return None
        return self.lasting._replace(stamp=" ".join(getattr(self.stamps, each) for each in parts))


class _Day(NamedTuple):
    """What holds of a county at whatever moment of a day, and since which stamps."""

    teams: tuple[TeamLine, ...]
    coverage: Coverage
    staff: Staff
    last_evidence_on: date | None
    stamps: Stamps


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
    world = World(session, rulebook, catalogue, known_at, kept=kept or look(session, fips))
    if fips not in world.look.names:
        message = "There is no county with this number. The Readiness page lists all 58."
        raise NotFound(message)
    at = at.replace(second=0, microsecond=0)
    on = civil_date(at)
    lasting, memory = world.lasting(fips, on), memory or Memory()
    last = memory.last("page", lasting)
    stamp = lasting.stamp if lasting else ""
    day = memory.one("page", lasting, lambda: _day(world, fips, on, stamp, last))
    whole = day.coverage.whole.minutes(at)
    return CountyPage(
        fips,
        world.look.names[fips],
        day.teams,
        tuple(area.line(at) for area in day.coverage.areas),
        day.staff.requirements,
        day.staff.lapses,
        len(day.staff.each),
        day.last_evidence_on,
        whole[Outcome.NOT_COVERED],
        whole[Outcome.ADVISORY],
        day.coverage.first,
        at,
        lasting,
        day.stamps,
    )


def _day(world: World, fips: str, on: date, stamp: str, last: tuple[str, _Day] | None) -> _Day:
    """The county's day; of the `last` one that is remembered, with its stamp, all that stays."""
    evidence = evidence_on(world, [fips], on).get(fips)
    changed = changed_since(world.look, fips, last[0]) if last and world.keeps(fips) else None
    if last is None or changed is None:
        stamps = Stamps(stamp, stamp, stamp, stamp, stamp)
        people = staff(world, fips, on)
        return _Day(_teams(world, fips, on), coverage(world, fips, on), people, evidence, stamps)
    known: _Day = last[1]
    teams = _teams(world, fips, on) if changed.teams else known.teams
    areas = coverage(world, fips, on) if changed.areas else known.coverage
    people = known.staff
    if changed.people:
        people = staff(world, fips, on, people, changed.people)
    are_known = (  # much that may have changed comes out as it was
        people.requirements == known.staff.requirements,
        people.lapses == known.staff.lapses,
        teams == known.teams,
        areas.first == known.coverage.first,
        not changed.itself,
    )
    stamps = Stamps._make(
        before if same else stamp for before, same in zip(known.stamps, are_known, strict=True)
    )
    return _Day(teams, areas, people, evidence, stamps)


_team, _span = table_of(Team).c, table_of(KeptTeam).c
_KEPT_TEAMS = (
    select(_team.id, _team.name, _span.starts, _span.ends)
    .add_columns(_span.outcome, _span.requirement, _span.answer)
    .join_from(table_of(Team), table_of(KeptTeam), _span.team_id == _team.id)
    .where(_team.county_fips == bindparam("fips"), _span.ends > bindparam("day"))
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
    if world.keeps(fips):
        asked: dict[str, Any] = {"fips": fips, "day": on.toordinal()}
        rows = world.connection.execute(_KEPT_TEAMS, asked).all()
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
