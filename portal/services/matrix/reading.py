"""Who stands in the matrix of some counties on a day, and what their cells say."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import compress, pairwise
from operator import ne
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.domain.certification import judged_requirements
from portal.domain.curriculum import Catalogue
from portal.domain.dates import CALIFORNIA
from portal.domain.matrix import Cells, Line, cells_on
from portal.domain.people import ProviderType
from portal.domain.requirements import Requirement, Rulebook
from portal.models import KeptPerson
from portal.services.certification.statements import table_of
from portal.services.matrix.whom import Work, hidden_on, professions_on, there, work_on
from portal.services.places import Counties
from portal.services.readiness import World


class Somebody(NamedTuple):
    """A row of the matrix."""

    person: int
    name: str
    work: tuple[Work, ...]
    """Where they work in the counties asked about, by county and team; what fits comes first."""
    professions: tuple[ProviderType, ...]
    cells: Cells
    left: bool
    """Whether they have left since; then it is what was known on the day itself."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose rows are wanted; None and empty mean everybody's."""

    county: str | None = None
    team: int | None = None
    agency: int | None = None
    profession: ProviderType | None = None
    words: str = ""
    """Part of a name."""


@dataclass(frozen=True)
class Matrix:
    """Everybody who works in some counties on a day, and how they stand with each requirement."""

    day: date
    requirements: tuple[Requirement, ...]
    people: tuple[Somebody, ...]
    """By county, team and name."""

    @cached_property
    def letters(self) -> list[str]:
        """Everybody's states."""
        return [one.cells.letters for one in self.people]


def read(
    session: Session,
    scope: Counties,
    day: date,
    rulebook: Rulebook,
    catalogue: Catalogue,
    asked: Asked,
    known_at: datetime | None = None,
    *,
    now: datetime,
) -> Matrix:
    """The matrix of the counties of a scope, as far as asked. The number of queries is constant.

    Whoever has left all these counties since is shown as was known on that day: what came later
    is not for those counties to see. With the whole state as scope, a county has to be asked for.
    """
    counties = frozenset({asked.county}) if asked.county else scope or frozenset()
    if scope is not None:
        counties &= scope
    work = work_on(session, counties, day, known_at)
    hidden = hidden_on(session, counties, scope, day, known_at, now)
    held = professions_on(session, counties, day, known_at)
    wanted = {
        person: _first(places, asked)
        for person, (name, places) in work.items()
        if person not in hidden.never and _fits(asked, name, places, held[person])
    }
    world = World(session, rulebook, catalogue, known_at)
    kept = _kept_lines(world, counties, day, wanted) if world.kept else {}
    cells = _cells(world, kept, wanted, day, hidden.then)
    people = [
        Somebody(
            person,
            work[person][0],
            places,
            tuple(held[person]),
            cells[person],
            person in hidden.then,
        )
        for person, places in wanted.items()
    ]
    people.sort(key=_order)
    return Matrix(day, judged_requirements(rulebook), tuple(people))


# What they are asked


def _cells(
    world: World,
    kept: dict[int, Line],
    people: Collection[int],
    day: date,
    then: frozenset[int],
) -> dict[int, Cells]:
    lines = {person: mine for person, mine in kept.items() if person not in then}
    lines |= lines_of(world, (one for one in people if one not in lines and one not in then))
    before = [person for person in people if person in then]
    if before:
        end = _end_of(day)
        at = end if world.known_at is None else min(world.known_at, end)
        past = World(world.session, world.rulebook, world.catalogue, at)
        lines |= lines_of(past, before)
    return {person: cells_on(mine, day) for person, mine in lines.items()}


def lines_of(world: World, people: Iterable[int]) -> dict[int, Line]:
    """The stretches of these people, kept or not."""
    return {
        person: Line(
            tuple(one.starts for one in mine),
            tuple(one.states for one in mine),
            tuple(one.advisory for one in mine),
        )
        for person, mine in world.people(people).items()
    }


def _kept_lines(
    world: World, counties: frozenset[str], day: date, people: Collection[int]
) -> dict[int, Line]:
    """The same as far as it is kept: of thousands of people nothing more is made than needed."""
    if len(people) > FEW:
        asked = {"counties": sorted(counties), "on": day}
        rows = world.connection.execute(_KEPT_THERE, asked).all()
    else:
        rows = world.connection.execute(_KEPT, {"ids": list(people)}).all()
    if not rows:
        return {}
    numbers, starts, states, advisory = zip(*rows, strict=True)
    begins = list(compress(range(len(numbers)), map(ne, numbers, (None, *numbers))))
    return {
        person: Line(starts[first:last], states[first:last], advisory[first:last])
        for first, last in pairwise((*begins, len(numbers)))
        if (person := numbers[first]) in people
    }


FEW = 50
"""So many people are asked for by number; of more, everybody who works there is read."""
_kept = table_of(KeptPerson).c
_all = select(_kept.person_id, _kept.starts, _kept.states, _kept.advisory).order_by(
    _kept.person_id, _kept.starts
)
_KEPT = _all.where(_kept.person_id.in_(bindparam("ids", expanding=True)))
_KEPT_THERE = _all.where(_kept.person_id.in_(there(then=False)))


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, 999_999, CALIFORNIA)


# In which order, and of whom


def _fits(asked: Asked, name: str, places: Iterable[Work], held: Iterable[ProviderType]) -> bool:
    if asked.words and not all(word in name.casefold() for word in asked.words.casefold().split()):
        return False
    if asked.profession is not None and asked.profession not in held:
        return False
    return any(_is_there(asked, place) for place in places)


def _is_there(asked: Asked, place: Work) -> bool:
    return (
        (asked.county is None or place.fips == asked.county)
        and (asked.team is None or place.team_id == asked.team)
        and (asked.agency is None or place.agency_id == asked.agency)
    )


def _first(places: Sequence[Work], asked: Asked) -> tuple[Work, ...]:
    """Those that were asked for come first; nobody without a team comes before a team."""
    if len(places) == 1:
        return tuple(places)
    return tuple(
        sorted(
            places,
            key=lambda one: (
                not _is_there(asked, one),
                one.county,
                not one.team,
                one.team.casefold(),
                one.team_id or 0,
                one.agency_id,
            ),
        )
    )


def _order(one: Somebody) -> tuple[str, bool, str, int, str, int]:
    first = one.work[0]
    return (
        first.county,
        not first.team,
        first.team.casefold(),
        first.team_id or 0,
        one.name.casefold(),
        one.person,
    )
