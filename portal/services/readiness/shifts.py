"""Whether the hours of shifts are covered, and what leave does to them.

Worked out from the rosters as they are in the session, so that it is right at once for what was
just recorded, before and after the commit.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.certification import all_spans
from portal.domain.coverage import AreaTeam, Shift, lasts, midnight, people_on
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.facts import PersonFacts
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Outcome, ability_spans
from portal.models import Leave, ServiceArea, TeamArea
from portal.services.certification import facts_of
from portal.services.readiness.areas import (
    AreaFacts,
    Gap,
    area_gaps,
    clipped,
    days_of,
    within,
)
from portal.services.readiness.world import World
from portal.services.rosters.known import stands

_DAY = timedelta(days=1)
Key = tuple[int, date]
"""The number of a shift, and the date on which it begins."""
AsIf = Mapping[int, PersonFacts]
"""What is to be taken for known about some people, whatever is recorded."""


class Away(NamedTuple):
    """Somebody with a place on a shift is on leave for a part of it, or all of it."""

    person: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class AreaHours:
    """One area that the shift's team serves, while the shift lasts."""

    area: int
    name: str
    gaps: tuple[Gap, ...]
    """When it is not plainly covered."""
    otherwise: tuple[Gap, ...]
    """When it would not be, were nobody on leave."""


@dataclass(frozen=True, slots=True)
class ShiftHours:
    """A shift that begins on a date, with what holds of the areas that its team serves."""

    shift: Shift
    on: date
    starts_at: datetime
    ends_at: datetime
    areas: tuple[AreaHours, ...]
    """Empty when the team serves no area then: nobody judges these hours."""
    away: tuple[Away, ...] = ()

    @property
    def worst(self) -> tuple[AreaHours, Gap] | None:
        """The gap that is worst, and of these the earliest; None when there is none."""
        found = [(one, gap) for one in self.areas for gap in one.gaps]
        return min(found, key=lambda pair: (pair[1].outcome.rank, pair[1].starts_at), default=None)

    @property
    def outcome(self) -> Outcome | None:
        """The worst that holds while it lasts; None when nobody judges these hours."""
        return _outcome(each.gaps for each in self.areas)

    @property
    def otherwise(self) -> Outcome | None:
        """The worst that would hold, were nobody on leave."""
        return _outcome(each.otherwise for each in self.areas)


def _outcome(areas: Iterable[Sequence[Gap]]) -> Outcome | None:
    known = list(areas)
    outcomes = [gap.outcome for gaps in known for gap in gaps]
    if not known:
        return None
    return min(outcomes, key=lambda one: one.rank, default=Outcome.COVERED)


def shift_hours(
    session: Session,
    begin: Iterable[tuple[Shift, date]],
    rulebook: Rulebook,
    catalogue: Catalogue,
    *,
    now: AsIf | None = None,
    otherwise: AsIf | None = None,
) -> dict[Key, ShiftHours]:
    """What holds while these shifts last, each of which begins on a date.

    `now` and `otherwise` say what to take for known about some people. Without `otherwise` the
    comparison is with everybody's leave taken away. The number of queries is constant.
    """
    lasting = {(shift.id, on): (shift, *lasts(shift, on)) for shift, on in begin}
    if not lasting:
        return {}
    start = min(starts_at for _, starts_at, _ in lasting.values())
    end = max(ends_at for _, _, ends_at in lasting.values())
    world = World(session, rulebook, catalogue)
    serving = _serving(session, {shift.team for shift, _, _ in lasting.values()})
    facts = world.areas(
        {one.area for found in serving.values() for one in found}, *days_of(start, end)
    )
    there = {key: _people(shift, key[1]) for key, (shift, _, _) in lasting.items()}
    on_leave = _on_leave(session, facts, there, start, end)
    if otherwise is None:
        known = facts_of(session, on_leave, catalogue, names=False)
        otherwise = {person: replace(each, leaves=()) for person, each in known.items()}
    as_it_is = _gaps(facts, rulebook, start, end, now or {})
    apart = _gaps(facts, rulebook, start, end, otherwise) if otherwise else as_it_is
    return {
        key: ShiftHours(
            shift,
            key[1],
            starts_at,
            ends_at,
            tuple(
                AreaHours(
                    one.area,
                    one.name,
                    tuple(clipped(as_it_is[one.area], starts_at, ends_at)),
                    tuple(clipped(apart[one.area], starts_at, ends_at)),
                )
                for one in serving.get(shift.team, ())
                if one.during(starts_at, ends_at)
            ),
            _away(there[key], on_leave, starts_at, ends_at),
        )
        for key, (shift, starts_at, ends_at) in lasting.items()
    }


