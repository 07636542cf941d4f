"""Who works in a county on a day, where they fall short, and what lapses."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.certification import STATES, State, judged_requirements
from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Requirement, Rulebook
from portal.domain.staffing import Abilities
from portal.models import Affiliation, KeptPerson, Person, Team
from portal.services.certification.statements import table_of
from portal.services.readiness.people import PersonStretch, states_of
from portal.services.readiness.world import World
from portal.services.rosters.loading import recorded_by, stands

FORECAST = (30, 60, 90)
"""Within so many days."""


@dataclass(frozen=True, slots=True)
class RequirementCount:
    """How the county's people stand with one requirement."""

    requirement: Requirement
    counts: Mapping[State, int]
    advisory: bool
    """Whether the version in force that day advises."""


@dataclass(frozen=True, slots=True)
class Lapse:
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
    able: Abilities
    states: Mapping[str, tuple[State, bool]]
    """By requirement: the state, and whether it only advises."""


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
    stretches = stretches_on(world, fips, names, on, on)
    asked = {"fips": fips, "on": on, "known_at": known_at}
    teams: dict[int, list[tuple[int, str]]] = {}
    for person, team, name in session.execute(_on_teams(known_at is not None), asked):
        if (team, name) not in teams.setdefault(person, []):
            teams[person].append((team, name))
    return [
        PersonLine(
            person,
            name,
            tuple(teams.get(person, ())),
            stretches[person][0].able,
            states_of(stretches[person][0], rulebook),
        )
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


def names_on(world: World, fips: str, on: date) -> dict[int, str]:
    """Everybody who works in a county on a day, by name."""
    then = world.known_at is not None
    asked = {"fips": fips, "on": on, "known_at": world.known_at}
    rows = world.session.execute(_who(then), asked)
    return {row.id: row.name_used or row.legal_name for row in rows}


_kept = table_of(KeptPerson).c
_COMING = (
    select(
        _kept.person_id,
        _kept.starts,
        _kept.ends,
        _kept.states,
        _kept.advisory,
        _kept.judged,
        _kept.advised,
    )
    .where(
        _kept.person_id.in_(select(Affiliation.person_id).where(*_affiliated(False))),
        _kept.starts <= bindparam("last"),
        _kept.ends > bindparam("first"),
    )
    .order_by(_kept.person_id, _kept.starts)
)


def stretches_on(
    world: World, fips: str, people: Iterable[int], first: date, last: date
) -> dict[int, list[PersonStretch]]:
    """What these people are and bring from the first day through the last."""
    begins, ends = first.toordinal(), last.toordinal()
    found: dict[int, list[PersonStretch]] = {}
    if world.kept:
        asked = {"fips": fips, "on": first, "first": begins, "last": ends}
        for person, *stretch in world.session.execute(_COMING, asked):
            found.setdefault(person, []).append(PersonStretch(*stretch))
    missing = [person for person in people if person not in found]
    for person, stretches in world.people(missing).items() if missing else ():
        found[person] = [each for each in stretches if each.starts <= ends and begins < each.ends]
    return found


def counts_of(
    stretches: Iterable[list[PersonStretch]], rulebook: Rulebook, on: date
) -> tuple[RequirementCount, ...]:
    """Letter by letter: how many people have it, for each requirement."""
    columns = list(zip(*(each[0].states for each in stretches), strict=True))
    found = []
    for place, requirement in enumerate(judged_requirements(rulebook)):
        letters = Counter(columns[place]) if columns else Counter()
        version = requirement.on(on)
        counts = {STATES[letter]: number for letter, number in letters.items()}
        advisory = version is not None and not version.is_verified
        found.append(RequirementCount(requirement, counts, advisory))
    return tuple(found)


def lapses_of(
    stretches: Mapping[int, list[PersonStretch]],
    names: Mapping[int, str],
    rulebook: Rulebook,
    on: date,
) -> tuple[Lapse, ...]:
    """Whoever has what a requirement asks, and then does not; by the last good day."""
    requirements = judged_requirements(rulebook)
    found = []
    for person, mine in stretches.items():
        for before, after in pairwise(mine):
            if before.states == after.states:
                continue
            last_day = date.fromordinal(before.ends - 1)
            within = next(days for days in FORECAST if (last_day - on).days < days)
            found += [
                Lapse(
                    person,
                    names[person],
                    requirement.slug,
                    last_day,
                    STATES[one],
                    STATES[other],
                    advises == "a",
                    within,
                )
                for requirement, one, other, advises in zip(
                    requirements, before.states, after.states, after.advisory, strict=True
                )
                if one != other and _lapses_from(one, other)
            ]
    return tuple(sorted(found, key=lambda lapse: (lapse.last_day, lapse.name.casefold())))


@lru_cache(maxsize=128)
def _lapses_from(before: str, after: str) -> bool:
    """Whether it was well and then is not; what is newly asked of somebody is no lapse."""
    old = STATES[before]
    return (
        old is not State.NOT_REQUIRED and old.satisfies is True and STATES[after].satisfies is False
    )
