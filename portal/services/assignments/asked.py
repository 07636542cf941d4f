"""The assignments themselves as values: what was asked of whom, and what was said since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
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
    ids = None if people is None else sorted(set(people))
    conditions: list[ColumnElement[bool]] = list(recorded_by(Assignment.recorded_at, known_at))
    if counties is not None:
        conditions.append(within(counties))
    if numbers is not None:
        conditions.append(Assignment.id.in_(sorted(set(numbers))))
    if ids is not None:
        conditions.append(_may_reach(ids))
    made = _assignments(session, conditions, known_at)
    shown = tuple(each for each in made if each.made_on <= on)
    return Asking(shown, _asks(session, conditions, ids, on, known_at) if shown else {})


def within(counties: frozenset[str]) -> ColumnElement[bool]:
    """The assignment is of one of these counties, or of the state."""
    return or_(Assignment.county_fips.is_(None), Assignment.county_fips.in_(sorted(counties)))


def _may_reach(ids: list[int]) -> ColumnElement[bool]:
    if not ids:
        return false()
    named = select(AssignmentAsk.assignment_id).where(AssignmentAsk.person_id.in_(ids))
    there = select(Affiliation.county_fips).where(Affiliation.person_id.in_(ids))
    rule = Assignment.newcomers & or_(
        Assignment.county_fips.is_(None), Assignment.county_fips.in_(there)
    )
    return or_(Assignment.id.in_(named), rule)


def _assignments(
    session: Session, conditions: list[ColumnElement[bool]], known_at: datetime | None
) -> list[Value]:
    ended = AssignmentEnd.assignment_id == Assignment.id
    for condition in recorded_by(AssignmentEnd.recorded_at, known_at):
        ended &= condition
    rows = session.execute(
        select(
            Assignment,
            AssignmentEnd.recorded_at,
            Person.legal_name,
            Person.name_used,
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
    ).all()
    items: dict[int, list[Item]] = defaultdict(list)
    if rows:
        of_these = AssignmentItem.assignment_id.in_(select(Assignment.id).where(*conditions))
        for row in session.execute(
            select(
                AssignmentItem.assignment_id,
                AssignmentItem.number,
                AssignmentItem.course,
                AssignmentItem.requirement,
            )
            .where(of_these)
            .order_by(AssignmentItem.assignment_id, AssignmentItem.number)
        ):
            items[row.assignment_id].append(Item(row.number, row.course, row.requirement))
    return [
        _value(row, ended_at, name_used or legal_name or "", items[row.id], county, team or agency)
        for row, ended_at, legal_name, name_used, county, team, agency in rows
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


def _asks(
    session: Session,
    conditions: list[ColumnElement[bool]],
    ids: list[int] | None,
    on: date,
    known_at: datetime | None,
) -> Asks:
    ask = AssignmentAsk
    statement = (
        select(
            ask.assignment_id,
            ask.person_id,
            ask.item,
            ask.act,
            ask.recorded_at,
            ask.due_on,
            ask.reason,
        )
        .where(
            ask.assignment_id.in_(select(Assignment.id).where(*conditions)),
            *recorded_by(ask.recorded_at, known_at),
        )
        .order_by(ask.id)
    )
    if ids is not None:
        statement = statement.where(ask.person_id.in_(ids))
    found: dict[int, dict[int, dict[int, Ask]]] = defaultdict(lambda: defaultdict(dict))
    days: dict[Any, date] = {}
    for number, person, item, act, recorded_at, due_on, reason in session.execute(statement):
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
