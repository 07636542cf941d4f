"""What changes when the rulebook does: which people, teams and hours, before anybody confirms."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.certification import STATES, State
from portal.domain.coverage import FOREVER, midnight
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date, date_text
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Outcome
from portal.domain.text import as_searched
from portal.models import Affiliation, County, Person, ServiceArea, Team
from portal.services.affiliations import stands
from portal.services.readiness.areas import Gap
from portal.services.readiness.people import PersonStretch, on, states_of
from portal.services.readiness.teams import READY, Standing, standing_on
from portal.services.readiness.world import World

HORIZON = timedelta(weeks=8)
"""How far ahead hours are compared."""
SHOWN = 200
"""So many people and teams at most are named; the others are counted. A rule may change a whole
state: several hundred thousand states of people."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PersonChange:
    """Somebody's state for one requirement changes, or begins or ends to count against them."""

    person: int
    name: str
    county: str
    requirement: str
    """Its title."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TeamChange:
    """A team's standing changes, on the day or on a later one."""

    team: int
    name: str
    county: str
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class HourChange:
    """Minutes of a county's areas that turn from one outcome into another."""

    fips: str
    county: str
    before: Outcome
    after: Outcome
    minutes: int
    first: datetime
    """When the first of them is."""


@dataclass(slots=True)
class Changes:
    """Everything that changes on a day and in the weeks after it."""

    on: date
    people: list[PersonChange]
    """The first of them."""
    teams: list[TeamChange]
    """The first of them."""
    hours: list[HourChange]
    states: int = 0
    """How many states of people change."""
    persons: int = 0
    """How many people change, each counted once."""
    standings: int = 0
    """How many teams change."""

    @property
    def counties(self) -> int:
        """In how many counties hours change."""
        return len({each.fips for each in self.hours})

    @property
    def minutes_lost(self) -> int:
        """Over all areas, the minutes that would no longer be covered."""
        return sum(each.minutes for each in self.hours if each.after is Outcome.NOT_COVERED)

    @property
    def minutes_won(self) -> int:
        """Those that would be covered and were not, as far as is verified."""
        return sum(
            each.minutes for each in self.hours if each.before not in READY and each.after in READY
        )

    @property
    def minutes_unsaid(self) -> int:
        """Those of which nothing could be said any more."""
        return sum(each.minutes for each in self.hours if each.after is Outcome.UNKNOWN)


def of(
    session: Session,
    before: Rulebook,
    after: Rulebook,
    catalogue: Catalogue,
    starts_on: date,
    at: datetime,
    tell: Callable[[int], object] = lambda _counties: None,
) -> Changes:
    """What the second rulebook changes from a day on, or from today if that day is past.

    Works a county at a time, so that a whole state fits into the memory; `tell` is told after each
    how many are done.
    """
    day = max(starts_on, civil_date(at))
    start = max(at, midnight(day))
    worlds = World(session, before, catalogue), World(session, after, catalogue)
    changes, persons = Changes(day, [], [], []), set[int]()
    for done, county in enumerate(session.scalars(select(County).order_by(County.name)), 1):
        _people(session, worlds, county, changes, persons)
        _teams(session, worlds, county, changes)
        _hours(session, worlds, county, start, changes)
        for world in worlds:
            world.forget()
        tell(done)
    changes.persons = len(persons)
    return changes


Worlds = tuple[World, World]


def _people(
    session: Session, worlds: Worlds, county: County, changes: Changes, persons: set[int]
) -> None:
    day = changes.on
    who = (
        select(Person.id, Person.called)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(
            Affiliation.county_fips == county.fips,
            stands(),
            or_(Affiliation.starts_on.is_(None), Affiliation.starts_on <= day),
            or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= day),
        )
        .distinct()
    )
    names = dict(session.execute(who).all())
    old, new = (world.people(names) for world in worlds)
    for person in sorted(names, key=lambda one: (as_searched(names[one]), one)):
        for said in _changed(old[person], new[person], worlds, day):
            persons.add(person)
            changes.states += 1
            if len(changes.people) < SHOWN:
                changes.people.append(PersonChange(person, names[person], county.name, *said))


