"""Who works in a county on a day, where they fall short, and what lapses."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.certification import STATES, State, judged_requirements
from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Requirement, Rulebook
from portal.domain.staffing import Abilities
from portal.models import Affiliation, KeptPerson, Person, Team
from portal.services.certification.statements import table_of
from portal.services.readiness.people import PersonStretch, called, states_of
from portal.services.readiness.people import on as stretch_on
from portal.services.readiness.world import World
from portal.services.rosters.known import recorded_by, stands

FORECAST = (30, 60, 90)
"""Within so many days."""


@dataclass(frozen=True, slots=True)
class RequirementCount:
    """How the county's people stand with one requirement."""

    requirement: Requirement
    counts: Mapping[State, int]
    advisory: bool
    """Whether the version in force that day advises."""


class Lapse(NamedTuple):
    """Somebody who has what a requirement asks, and will not if nothing is done."""

    person: int
    name: str
    requirement: str
    """Its slug."""
    last_day: date
    """The last day on which it is well."""
    before: State
    after: State
    advisory: bool
    within: int
    """Of `FORECAST`, the first that holds it."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who works in the county that day."""

    person: int
    name: str
    teams: tuple[tuple[int, str], ...]
    stretch: PersonStretch
    rulebook: Rulebook = field(repr=False, compare=False)

    @property
    def able(self) -> Abilities:
        """What the person brings."""
        return self.stretch.able

    @property
    def states(self) -> Mapping[str, tuple[State, bool]]:
        """By requirement: the state, and whether it only advises."""
        return states_of(self.stretch, self.rulebook)


def people(
    session: Session,
    fips: str,
    on: date,
    rulebook: Rulebook,
    catalogue: Catalogue,
    known_at: datetime | None = None,
) -> list[PersonLine]:
    """Everybody who works in the county that day, by name, with where they stand."""
    world = World(session, rulebook, catalogue, known_at)
    names = names_on(world, fips, on)
    stretches = stretches_on(world, fips, names, on)
    teams: dict[int, dict[tuple[int, str], None]] = defaultdict(dict)
    for person, team, name in _rows(world, _on_teams, fips, on):
        teams[person][team, name] = None
    return [
        PersonLine(person, name, tuple(teams[person]), stretches[person], rulebook)
        for person, name in names.items()
    ]


# Who works there


@lru_cache(maxsize=2)
def _affiliated(then: bool) -> list[Any]:
    """The conditions under which somebody works in a county on a day."""
    known_at: Any = bindparam("known_at") if then else None
    return [
        Affiliation.county_fips == bindparam("fips"),
        or_(Affiliation.starts_on.is_(None), Affiliation.starts_on <= bindparam("on")),
        or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= bindparam("on")),
        *recorded_by(Affiliation.recorded_at, known_at),
        stands(Affiliation, known_at),
    ]


@lru_cache(maxsize=2)
def _who(then: bool) -> Any:
    return (
        select(Person.id, Person.legal_name, Person.name_used)
        .where(Person.id.in_(select(Affiliation.person_id).where(*_affiliated(then))))
        .order_by(func.lower(Person.legal_name), Person.id)
    )


@lru_cache(maxsize=2)
def _on_teams(then: bool) -> Any:
    return (
        select(Affiliation.person_id, Team.id, Team.name)
        .join(Team, Team.id == Affiliation.team_id)
        .where(*_affiliated(then))
        .order_by(Team.name, Team.id)
    )


def _rows(
    world: World, statement: Callable[[bool], Any], fips: str, on: date, **more: Any
) -> Sequence[Any]:
    """What a statement says about those who work in the county that day."""
    asked = {"fips": fips, "on": on, **more}
    if world.known_at is not None:
        asked["known_at"] = world.known_at
    return world.connection.execute(statement(world.known_at is not None), asked).all()


def names_on(world: World, fips: str, on: date) -> dict[int, str]:
    """Everybody who works in a county on a day, by name."""
    rows = _rows(world, _who, fips, on)
    return {person: name_used or legal_name for person, legal_name, name_used in rows}


_kept = table_of(KeptPerson).c


def _of_county(column: Any) -> Any:
    return column.in_(select(Affiliation.person_id).where(*_affiliated(False)))


