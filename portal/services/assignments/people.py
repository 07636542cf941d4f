"""What assigning rests on of people: where they work, what they do, and what they have."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.assignments import Evidence, Work, Worker
from portal.domain.assignments.evidence import requirement_evidence, training_evidence
from portal.domain.assignments.stretches import known_days
from portal.domain.assignments.things import Met, Thing
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.facts import DecisionKind
from portal.domain.requirements import Rulebook
from portal.models import (
    Affiliation,
    Decision,
    DutyHeld,
    Enrolment,
    Leave,
    Revocation,
    TrainingRecord,
)
from portal.services.places import Counties
from portal.services.readiness import World
from portal.services.rosters.known import recorded_by, stands

AT_ONCE = 10_000
"""People asked about in one statement: fewer than any database has room for."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose facts are wanted: of these people, and of whoever ever worked in these counties."""

    people: frozenset[int] = frozenset()
    counties: Counties = frozenset()
    """None: of everybody who ever worked anywhere, too."""


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = iter(sorted(set(ids)))
    while some := list(islice(ordered, AT_ONCE)):
        yield some


def _of(whose: Whose, column: Any) -> list[ColumnElement[bool]]:
    if whose.counties is None:
        return []
    there = select(Affiliation.person_id).where(Affiliation.county_fips.in_(sorted(whose.counties)))
    if not whose.people:
        return [column.in_(there)]
    named = column.in_(bindparam("ids", expanding=True))
    return [or_(named, column.in_(there)) if whose.counties else named]


def _rows(session: Session, whose: Whose, statement: Any, column: Any) -> list[Any]:
    """The rows of these people; asked in few statements, however many they are."""
    if whose.counties is not None and not whose.counties and not whose.people:
        return []
    limited = statement.where(*_of(whose, column))
    connection = session.connection()
    if whose.counties is None or not whose.people:
        return list(connection.execute(limited).all())
    found: dict[Any, None] = {}
    for ids in _batches(whose.people):
        found |= dict.fromkeys(connection.execute(limited, {"ids": ids}).all())
    return list(found)


def workers(
    session: Session, whose: Whose, known_at: datetime | None = None, *, duties: bool = True
) -> dict[int, Worker]:
    """Where these people work, what they do on the job, and when they are away.

    Three queries. Without `duties`, what they do is left out.
    """
    row, done = Affiliation, DutyHeld
    place = (row.county_fips, row.agency_id, row.team_id)
    work, known_work = _times(session, whose, row, place, Work, known_at)
    held: _Times = {}
    known_held: _Times = {}
    if duties:
        held, known_held = _times(session, whose, done, (done.duty,), _duty, known_at)
    away: dict[int, list[Any]] = defaultdict(list)
    leave = Leave
    statement: Any = select(leave.id, leave.person_id, leave.starts_on, leave.ends_on).where(
        *recorded_by(leave.recorded_at, known_at), stands(leave, known_at)
    )
    for _, person, *days in _rows(session, whose, statement, leave.person_id):
        away[person].append(tuple(days))
    everybody = whose.people | work.keys() | held.keys()
    return {
        person: Worker(
            person,
            tuple(work.get(person, ())),
            tuple(held.get(person, ())),
            tuple(away.get(person, ())),
            Worker(person, tuple(known_work.get(person, ())), tuple(known_held.get(person, ()))),
        )
        for person in everybody
    }


_Times = dict[int, list[Any]]
"""By person."""


def _duty(*held: Any) -> tuple[Any, ...]:
    return held


def _times(
    session: Session,
    whose: Whose,
    table: Any,
    columns: Iterable[Any],
    made: Callable[..., Any],
    known_at: datetime | None,
) -> tuple[_Times, _Times]:
    """The times of these people: as they hold, and as each day knew them. One query."""
    later = aliased(table)
    replaced = later.supersedes_id == table.id
    for condition in recorded_by(later.recorded_at, known_at):
        replaced &= condition
    statement = (
        select(
            table.id,
            table.person_id,
            table.starts_on,
            table.ends_on,
            table.recorded_at,
            later.recorded_at,
            *columns,
        )
        .outerjoin(later, replaced)
        .where(*recorded_by(table.recorded_at, known_at))
    )
    hold: _Times = defaultdict(list)
    known: _Times = defaultdict(list)
    day = cache(civil_date)  # many rows were recorded at once
    for _, person, starts, ends, recorded_at, replaced_at, *what in _rows(
        session, whose, statement, table.person_id
    ):
        replaced_on = None if replaced_at is None else day(replaced_at)
        if replaced_on is None:
            hold[person].append(made(*what, starts, ends))
        known[person].append(made(*what, *known_days(starts, ends, day(recorded_at), replaced_on)))
    return hold, known