class _Serves(NamedTuple):
    """A team serves an area, from a day through a day."""

    area: int
    name: str
    days: AreaTeam

    def during(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether it does so at some moment of [starts_at, ends_at)."""
        last = self.days.ends_on
        return midnight(self.days.starts_on) < ends_at and (
            last is None or starts_at < midnight(last + _DAY)
        )


def _serving(session: Session, teams: Collection[int]) -> dict[int, list[_Serves]]:
    """The areas of each of these teams, by name."""
    asked = (
        select(TeamArea.team_id, ServiceArea.id, ServiceArea.name)
        .add_columns(TeamArea.starts_on, TeamArea.ends_on)
        .join(ServiceArea, ServiceArea.id == TeamArea.area_id)
        .where(TeamArea.team_id.in_(sorted(teams)), stands(TeamArea, None))
        .where(or_(TeamArea.ends_on.is_(None), TeamArea.ends_on >= TeamArea.starts_on))
        .order_by(ServiceArea.name, ServiceArea.id, TeamArea.starts_on)
    )
    found: dict[int, list[_Serves]] = defaultdict(list)
    for team, area, name, starts_on, ends_on in session.execute(asked):
        found[team].append(_Serves(area, name, AreaTeam(team, starts_on, ends_on)))
    return found


def _people(shift: Shift, on: date) -> tuple[int, ...]:
    return tuple(person for person, _ in people_on(shift, on) or ())


Leaves = dict[int, list[tuple[date, date | None]]]


def _on_leave(
    session: Session,
    facts: Mapping[int, AreaFacts],
    there: Mapping[Key, tuple[int, ...]],
    start: datetime,
    end: datetime,
) -> Leaves:
    """Who of those on any of the shifts is on leave within [start, end), and when."""
    people = {person for found in there.values() for person in found}
    people |= {person for each in facts.values() for person in each.held}
    asked = select(Leave.person_id, Leave.starts_on, Leave.ends_on).where(
        Leave.person_id.in_(sorted(people)),
        stands(Leave, None),
        Leave.starts_on <= civil_date(end),
        or_(Leave.ends_on.is_(None), Leave.ends_on >= civil_date(start)),
        or_(Leave.ends_on.is_(None), Leave.ends_on >= Leave.starts_on),
    )
    found: Leaves = defaultdict(list)
    for person, starts_on, ends_on in session.execute(asked):
        found[person].append((starts_on, ends_on))
    return found


def _away(
    people: Iterable[int], leaves: Leaves, starts_at: datetime, ends_at: datetime
) -> tuple[Away, ...]:
    found = []
    for person in people:
        for first, last in leaves.get(person, ()):
            begins = max(starts_at, midnight(first))
            until = ends_at if last is None else min(ends_at, midnight(last + _DAY))
            if begins < until:
                found.append(Away(person, begins, until))
    return tuple(found)


def _gaps(
    areas: Mapping[int, AreaFacts], rulebook: Rulebook, start: datetime, end: datetime, as_if: AsIf
) -> dict[int, list[Gap]]:
    brought = {
        person: ability_spans(facts, rulebook, all_spans(facts, rulebook))
        for person, facts in as_if.items()
    }
    first, until = days_of(start, end)
    return {
        area: within(
            area_gaps(replace(facts, held={**facts.held, **brought}), rulebook, first, until),
            start,
            end,
        )
        for area, facts in areas.items()
    }
