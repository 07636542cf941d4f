"""On which shifts somebody has a place while they are on leave, and what becomes of the hours.

Leave takes nobody off a shift: it only keeps them from being counted. Who keeps the roster decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.coverage import Shift, lasts, midnight, people_on
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.facts import Leave, PersonFacts, Recorded, holds
from portal.domain.requirements import Rulebook
from portal.models import Team
from portal.services import certification
from portal.services.places import Counties
from portal.services.readiness.shifts import ShiftHours, shift_hours
from portal.services.rosters.loading import shifts_with

AHEAD = timedelta(weeks=8)
"""So far on leave is looked at."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Leave that is recorded, or about to be."""

    person: int
    starts_on: date
    ends_on: date | None
    entry: int | None
    """The entry that it is, or takes the place of; None for new leave."""
    holds: bool = True
    """False: it is an entry that holds no more. Then only its days matter."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A shift on which the person has a place within the leave."""

    team: str
    county: str
    """Of the team; its code."""
    hours: ShiftHours


@dataclass(frozen=True, slots=True)
class Within:
    """The shifts within leave, as far as it was looked at."""

    hits: tuple[Hit, ...]
    """In the order in which they begin."""
    elsewhere: int
    """How many more there are in counties whose rosters one may not see."""
    first: date
    last: date
    """The days that were looked at."""
    ends: bool
    """Whether they reach to the end of the leave."""


def shifts_within(
    session: Session,
    asked: Asked,
    counties: Counties,
    rulebook: Rulebook,
    catalogue: Catalogue,
    at: datetime,
) -> Within:
    """The shifts within leave that are not over yet; all of its first weeks when it is over.

    Each with what holds with the leave, and what would without it. Only of teams in `counties`.
    The number of queries is constant.
    """
    today = civil_date(at)
    over = asked.ends_on is not None and asked.ends_on < today
    first = asked.starts_on if over else max(asked.starts_on, today)
    last = min(asked.ends_on or date.max, first + AHEAD)
    start = midnight(first) if over or first > today else at
    begin = list(_begin(shifts_with(session, [asked.person]), asked.person, start, last))
    teams = {
        team.id: team
        for team in session.scalars(
            select(Team).where(Team.id.in_(sorted({shift.team for shift, _ in begin})))
        )
    }
    mine = [
        (shift, on)
        for shift, on in begin
        if counties is None or teams[shift.team].county_fips in counties
    ]
    known = certification.one(session, asked.person, catalogue)
    found = shift_hours(
        session,
        mine,
        rulebook,
        catalogue,
        now={asked.person: _with(known, asked) if asked.holds else known},
        otherwise={asked.person: _without(known, asked)},
    )
    hits = [
        Hit(teams[each.shift.team].name, teams[each.shift.team].county_fips, each)
        for each in found.values()
    ]
    hits.sort(key=lambda hit: (hit.hours.starts_at, hit.team, hit.hours.shift.id))
    return Within(tuple(hits), len(begin) - len(mine), first, last, last == asked.ends_on)


def _begin(
    shifts: list[Shift], person: int, start: datetime, last: date
) -> Iterator[tuple[Shift, date]]:
    """The shifts with a place for the person that last beyond `start` and into these days."""
    end, first = midnight(last + _DAY), civil_date(start)
    for number in range(-1, (last - first).days + 1):
        on = first + timedelta(number)
        for shift in shifts:
            if shift.weekday != on.weekday() or not holds(shift.first_on, shift.last_on, on):
                continue
            starts_at, ends_at = lasts(shift, on)
            if starts_at < end and start < ends_at and person in dict(people_on(shift, on) or ()):
                yield shift, on


def _without(facts: PersonFacts, asked: Asked) -> PersonFacts:
    key = f"leave:{asked.entry}"
    return replace(facts, leaves=tuple(one for one in facts.leaves if one.fact.key != key))


def _with(facts: PersonFacts, asked: Asked) -> PersonFacts:
    others = _without(facts, asked)
    fact = Recorded("", datetime.min.replace(tzinfo=UTC), "")
    return replace(others, leaves=(*others.leaves, Leave(fact, asked.starts_on, asked.ends_on)))
