"""The list of people: searched, filtered and paged, at the same cost for three and for sixty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session

from portal.domain.access import Grant, Permission, counties
from portal.domain.dates import civil_date
from portal.models import (
    Account,
    Affiliation,
    ImportBatch,
    ImportedRow,
    LinkPurpose,
    MailedLink,
    Person,
    PersonProviderType,
)
from portal.models.searched import AsSearched, contains
from portal.services import affiliations, history
from portal.services.affiliations import Line, When, affiliated, begun, not_ended
from portal.services.people import visible_to
from portal.services.places import Counties

PAGE = 50


class Shown(StrEnum):
    """Whether people who have left are listed."""

    NOW = "now"
    FORMER = "former"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to."""

    words: str = ""
    county: str | None = None
    team: int | None = None
    shown: Shown = Shown.NOW


class SignIn(StrEnum):
    """Whether somebody can sign in."""

    ACCOUNT = "account"
    INVITED = "invited"
    EXPIRED = "invitation expired"
    NONE = "not invited"


@dataclass(frozen=True, slots=True)
class AccountState:
    """Whether somebody can sign in, and until when an invitation lets them."""

    sign_in: SignIn
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list."""

    person: Person
    lines: list[Line]
    """Where the person works now or soon; for somebody who has left, where they did."""
    professions: list[str]
    account: AccountState | None
    """None for somebody who has left: that is no longer this county's to see."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list."""

    total: int
    number: int
    pages: int
    rows: list[Listed]


def list_people(
    session: Session, grants: Sequence[Grant], filters: Filters, number: int, at: datetime
) -> Found:
    """The people one may see, by name; `number` counts pages from 1."""
    today = civil_date(at)
    held = counties(grants, Permission.SEE_PEOPLE)
    conditions = [
        visible_to(grants, Permission.SEE_PEOPLE, today),
        _shown(filters, held, today),
        *named(filters.words, held, today),
    ]
    total = session.scalar(select(func.count()).select_from(Person).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 1), pages)
    statement = select(Person).where(*conditions).order_by(AsSearched(Person.called), Person.id)
    people = session.scalars(statement.limit(PAGE).offset((number - 1) * PAGE)).all()
    return Found(total, number, pages, _rows(session, people, held, at))


def _shown(filters: Filters, held: Counties, today: date) -> ColumnElement[bool]:
    where = held if filters.county is None else frozenset({filters.county})
    team = [] if filters.team is None else [Affiliation.team_id == filters.team]
    ever = affiliated(where, *team)
    here = affiliated(where, not_ended(today), *team)
    everywhere = where is None and not team
    if filters.shown is Shown.ALL:
        return true() if everywhere else ever
    if filters.shown is Shown.FORMER:
        return and_(ever, ~here, or_(affiliated(where, begun(), *team), ~_only_on_a_list()))
    return or_(here, ~ever) if everywhere else here


def _only_on_a_list() -> ColumnElement[bool]:
    """A list that was undone had brought the person."""
    return (
        exists()
        .where(
            ImportedRow.person_id == Person.id,
            ImportedRow.is_new,
            ImportedRow.stays == "",
            ImportBatch.id == ImportedRow.batch_id,
            ImportBatch.undone_at.is_not(None),
        )
        .correlate(Person)
    )


def named(words: str, held: Counties, today: date) -> list[ColumnElement[bool]]:
    """Each word is in a name or in the address of the person.

    The address of somebody who left is not searched.
    """

    def matches(word: str) -> ColumnElement[bool]:
        email = contains(Person.email, word)
        if held is not None:
            email = and_(email, affiliated(held, not_ended(today)))
        return or_(contains(Person.legal_name, word), contains(Person.name_used, word), email)

    return [matches(word) for word in words.split()]


def _rows(session: Session, people: Sequence[Person], held: Counties, at: datetime) -> list[Listed]:
    today = civil_date(at)
    ids = [person.id for person in people]
    lines = {
        person_id: [line for line in found if line.superseded_by is None]
        for person_id, found in affiliations.of_people(session, ids, held).items()
    }
    until = {} if held is None else left_on(lines, today)
    professions = history.entries(session, PersonProviderType, ids, until)
    accounts = account_states(session, ids, at)
    return [
        Listed(
            person,
            _present(lines.get(person.id, []), today),
            [
                entry.row.provider_type.label
                for entry in professions[person.id]
                if not entry.superseded and _holds(entry.row, until.get(person.id, today))
            ],
            None if person.id in until else accounts[person.id],
        )
        for person in people
    ]


def left_on(lines: dict[int, list[Line]], today: date) -> dict[int, date]:
    """The last day of everybody whose affiliations, as given, are all over."""
    return {
        person_id: max(day for day in days if day is not None)
        for person_id, held in lines.items()
        if (days := [affiliations.over(line.row, today) for line in held]) and all(days)
    }


def _present(lines: list[Line], today: date) -> list[Line]:
    """Those that are not over; all of them when all are over."""
    return [line for line in lines if line.when(today) in {When.NOW, When.UPCOMING}] or lines


def _holds(row: PersonProviderType, day: date) -> bool:
    return (row.starts_on is None or row.starts_on <= day) and (
        row.ends_on is None or row.ends_on >= day
    )


def account_states(session: Session, ids: Sequence[int], at: datetime) -> dict[int, AccountState]:
    """Whether each of these people can sign in."""
    states = {person_id: AccountState(SignIn.NONE) for person_id in ids}
    invited = session.execute(
        select(MailedLink.person_id, MailedLink.expires_at).where(
            MailedLink.person_id.in_(ids),
            MailedLink.purpose == LinkPurpose.INVITATION,
            MailedLink.used_at.is_(None),
            MailedLink.withdrawn_at.is_(None),
        )
    )
    for person_id, expires_at in invited:
        sign_in = SignIn.INVITED if expires_at > at else SignIn.EXPIRED
        states[person_id] = AccountState(sign_in, expires_at)
    with_account = select(Account.person_id).where(Account.person_id.in_(ids))
    for person_id in session.scalars(with_account):
        states[person_id] = AccountState(SignIn.ACCOUNT)
    return states
