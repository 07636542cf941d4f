"""Who stands in the matrix of some counties on a day, and what their cells say."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, bindparam, cast, func, select
from sqlalchemy.orm import Session

from portal.domain.certification import judged_requirements
from portal.domain.curriculum import Catalogue
from portal.domain.dates import CALIFORNIA
from portal.domain.matrix import Cells, Line, advisory_on, cells_on
from portal.domain.people import ProviderType
from portal.domain.requirements import Requirement, Rulebook
from portal.domain.text import as_searched
from portal.models import KeptPerson
from portal.services.certification.statements import table_of
from portal.services.matrix.whom import (
    SAID_THERE,
    Work,
    hidden_on,
    named_on,
    professions_on,
    work_on,
)
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
    """Parts of a name or of an address."""


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
    named = (
        named_on(session, counties, scope, day, asked.words, now) if asked.words else work.keys()
    )
    everybody = asked == Asked(asked.county)
    wanted = {
        person: _first(places, asked)
        for person, (_, places) in work.items()
        if person not in hidden.never
        and (everybody or (person in named and _fits(asked, places, held.get(person, ()))))
    }
    world = World(session, rulebook, catalogue, known_at)
    cells = _cells(world, counties, wanted, day, hidden.then)
    people = [
        Somebody(
            person,
            work[person][0],
            places,
            held.get(person, ()),
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
    counties: frozenset[str],
    people: Collection[int],
    day: date,
    then: frozenset[int],
) -> dict[int, Cells]:
    advisory = advisory_on(world.rulebook, day)
    found = _kept_cells(world, counties, people, day, advisory) if world.kept else {}
    missing = [person for person in people if person not in found and person not in then]
    lines = lines_of(world, missing) if missing else {}
    before = [person for person in people if person in then]
    if before:
        end = _end_of(day)
        at = end if world.known_at is None else min(world.known_at, end)
        past = World(world.session, world.rulebook, world.catalogue, at)
        lines |= lines_of(past, before)
    return found | {person: cells_on(mine, day, advisory) for person, mine in lines.items()}


def lines_of(world: World, people: Iterable[int]) -> dict[int, Line]:
    """The stretches of these people, kept or not."""
    return {
        person: Line(tuple(one.starts for one in mine), "".join(one.states for one in mine))
        for person, mine in world.people(people).items()
    }


def _kept_cells(
    world: World, counties: frozenset[str], people: Collection[int], day: date, advisory: str
) -> dict[int, Cells]:
    """The cells of those of whom something is kept."""
    if len(people) > FEW:
        asked = {"counties": sorted(counties), "on": day}
        rows = world.connection.execute(_KEPT_THERE, asked).all()
    else:
        rows = world.connection.execute(_KEPT, {"ids": list(people)}).all()
    return {
        person: kept_on(starts, states, day, advisory)
        for person, starts, states in rows
        if person in people
    }


@lru_cache(maxsize=10_000)
def kept_on(starts: str, states: str, day: date, advisory: str) -> Cells:
    """What the cells say by the very words of the database, which change when anything does.

    So nothing is worked out again for whoever stands as before.
    """
    return cells_on(line_of(starts, states), day, advisory)


def line_of(starts: str, states: str) -> Line:
    """The stretches as the database says them: first days with spaces between, and letters.

    They may come in any order, as long as it is the same for both.
    """
    found = list(map(int, starts.split()))
    days = sorted(found)
    if found != days:
        count = len(states) // len(days)
        there = {day: states[at * count : at * count + count] for at, day in enumerate(found)}
        states = "".join(there[day] for day in days)
    return Line(tuple(days), states)


FEW = 50
"""So many people are asked for by number; of more, everybody who works there is read."""
_kept = table_of(KeptPerson).c


def _as_lines(*which: ColumnElement[bool]) -> Select[int, str, str]:
    """One row for each person, for `line_of`."""
    line = as_line(_kept.starts, _kept.states)
    return select(_kept.person_id, *line).where(*which).group_by(_kept.person_id)


def as_line(starts: ColumnElement[int], states: ColumnElement[str]) -> tuple[Any, Any]:
    """The stretches of a group as two texts, for `line_of`.

    Both take the stretches in the same order, which no database promises to be theirs.
    """
    days = func.aggregate_strings(cast(starts, String), " ")
    return days, func.aggregate_strings(states, "")


_KEPT = _as_lines(_kept.person_id.in_(bindparam("ids", expanding=True)))
_KEPT_THERE = _as_lines(_kept.person_id.in_(SAID_THERE))


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, 999_999, CALIFORNIA)


# In which order, and of whom


def _fits(asked: Asked, places: Iterable[Work], held: Iterable[ProviderType]) -> bool:
    if asked.profession is not None and asked.profession not in held:
        return False
    if asked.team is None and asked.agency is None:
        return True
    return any(_is_there(asked, place) for place in places)


def _is_there(asked: Asked, place: Work) -> bool:
    """Whether a place is the one asked for; of other counties there are none."""
    return (asked.team is None or place.team_id == asked.team) and (
        asked.agency is None or place.agency_id == asked.agency
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
    return (*_where(first.county, first.team, first.team_id), as_searched(one.name), one.person)


@lru_cache(maxsize=1024)
def _where(county: str, team: str, team_id: int | None) -> tuple[str, bool, str, int]:
    return county, not team, team.casefold(), team_id or 0