def evidence(
    session: Session,
    whose: Whose,
    things: Collection[Thing],
    rulebook: Rulebook,
    catalogue: Catalogue,
    on: date,
    known_at: datetime | None = None,
    *,
    known: Iterable[int],
) -> dict[tuple[int, Thing], Evidence]:
    """What is there on a day of these things, by person; nothing for who has nothing of it.

    `known` are the people themselves. The number of queries is constant.
    """
    met = Met(rulebook, catalogue, on)
    decided = _decided(session, whose, met.requirements_of(things), on, known_at)
    found: dict[tuple[int, Thing], Evidence] = {}
    courses = sorted({thing.course for thing in things if thing.course})
    if courses:
        done, begun = _completed(session, whose, courses, on, known_at)
        for thing in things:
            if not thing.course:
                continue
            slugs = met.met_by(thing.course)
            spared = {person for person, _ in decided} if slugs else set()
            for person in spared | done[thing.course].keys() | begun[thing.course].keys():
                found[person, thing] = training_evidence(
                    done[thing.course].get(person),
                    begun[thing.course].get(person),
                    [decided.get((person, slug), ()) for slug in slugs],
                )
    requirements = [thing for thing in things if thing.requirement]
    if requirements:
        world = World(session, rulebook, catalogue, known_at)
        _judged(found, world, known, requirements, decided, met, on)
    return found


def _judged(
    found: dict[tuple[int, Thing], Evidence],
    world: World,
    people: Iterable[int],
    things: list[Thing],
    decided: Mapping[tuple[int, str], Any],
    met: Met,
    on: date,
) -> None:
    places = {thing: met.place(thing.requirement) for thing in things}
    for ids in _batches(people):
        for person, stretches in world.people(ids).items():
            starts = [one.starts for one in stretches]
            states = [one.states for one in stretches]
            for thing, place in places.items():
                if place is not None:
                    found[person, thing] = requirement_evidence(
                        starts, states, place, decided.get((person, thing.requirement), ()), on
                    )


def _decided(
    session: Session,
    whose: Whose,
    slugs: Collection[str],
    on: date,
    known_at: datetime | None,
) -> dict[tuple[int, str], list[tuple[DecisionKind, date, date]]]:
    """Waivers and extensions in force on the day, by person and requirement."""
    found: dict[tuple[int, str], list[tuple[DecisionKind, date, date]]] = defaultdict(list)
    if not slugs:
        return found
    row = Decision
    statement: Any = select(
        row.id, row.person_id, row.requirement, row.kind, row.starts_on, row.ends_on
    ).where(
        row.requirement.in_(sorted(slugs)),
        row.starts_on <= on,
        row.ends_on >= on,
        *recorded_by(row.recorded_at, known_at),
        stands(row, known_at),
    )
    for _, person, slug, kind, starts, ends in _rows(session, whose, statement, row.person_id):
        found[person, slug].append((kind, starts, ends))
    return found


def _completed(
    session: Session,
    whose: Whose,
    courses: list[str],
    on: date,
    known_at: datetime | None,
) -> tuple[dict[str, dict[int, date]], dict[str, dict[int, date]]]:
    """When these trainings were first completed so that it counts, and which are under way."""
    done: dict[str, dict[int, date]] = defaultdict(dict)
    record = TrainingRecord
    revoked = Revocation.record_id == record.id
    for condition in recorded_by(Revocation.recorded_at, known_at):
        revoked &= condition
    statement: Any = (
        select(record.id, record.person_id, record.course, record.completed_on)
        .outerjoin(Revocation, revoked)
        .where(
            record.course.in_(courses),
            record.completed_on <= on,
            or_(Revocation.revoked_on.is_(None), Revocation.revoked_on > on),
            *recorded_by(record.completed_at, known_at),
        )
    )
    for _, person, course, day in _rows(session, whose, statement, record.person_id):
        done[course][person] = min(day, done[course].get(person, day))
    begun: dict[str, dict[int, date]] = defaultdict(dict)
    row = Enrolment
    over = select(record.id).where(
        record.enrolment_id == row.id, *recorded_by(record.completed_at, known_at)
    )
    statement = select(row.id, row.person_id, row.course, row.started_at).where(
        row.course.in_(courses), ~over.exists(), *recorded_by(row.started_at, known_at)
    )
    for _, person, course, at in _rows(session, whose, statement, row.person_id):
        begun[course][person] = civil_date(at)
    return done, begun
