"""Who works in a county on a day, and where they stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from portal.domain.certification import State
from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Abilities
from portal.models import Affiliation, KeptPerson, Person, Team
from portal.models.searched import AsSearched
from portal.services.certification.statements import table_of
from portal.services.readiness.looking import Kept
from portal.services.readiness.people import PersonStretch, states_of
from portal.services.readiness.people import on as stretch_on
from portal.services.readiness.world import World
from portal.services.rosters.known import recorded_by, stands


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
    kept: Kept | None = None,
) -> list[PersonLine]:
    """Everybody who works in the county that day, by name, with where they stand.

    `kept`: what is kept, if somebody has looked already.
    """
    world = World(session, rulebook, catalogue, known_at, kept=kept)
    names = names_on(world, fips, on)
    stretches = stretches_on(world, fips, names, on)
    teams: dict[int, dict[tuple[int, str], None]] = defaultdict(dict)
    then = known_at is not None
    for person, team, name in rows_on(world, _on_teams(then=then), fips, on):
        teams[person][team, name] = None
    return [
        PersonLine(person, name, tuple(teams[person]), stretches[person], rulebook)
        for person, name in names.items()
    ]


# Who works there


@lru_cache(maxsize=2)
def affiliated(*, then: bool) -> list[Any]:
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
def _who(*, then: bool) -> Any:
    return (
        select(Person.id, Person.called)
        .where(Person.id.in_(select(Affiliation.person_id).where(*affiliated(then=then))))
        .order_by(AsSearched(Person.called), Person.id)
    )


@lru_cache(maxsize=2)
def _on_teams(*, then: bool) -> Any:
    return (
        select(Affiliation.person_id, Team.id, Team.name)
        .join(Team, Team.id == Affiliation.team_id)
        .where(*affiliated(then=then))
        .order_by(Team.name, Team.id)
    )


def rows_on(world: World, statement: Any, fips: str, on: date, **more: Any) -> Sequence[Any]:
    """What a statement says about those who work in the county that day."""
    asked = {"fips": fips, "on": on, **more}
    if world.known_at is not None:
        asked["known_at"] = world.known_at
    return world.connection.execute(statement, asked).all()


def names_on(world: World, fips: str, on: date) -> dict[int, str]:
    """Everybody who works in a county on a day, by name."""
    return dict(rows_on(world, _who(then=world.known_at is not None), fips, on))


_kept = table_of(KeptPerson).c
_NOW = (
    select(*(_kept[name] for name in ("person_id", *PersonStretch._fields)))
    .where(_kept.person_id.in_(select(Affiliation.person_id).where(*affiliated(then=False))))
    .where(_kept.starts <= bindparam("day"), _kept.ends > bindparam("day"))
)


def stretches_on(
    world: World, fips: str, people: Iterable[int], on: date
) -> dict[int, PersonStretch]:
    """What these people are and bring on a day."""
    found: dict[int, PersonStretch] = {}
    if world.kept:
        rows = rows_on(world, _NOW, fips, on, day=on.toordinal())
        found = {person: PersonStretch(*stretch) for person, *stretch in rows}
    missing = [person for person in people if person not in found]
    afresh = world.people(missing) if missing else {}
    return found | {person: stretch_on(mine, on) for person, mine in afresh.items()}
