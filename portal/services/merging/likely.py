"""Who may be the same person as somebody: pointed out with a reason, never taken for it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.access import Grant, Permission, counties
from portal.domain.imports.names import close
from portal.models import Credential, Person
from portal.services.affiliations import not_ended, people_of
from portal.services.history import not_superseded
from portal.services.people import lowered, same_text, visible_to

MOST = 50


@dataclass(frozen=True, slots=True)
class Likely:
    """Somebody, and why they may be the same."""

    person: Person
    reasons: tuple[str, ...]


def likely(session: Session, person: Person, grants: Iterable[Grant], today: date) -> list[Likely]:
    """Those among the people whom somebody manages, with the most reasons first."""
    numbers = _numbers(session, person.id)
    ways: list[ColumnElement[bool]] = [
        same_text(Person.legal_name, person.legal_name),
        *_near_names(person),
    ]
    box = _box(person.email)
    if box:
        ways.append(func.lower(Person.email).startswith(f"{box}@", autoescape=True))
        ways.append(same_text(Person.email, person.email))
    if numbers:
        held = select(Credential.person_id).where(Credential.number.in_(numbers))
        ways.append(Person.id.in_(held))
    statement = (
        select(Person)
        .where(
            or_(*ways),
            Person.id != person.id,
            visible_to(list(grants), Permission.MANAGE_PEOPLE, today),
        )
        .order_by(Person.id)
        .limit(MOST)
    )
    found = session.scalars(statement).all()
    shared = _sharing(session, [one.id for one in found], numbers)
    told = [Likely(one, _reasons(person, one, one.id in shared)) for one in found]
    return sorted((one for one in told if one.reasons), key=lambda one: -len(one.reasons))


def _near_names(person: Person) -> list[ColumnElement[bool]]:
    """The same first letters and the same last word: the rest is looked at more closely."""
    ways: list[ColumnElement[bool]] = []
    for name in {person.legal_name, person.name_used} - {""}:
        words = name.split()
        if len(words) > 1:
            for column in (Person.legal_name, Person.name_used):
                lower = func.lower(column)
                first = or_(
                    *(lower.startswith(one, autoescape=True) for one in lowered(words[0][:3]))
                )
                last = or_(*(lower.endswith(one, autoescape=True) for one in lowered(words[-1])))
                ways.append(and_(first, last))
    return ways


def _reasons(one: Person, other: Person, shares_number: bool) -> tuple[str, ...]:
    found = []
    if one.legal_name.casefold() == other.legal_name.casefold():
        found.append("the same legal name")
    elif any(
        close(mine, theirs)
        for mine in (one.legal_name, one.name_used)
        for theirs in (other.legal_name, other.name_used)
        if mine and theirs
    ):
        found.append("nearly the same name")
    if shares_number:
        found.append("the same credential number")
    if one.email and one.email.casefold() == other.email.casefold():
        found.append("the same e-mail address")
    elif _box(one.email) and _box(one.email) == _box(other.email):
        found.append("nearly the same e-mail address")
    return tuple(found)


def _box(email: str) -> str:
    """What stands before the @, without an addition; empty for a shared box, such as “info”."""
    box = email.partition("@")[0].casefold().partition("+")[0]
    return box if len(box) > 4 and re.search(r"[^a-z]|.{7}", box) else ""


def _numbers(session: Session, person_id: int) -> set[str]:
    statement = select(Credential.number).where(
        Credential.person_id == person_id, not_superseded(Credential)
    )
    return {number for number in session.scalars(statement) if len(number) > 3}


def _sharing(session: Session, ids: list[int], numbers: set[str]) -> set[int]:
    if not (ids and numbers):
        return set()
    statement = select(Credential.person_id).where(
        Credential.person_id.in_(ids), Credential.number.in_(numbers), not_superseded(Credential)
    )
    return set(session.scalars(statement))


Pair = tuple[Person, Person, str]
"""Two people, and what they share."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A page of pairs that may each be one person."""

    total: int
    number: int
    pages: int
    rows: list[Pair]


def likely_pairs(session: Session, grants: Iterable[Grant], today: date, number: int = 1) -> Pairs:
    """Two at a time with the same legal name or credential number, both of whom somebody manages.

    `number` counts pages from 1.
    """
    found = _pairs(session, list(grants), today)
    pages = max(1, -(-len(found) // MOST))
    number = min(max(number, 1), pages)
    shown = list(found.items())[(number - 1) * MOST : number * MOST]
    ids = {each for pair, _ in shown for each in pair}
    people = {row.id: row for row in session.scalars(select(Person).where(Person.id.in_(ids)))}
    rows = [(people[one], people[other], why) for (one, other), why in shown]
    return Pairs(len(found), number, pages, rows)


def how_many_pairs(session: Session, grants: Iterable[Grant], today: date) -> int:
    """How many such pairs there are."""
    return len(_pairs(session, list(grants), today))


def _managed(grants: list[Grant], today: date) -> Select[int]:
    held = counties(grants, Permission.MANAGE_PEOPLE)
    if held is None:
        return select(Person.id).where(Person.merged_into_id.is_(None))
    return people_of(held, not_ended(today))


def _pairs(session: Session, grants: list[Grant], today: date) -> dict[tuple[int, int], str]:
    """The numbers of all pairs, and what each shares."""
    visible = _managed(grants, today)
    # Both databases work out once what is asked for twice, and look it up: comparing each of a
    # state's people with every other takes minutes.
    names = (
        select(Person.id, func.lower(Person.legal_name).label("name"))
        .where(Person.id.in_(visible))
        .cte("names")
    )
    first, second = names.alias("first"), names.alias("second")
    by_name = (
        select(first.c.id, second.c.id)
        .join(second, and_(second.c.name == first.c.name, second.c.id > first.c.id))
        .order_by(first.c.name, first.c.id, second.c.id)
    )
    numbers = (
        select(Credential.person_id.label("id"), Credential.number)
        .where(func.length(Credential.number) > 3, Credential.person_id.in_(visible))
        .cte("numbers")
    )
    one, other = numbers.alias("one"), numbers.alias("other")
    by_number = (
        select(one.c.id, other.c.id)
        .join(other, and_(other.c.number == one.c.number, other.c.id > one.c.id))
        .order_by(one.c.id, other.c.id)
    )
    found = dict.fromkeys(
        ((mine, theirs) for mine, theirs in session.execute(by_number)),
        "the same credential number",
    )
    for mine, theirs in session.execute(by_name):
        more = " and credential number" if (mine, theirs) in found else ""
        found[mine, theirs] = f"the same legal name{more}"
    return found