def _changed(
    old: Sequence[PersonStretch], new: Sequence[PersonStretch], worlds: Worlds, day: date
) -> Iterable[tuple[str, str, str]]:
    if old == new:
        return
    before = states_of(on(old, day), worlds[0].rulebook)
    after = states_of(on(new, day), worlds[1].rulebook)
    for place, (slug, (state, advisory)) in enumerate(after.items()):
        stood, advised = before[slug]
        was_good, is_good = _good_through(old, day, place), _good_through(new, day, place)
        counts_otherwise = advised != advisory and state.satisfies is not True
        if state is not stood or was_good != is_good or counts_otherwise:
            title = worlds[1].rulebook.requirements[slug].title
            yield title, _words(stood, advised, was_good), _words(state, advisory, is_good)


def _good_through(stretches: Sequence[PersonStretch], day: date, place: int) -> date | None:
    """The last day of what somebody holds on a day; None: holds nothing, or no end is known."""
    last = None
    for each in stretches:
        if each.ends <= day.toordinal():
            continue
        if not STATES[each.states[place]].holds:
            return last
        last = None if each.ends == FOREVER else date.fromordinal(each.ends - 1)
    return last


def _words(state: State, advisory: bool, good_through: date | None) -> str:
    said = f"{state.label} (advisory)" if advisory else state.label
    if not state.holds:
        return said
    return f"{said}, through {date_text(good_through)}" if good_through else f"{said}, no end known"


def _teams(session: Session, worlds: Worlds, county: County, changes: Changes) -> None:
    names = _named(session, Team, county)
    old, new = (world.teams(names) for world in worlds)
    for team, name in names.items():
        before, after = (standing_on(spans[team], changes.on) for spans in (old, new))
        if _stands(before) != _stands(after):
            changes.standings += 1
            if len(changes.teams) < SHOWN:
                changes.teams.append(TeamChange(team, name, county.name, before, after))


def _named(
    session: Session, table: type[Team] | type[ServiceArea], county: County
) -> dict[int, str]:
    statement = select(table.id, table.name).where(table.county_fips == county.fips)
    return {row.id: row.name for row in session.execute(statement.order_by(table.name))}


def _stands(standing: Standing) -> tuple[Outcome, date | None, date | None]:
    return standing.outcome, standing.breaks_on, standing.well_on


def _hours(
    session: Session, worlds: Worlds, county: County, start: datetime, changes: Changes
) -> None:
    areas = _named(session, ServiceArea, county)
    if not areas:
        return
    end = start + HORIZON
    old, new = (world.gaps(areas, start, end) for world in worlds)
    found: dict[tuple[Outcome, Outcome], tuple[int, datetime]] = {}
    for area in areas:
        for at, until, *turn in _turns(old[area], new[area], start, end):
            minutes, first = found.get((turn[0], turn[1]), (0, at))
            found[turn[0], turn[1]] = minutes + (until - at) // _MINUTE, min(first, at)
    changes.hours.extend(
        HourChange(county.fips, county.name, before, after, minutes, first)
        for (before, after), (minutes, first) in sorted(
            found.items(), key=lambda one: (one[0][1].rank, one[0][0].rank)
        )
    )


def _turns(
    old: Sequence[Gap], new: Sequence[Gap], start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, Outcome, Outcome]]:
    """Where one line of gaps says something else than the other: from, until, before, after."""
    if old == new:
        return
    ends = {at for gap in (*old, *new) for at in gap[:2]}
    before, after = _outcomes(old), _outcomes(new)
    for at, until in pairwise(sorted({start, end, *ends})):
        if start <= at < end and before(at) is not after(at):
            yield at, min(until, end), before(at), after(at)


def _outcomes(gaps: Sequence[Gap]) -> Callable[[datetime], Outcome]:
    """The outcome at a moment, by gaps in order; covered between them."""
    starts = [gap.starts_at for gap in gaps]

    def outcome(at: datetime) -> Outcome:
        place = bisect_right(starts, at) - 1
        inside = place >= 0 and at < gaps[place].ends_at
        return gaps[place].outcome if inside else Outcome.COVERED

    return outcome
