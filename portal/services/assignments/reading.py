"""The assignments that somebody may see: the list with its numbers, and one with its people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.domain.assignments import Act, Asked, Progress, Reach, Worker
from portal.domain.assignments import Assignment as Value
from portal.domain.assignments.reach import in_scope, spoken_of
from portal.domain.curriculum import Catalogue
from portal.domain.errors import Forbidden, NotFound
from portal.domain.requirements import Rulebook
from portal.models import Assignment, AssignmentEnd
from portal.services import history
from portal.services.assignments.asked import asking, within
from portal.services.assignments.due import Found, asked_items
from portal.services.assignments.groups import members, names
from portal.services.places import Counties

PAGE = 25


class Shown(StrEnum):
    """Which assignments a list shows."""

    ASKING = "asking"
    ENDED = "ended"
    """Taken back as a whole."""
    ALL = "all"


class Count(NamedTuple):
    """How many people an assignment asks, and how they stand. Nobody is counted twice."""

    asked: int
    done: int
    open: int
    late: int
    no_date: int


@dataclass(frozen=True, slots=True)
class Listed:
    """An assignment in the list."""

    value: Value
    count: Count


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person of an assignment, with everything that it asks of them."""

    person: int
    name: str
    progress: Progress
    """The most pressing of all their items."""
    items: tuple[Asked, ...]
    away: bool


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody who is in the group now and is not asked."""

    person: int
    name: str
    left_out: bool
    """Whether they were left out when it was made.

    Else they came, or were recorded, later; of a standing rule, they have not begun yet.
    """


@dataclass(frozen=True)
class Opened:
    """One assignment with its people."""

    value: Value
    people: tuple[Somebody, ...]
    """By name; those who are not asked any more too."""
    others: tuple[Other, ...]
    count: Count


_PRESSING = (
    Progress.LATE,
    Progress.NO_DATE,
    Progress.OPEN,
    Progress.DONE,
    Progress.WAIVED,
    Progress.GONE,
    Progress.TAKEN_BACK,
)


def find(session: Session, number: int, scope: Counties) -> Assignment:
    """An assignment of these counties or of the state. Raises NotFound or Forbidden."""
    row: Assignment | None = history.by_id(session, Assignment, number)
    if row is None:
        message = "There is no assignment with this number. Look in the list of assignments."
        raise NotFound(message)
    if scope is not None and row.county_fips is not None and row.county_fips not in scope:
        message = "This is an assignment of another county, so it is not yours to open."
        raise Forbidden(message)
    return row


def may_change(row: Assignment, scope: Counties) -> bool:
    """Whether somebody with these counties may change it: what the state asks, only the state."""
    return scope is None or (row.county_fips is not None and row.county_fips in scope)


def listed(
    session: Session,
    rulebook: Rulebook,
    catalogue: Catalogue,
    scope: Counties,
    today: date,
    *,
    county: str | None = None,
    shown: Shown = Shown.ASKING,
    by: int | None = None,
    page: int = 1,
) -> tuple[list[Listed], int, int]:
    """A page of the list, newest first; how many assignments there are; and how many pages.

    The number of queries is constant.
    """
    conditions: list[ColumnElement[bool]] = []
    if scope is not None:
        conditions.append(within(scope))
    if county is not None:
        conditions.append(Assignment.county_fips == county)
    if by is not None:
        conditions.append(Assignment.recorded_by_id == by)
    over = select(AssignmentEnd.assignment_id).where(AssignmentEnd.assignment_id == Assignment.id)
    if shown is not Shown.ALL:
        conditions.append(over.exists() if shown is Shown.ENDED else ~over.exists())
    total = session.scalar(select(func.count(Assignment.id)).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    start = (min(max(1, page), pages) - 1) * PAGE
    numbers = session.scalars(
        select(Assignment.id)
        .where(*conditions)
        .order_by(Assignment.id.desc())
        .limit(PAGE)
        .offset(start)
    ).all()
    found = asking(session, today, numbers=numbers) if numbers else None
    if found is None:
        return [], total, pages
    items = asked_items(session, rulebook, catalogue, found, today)
    by_number: dict[int, list[Asked]] = defaultdict(list)
    for one in _seen(items, scope, today):
        by_number[one.assignment.number].append(one)
    values = {each.number: each for each in found.assignments}
    return (
        [
            Listed(values[number], count_of(_by_person(by_number[number]).values()))
            for number in numbers
            if number in values
        ],
        total,
        pages,
    )


def opened(
    session: Session,
    rulebook: Rulebook,
    catalogue: Catalogue,
    number: int,
    scope: Counties,
    today: date,
) -> Opened:
    """One assignment with all its people whom these counties may see."""
    found = asking(session, today, numbers=[number])
    value = found.assignments[0]
    items = asked_items(session, rulebook, catalogue, found, today)
    mine = _by_person(_seen(items, scope, today))
    others = {} if value.ended_on else _others(session, value, mine, today, scope)
    called = names(session, [*mine, *others])
    left_out = {
        person
        for person, said in found.asks.get(number, {}).items()
        if any(ask.act is Act.LEAVE_OUT for ask in said.values())
    }
    people = [
        Somebody(
            person,
            called.get(person, ""),
            most_pressing(asked),
            tuple(asked),
            items.workers[person].is_away(today),
        )
        for person, asked in mine.items()
    ]
    return Opened(
        value,
        tuple(sorted(people, key=_name)),
        tuple(
            sorted((Other(one, called.get(one, ""), one in left_out) for one in others), key=_name)
        ),
        count_of(mine.values()),
    )


def late(
    session: Session, rulebook: Rulebook, catalogue: Catalogue, scope: Counties, today: date
) -> int:
    """How many people of these counties are late with something they are asked for."""
    found = asked_items(session, rulebook, catalogue, asking(session, today, counties=scope), today)
    return count_of(_by_person(_seen(found, scope, today)).values()).late


def _name(one: Somebody | Other) -> tuple[str, int]:
    return one.name.casefold(), one.person


def _others(
    session: Session,
    value: Value,
    mine: Mapping[int, Sequence[Asked]],
    today: date,
    scope: Counties,
) -> dict[int, Worker]:
    """Who is in the group now and is not asked for anything."""
    if value.whom.reach is Reach.PEOPLE or (scope is not None and value.whom.county is None):
        return {}
    there = members(session, value.whom, (), today)
    return {person: worker for person, worker in there.items() if person not in mine}


def _seen(found: Found, scope: Counties, today: date) -> Iterable[Asked]:
    """Only what concerns people of these counties, where the state asks."""
    if scope is None:
        return found.asked
    visible = {
        person
        for person, worker in found.workers.items()
        if any(spoken_of(in_scope(worker, county), today) for county in scope)
    }
    return [
        one
        for one in found.asked
        if one.assignment.whom.county is not None or one.person in visible
    ]


def _by_person(asked: Iterable[Asked]) -> dict[int, list[Asked]]:
    found: dict[int, list[Asked]] = defaultdict(list)
    for one in asked:
        found[one.person].append(one)
    return found


def most_pressing(asked: Sequence[Asked]) -> Progress:
    """Where somebody stands with all of it."""
    return min((one.progress for one in asked), key=_PRESSING.index)


def count_of(people: Iterable[Sequence[Asked]]) -> Count:
    """How many people stand where."""
    states = [most_pressing(asked) for asked in people]
    asked = [state for state in states if state.is_asked]
    return Count(
        len(asked),
        sum(state.is_settled for state in asked),
        asked.count(Progress.OPEN),
        asked.count(Progress.LATE),
        asked.count(Progress.NO_DATE),
    )
