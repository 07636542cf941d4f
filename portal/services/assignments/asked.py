"""The assignments themselves as values: what was asked of whom, and what was said since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session

from portal.domain.assignments import Ask, Item, When, Whom
from portal.domain.assignments import Assignment as Value
from portal.domain.assignments.wording import group_words
from portal.domain.dates import civil_date
from portal.models import (
    Affiliation,
    Agency,
    Assignment,
    AssignmentAsk,
    AssignmentEnd,
    AssignmentItem,
    County,
    Person,
    Team,
)
from portal.services.places import Counties
from portal.services.rosters.known import recorded_by

Asks = Mapping[int, Mapping[int, Mapping[int, Ask]]]
"""What was said last: by assignment, person, and the number of the item."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Some assignments, and what was said about people."""

    assignments: tuple[Value, ...]
    """In the order they were made."""
    asks: Asks


def asking(
    session: Session,
    on: date,
    *,
    people: Iterable[int] | None = None,
    counties: Counties = None,
    numbers: Iterable[int] | None = None,
    known_at: datetime | None = None,
) -> Asking:
    """The assignments that were made by a day, as known at a moment (None: now).

    People: only those that name one of these or have a rule that may reach them, and only what was
    said about them. Counties: only theirs, and those of the state. Numbers: only these. The
    number of queries is constant.
    """
    given: dict[str, Iterable[Any] | None] = {
        "people": people,
        "counties": counties,
        "numbers": numbers,
    }
    asked: dict[str, Any] = {
        name: sorted(set(values)) for name, values in given.items() if values is not None
    }
    if asked.get("people") == []:
        return Asking((), {})
    statements = _statements(frozenset(asked), then=known_at is not None)
    if known_at is not None:
        asked["known_at"] = known_at
    made = _assignments(session, statements, asked)
    shown = tuple(each for each in made if each.made_on <= on)
    return Asking(shown, _asks(session, statements, asked, on) if shown else {})


class _Statements(NamedTuple):
    """What is asked for. Built once: that takes longer than asking."""

    assignments: Any
    items: Any
    asks: Any


@lru_cache(maxsize=16)
def _statements(by: frozenset[str], *, then: bool) -> _Statements:
    """`by`: what the assignments are asked for by."""
    known_at: Any = bindparam("known_at") if then else None
    conditions: list[ColumnElement[bool]] = list(recorded_by(Assignment.recorded_at, known_at))
    if "counties" in by:
        conditions.append(within(_some("counties")))
    if "numbers" in by:
        conditions.append(Assignment.id.in_(_some("numbers")))
    if "people" in by:
        conditions.append(_may_reach())
    these = select(Assignment.id).where(*conditions)
    items = (
        select(
            AssignmentItem.assignment_id,
            AssignmentItem.number,
            AssignmentItem.course,
            AssignmentItem.requirement,
        )
        .where(AssignmentItem.assignment_id.in_(these))
        .order_by(AssignmentItem.assignment_id, AssignmentItem.number)
    )
    ask = AssignmentAsk
    asks = (
        select(
            ask.assignment_id,
            ask.person_id,
            ask.item,
            ask.act,
            ask.recorded_at,
            ask.due_on,
            ask.reason,
        )
        .where(ask.assignment_id.in_(these), *recorded_by(ask.recorded_at, known_at))
        .order_by(ask.id)
    )
    if "people" in by:
        asks = asks.where(ask.person_id.in_(_some("people")))
    return _Statements(_made(conditions, known_at), items, asks)


def _some(name: str) -> Any:
    return bindparam(name, expanding=True)


def within(counties: Any) -> ColumnElement[bool]:
    """The assignment is of one of these counties, or of the state."""
    return or_(Assignment.county_fips.is_(None), Assignment.county_fips.in_(counties))


def _may_reach() -> ColumnElement[bool]:
    ids = _some("people")
    named = select(AssignmentAsk.assignment_id).where(AssignmentAsk.person_id.in_(ids))
    there = select(Affiliation.county_fips).where(Affiliation.person_id.in_(ids))
    rule = Assignment.newcomers & or_(
        Assignment.county_fips.is_(None), Assignment.county_fips.in_(there)
    )
    return or_(Assignment.id.in_(named), rule)


def _made(conditions: list[ColumnElement[bool]], known_at: Any) -> Any:
    ended = AssignmentEnd.assignment_id == Assignment.id
    for condition in recorded_by(AssignmentEnd.recorded_at, known_at):
        ended &= condition
    return (
        select(
            Assignment,
            AssignmentEnd.recorded_at,
            Person.called,
            County.name,
            Team.name,
            Agency.name,
        )
        .outerjoin(AssignmentEnd, ended)
        .outerjoin(Person, Person.id == Assignment.recorded_by_id)
        .outerjoin(County, County.fips == Assignment.county_fips)
        .outerjoin(Team, Team.id == Assignment.team_id)
        .outerjoin(Agency, Agency.id == Assignment.agency_id)
        .where(*conditions)
        .order_by(Assignment.id)
    )


def _assignments(session: Session, statements: _Statements, given: dict[str, Any]) -> list[Value]:
    rows = session.execute(statements.assignments, given).all()
    items: dict[int, list[Item]] = defaultdict(list)
    if rows:
        for row in session.execute(statements.items, given):
            items[row.assignment_id].append(Item(row.number, row.course, row.requirement))
    return [
        _value(row, ended_at, called or "", items[row.id], county, team or agency)
        for row, ended_at, called, county, team, agency in rows
    ]


def _value(
    row: Assignment,
    ended_at: datetime | None,
    by: str,
    items: list[Item],
    county: str | None,
    called: str | None,
) -> Value:
    whom = Whom(row.reach, row.county_fips, row.team_id, row.agency_id, row.duty)
    return Value(
        row.id,
        whom,
        When(row.basis, row.due_on, row.count, row.unit, row.counted_duty),
        tuple(items),
        civil_date(row.recorded_at),
        by,
        group_words(whom, county, called or ""),
        row.newcomers,
        None if ended_at is None else civil_date(ended_at),
        row.note,
    )


def _asks(session: Session, statements: _Statements, given: dict[str, Any], on: date) -> Asks:
    found: dict[int, dict[int, dict[int, Ask]]] = defaultdict(lambda: defaultdict(dict))
    days: dict[Any, date] = {}
    for number, person, item, act, recorded_at, due_on, reason in session.execute(
        statements.asks, given
    ):
        day = days.get(recorded_at)
        if day is None:
            day = days[recorded_at] = civil_date(recorded_at)
        if day <= on:
            found[number][person][item] = Ask(act, day, due_on, reason)
    return found


def last_said(
    session: Session, number: int, people: Iterable[int]
) -> dict[tuple[int, int], AssignmentAsk]:
    """What an assignment said last about these people, by person and the number of the item."""
    statement = (
        select(AssignmentAsk)
        .where(
            AssignmentAsk.assignment_id == number, AssignmentAsk.person_id.in_(sorted(set(people)))
        )
        .order_by(AssignmentAsk.id)
    )
    return {(row.person_id, row.item): row for row in session.scalars(statement)}