_NOW = (
    select(*(_kept[name] for name in ("person_id", *PersonStretch._fields)))
    .where(_of_county(_kept.person_id))
    .where(_kept.starts <= bindparam("day"), _kept.ends > bindparam("day"))
)
_COMING = (
    select(_kept.person_id, _kept.starts, _kept.states, _kept.advisory)
    .where(_of_county(_kept.person_id))
    .where(_kept.ends > bindparam("day"), _kept.starts <= bindparam("last"))
    .order_by(_kept.person_id, _kept.starts)
)


def stretches_on(
    world: World, fips: str, people: Iterable[int], on: date
) -> dict[int, PersonStretch]:
    """What these people are and bring on a day."""
    found: dict[int, PersonStretch] = {}
    if world.kept:
        rows = _rows(world, lambda _: _NOW, fips, on, day=on.toordinal())
        found = {person: PersonStretch(*stretch) for person, *stretch in rows}
    missing = [person for person in people if person not in found]
    afresh = world.people(missing) if missing else {}
    return found | {person: stretch_on(mine, on) for person, mine in afresh.items()}


@dataclass(frozen=True, slots=True)
class Staff:
    """How everybody who works in a county that day stands, and what lapses."""

    people: int
    requirements: tuple[RequirementCount, ...]
    lapses: tuple[Lapse, ...]
    """By their days."""


def staff(world: World, fips: str, on: date) -> Staff:
    """Where the county's people fall short: counted by state, and foretold."""
    day, last = on.toordinal(), on.toordinal() + FORECAST[-1]
    if world.kept and fips in world.kept_counties:
        rows = _rows(world, lambda _: _COMING, fips, on, day=day, last=last)
    else:
        rows = [
            (person, each.starts, each.states, each.advisory)
            for person, mine in world.people(names_on(world, fips, on)).items()
            for each in mine
            if day < each.ends and each.starts <= last
        ]
    states: list[str] = []
    turns: list[tuple[int, int, str, str, str]] = []
    before = ""
    for person, starts, now, advisory in rows:  # of each person first what holds on the day
        if starts <= day:
            states.append(now)
        elif now != before:
            turns.append((person, starts, before, now, advisory))
        before = now
    return Staff(len(states), _counts(states, world.rulebook, on), _lapses(world, turns, on))


def _counts(states: Sequence[str], rulebook: Rulebook, on: date) -> tuple[RequirementCount, ...]:
    """How many people have which letter, for each requirement. `states`: of each person."""
    requirements, letters = judged_requirements(rulebook), "".join(states)
    found = []
    for place, requirement in enumerate(requirements):
        column = letters[place :: len(requirements)]
        counts = {STATES[each]: column.count(each) for each in sorted(set(column))}
        version = requirement.on(on)
        advisory = version is not None and not version.is_verified
        found.append(RequirementCount(requirement, counts, advisory))
    return tuple(found)


def _lapses(world: World, turns: Iterable[Any], on: date) -> tuple[Lapse, ...]:
    """Whoever has what a requirement asks, and then does not; by the last good day."""
    requirements = judged_requirements(world.rulebook)
    found = [
        (person, requirement.slug, starts, one, other, advises)
        for person, starts, before, after, advisory in turns
        for requirement, one, other, advises in zip(
            requirements, before, after, advisory, strict=True
        )
        if one != other and _is_lapse(one, other)
    ]
    names = called(world.session, [each[0] for each in found])
    lapses = [
        Lapse(
            person,
            names[person],
            slug,
            date.fromordinal(starts - 1),
            STATES[one],
            STATES[other],
            advises == "a",
            next(days for days in FORECAST if starts - on.toordinal() <= days),
        )
        for person, slug, starts, one, other, advises in found
    ]
    places = {each.slug: place for place, each in enumerate(requirements)}
    lapses.sort(
        key=lambda one: (one.last_day, one.name.casefold(), one.person, places[one.requirement])
    )
    return tuple(lapses)


@lru_cache(maxsize=128)
def _is_lapse(before: str, after: str) -> bool:
    """Whether it was well and then is not; what is newly asked of somebody is no lapse.

    What somebody held and holds no more is one, whether or not it was asked of them: a team may
    rest on it.
    """
    old, new = STATES[before], STATES[after]
    if old.holds:
        return not new.holds and new is not State.WAIVED
    return old is not State.NOT_REQUIRED and old.satisfies is True and new.satisfies is False
