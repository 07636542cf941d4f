"""How the people of a county stand with each requirement on a day, and what of it lapses."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from portal.domain.certification import STATES, State, judged_requirements
from portal.domain.requirements import Requirement, Rulebook
from portal.models import Affiliation, KeptPerson
from portal.services.certification.statements import table_of
from portal.services.readiness.people import called
from portal.services.readiness.staff import affiliated, names_on, rows_on
from portal.services.readiness.world import World

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


class Standing(NamedTuple):
    """Somebody who works there that day."""

    states: str
    """A letter for each requirement, as `KeptPerson` has them."""
    lapses: tuple[Lapse, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """How everybody who works in a county that day stands, and what lapses."""

    each: Mapping[int, Standing]
    """By the numbers of people."""
    requirements: tuple[RequirementCount, ...]
    lapses: tuple[Lapse, ...]
    """By their days."""


def staff(
    world: World,
    fips: str,
    on: date,
    before: Staff | None = None,
    others: Collection[int] = (),
) -> Staff:
    """Where the county's people fall short: counted by state, and foretold.

    `before`: the same as it was before something changed of these `others` alone, who may work
    elsewhere now, or work here as nobody does yet.
    """
    if before is None:
        each = _standings(world, _rows(world, fips, on), on)
    else:
        changed = _standings(world, _kept_rows(world, fips, on, others), on)
        if all(changed.get(person) == before.each.get(person) for person in others):
            return before
        each = {person: known for person, known in before.each.items() if person not in others}
        each |= changed
    states = [known.states for known in each.values()]
    lapses = [lapse for known in each.values() for lapse in known.lapses]
    places = {one.slug: place for place, one in enumerate(judged_requirements(world.rulebook))}
    lapses.sort(
        key=lambda one: (one.last_day, one.name.casefold(), one.person, places[one.requirement])
    )
    return Staff(each, _counts(states, world.rulebook, on), tuple(lapses))


_kept = table_of(KeptPerson).c
_WORKING = select(Affiliation.person_id).where(*affiliated(then=False))
_COMING = (
    select(_kept.person_id, _kept.starts, _kept.states, _kept.advisory)
    .where(_kept.ends > bindparam("day"), _kept.starts <= bindparam("last"))
    .order_by(_kept.person_id, _kept.starts)
)
_OF_ALL = _COMING.where(_kept.person_id.in_(_WORKING))
_OF_SOME = _COMING.where(
    _kept.person_id.in_(
        _WORKING.where(Affiliation.person_id.in_(bindparam("people", expanding=True)))
    )
)


def _days(on: date) -> tuple[int, int]:
    """The day, and the last one that is foretold."""
    return on.toordinal(), on.toordinal() + FORECAST[-1]


def _rows(world: World, fips: str, on: date) -> Sequence[Any]:
    """What people are on the day, and come to be: of each person by its days."""
    if world.keeps(fips):
        return _kept_rows(world, fips, on)
    day, last = _days(on)
    return [
        (person, each.starts, each.states, each.advisory)
        for person, mine in world.people(names_on(world, fips, on)).items()
        for each in mine
        if day < each.ends and each.starts <= last
    ]


def _kept_rows(
    world: World, fips: str, on: date, people: Collection[int] | None = None
) -> Sequence[Any]:
    day, last = _days(on)
    if people is None:
        return rows_on(world, _OF_ALL, fips, on, day=day, last=last)
    return rows_on(world, _OF_SOME, fips, on, day=day, last=last, people=sorted(people))


def _standings(world: World, rows: Iterable[Any], on: date) -> dict[int, Standing]:
    day = on.toordinal()
    states: dict[int, str] = {}
    turns: list[tuple[int, int, str, str, str]] = []
    before = ""
    for person, starts, now, advisory in rows:  # of each person first what holds on the day
        if starts <= day:
            states[person] = intern(now)  # most people have the same as many others
        elif now != before:
            turns.append((person, starts, before, now, advisory))
        before = now
    lapses = _lapses(world, turns, on)
    return {person: Standing(now, tuple(lapses.get(person, ()))) for person, now in states.items()}


def _counts(states: Sequence[str], rulebook: Rulebook, on: date) -> tuple[RequirementCount, ...]:
    """How many people have which letter, for each requirement. `states`: of each person."""
    requirements, letters = judged_requirements(rulebook), "".join(states)
    found = []
    for place, requirement in enumerate(requirements):
        column = letters[place :: len(requirements)]
        counts = {state: count for each, state in STATES.items() if (count := column.count(each))}
        version = requirement.on(on)
        advisory = version is not None and not version.is_verified
        found.append(RequirementCount(requirement, counts, advisory))
    return tuple(found)


def _lapses(world: World, turns: Iterable[Any], on: date) -> dict[int, list[Lapse]]:
    """Whoever has what a requirement asks, and then does not; by their numbers."""
    requirements = judged_requirements(world.rulebook)
    found = [
        (person, requirement.slug, starts, one, other, advises)
        for person, starts, before, after, advisory in turns
        for requirement, one, other, advises in zip(
            requirements, before, after, advisory, strict=True
        )
        if one != other and _is_lapse(one, other)
    ]
    names = called(world.session, [each[0] for each in found]) if found else {}
    lapses: dict[int, list[Lapse]] = defaultdict(list)
    for person, slug, starts, one, other, advises in found:
        lapse = Lapse(
            person,
            names[person],
            slug,
            date.fromordinal(starts - 1),
            STATES[one],
            STATES[other],
            advises == "a",
            next(days for days in FORECAST if starts - on.toordinal() <= days),
        )
        lapses[person].append(lapse)
    return lapses


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
