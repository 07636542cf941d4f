"""What the rows of a list are compared with: the people of the county, and what is recorded.

A fixed number of queries, however long the list is and however many people the county has.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain.dates import civil_date
from portal.domain.imports.facts import Entry
from portal.domain.imports.identities import Directory, Known
from portal.domain.imports.people import Held, Work
from portal.domain.people import ProviderType
from portal.models import (
    Account,
    Affiliation,
    Agency,
    County,
    Credential,
    ImportBatch,
    ImportedRow,
    OutsideTraining,
    Person,
    PersonProviderType,
    Team,
)
from portal.services import confirmations
from portal.services.affiliations import over, stands, withdrawn
from portal.services.history import not_superseded

_FACTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "trainings": (
        OutsideTraining,
        ("title", "provider", "subject", "completed_on", "ce_minutes", "evidence_id"),
    ),
    "credentials": (
        Credential,
        (
            "title",
            "issuer",
            "number",
            "provider_type",
            "starts_on",
            "expires_on",
            "first_licensed_on",
        ),
    ),
}


@dataclass(slots=True)
class _Somebody:
    """A person while their affiliations are gathered."""

    row: Any
    lines: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Here:
    """A county with its teams, the agencies, and everybody who ever worked there."""

    fips: str
    name: str
    agencies: dict[int, str]
    teams: dict[int, str]
    agency_of: dict[int, int]
    people: dict[int, _Somebody]
    today: date


def county(session: Session, fips: str, at: datetime) -> Here:
    """Load it."""
    name = session.get_one(County, fips).name
    agencies = {row.id: row.name for row in session.execute(select(Agency.id, Agency.name))}
    teams = select(Team.id, Team.name, Team.agency_id).where(Team.county_fips == fips)
    rows = session.execute(teams).all()
    found = Here(
        fips,
        name,
        agencies,
        {row.id: row.name for row in rows},
        {row.id: row.agency_id for row in rows},
        {},
        civil_date(at),
    )
    for row in session.execute(_WORKED.where(Affiliation.county_fips == fips, stands())):
        found.people.setdefault(row.person_id, _Somebody(row)).lines.append(row)
    return found


_WORKED = (
    select(
        Affiliation.person_id,
        Affiliation.id,
        Affiliation.agency_id,
        Affiliation.team_id,
        Affiliation.position,
        Affiliation.starts_on,
        Affiliation.ends_on,
        Affiliation.recorded_at,
        Person.legal_name,
        Person.called.label("called"),
        Person.email,
        Account.email.label("sign_in"),
    )
    .join(Person, Person.id == Affiliation.person_id)
    .outerjoin(Account, Account.person_id == Affiliation.person_id)
    .order_by(Affiliation.id)
)


def work(session: Session, of: Here) -> Work:
    """Where the county's people work, and what they are."""
    places = {
        number: [
            Held(line.agency_id, line.team_id, line.position, line.starts_on, line.id)
            for line in one.lines
            if over(line, of.today) is None and not withdrawn(line)
        ]
        for number, one in of.people.items()
    }
    professions: dict[int, set[ProviderType]] = defaultdict(set)
    table = PersonProviderType
    statement = select(table.person_id, table.provider_type, table.starts_on, table.ends_on).where(
        table.person_id.in_(_everybody(of.fips)), not_superseded(table)
    )
    for person, kind, starts_on, ends_on in session.execute(statement):
        if not (starts_on and ends_on and ends_on < starts_on):
            professions[person].add(kind)
    held = {person: frozenset(kinds) for person, kinds in professions.items()}
    return Work(places, held, of.agencies, of.teams, of.agency_of)


def _everybody(fips: str) -> Any:
    """Who ever worked in the county."""
    return select(Affiliation.person_id).where(Affiliation.county_fips == fips)


def entries(session: Session, of: Here, kind: str, reader: int) -> list[Entry]:
    """The trainings or credentials of the county's people that hold.

    Nobody confirms what they have said themself.
    """
    table, names = _FACTS[kind]
    if kind == "trainings":
        return _trainings(session, of, names, reader)
    statement = select(table.id, table.person_id, *(getattr(table, name) for name in names)).where(
        table.person_id.in_(_everybody(of.fips)), not_superseded(table)
    )
    return [
        Entry(row.id, row.person_id, {name: getattr(row, name) for name in names})
        for row in session.execute(statement)
        if not _ends_first(row)
    ]


def _trainings(session: Session, of: Here, names: tuple[str, ...], reader: int) -> list[Entry]:
    statement = select(OutsideTraining).where(
        OutsideTraining.person_id.in_(_everybody(of.fips)),
        not_superseded(OutsideTraining),
        OutsideTraining.withdrawn.is_(False),
    )
    return [
        Entry(
            row.id,
            row.person_id,
            {name: getattr(row, name) for name in names},
            confirmations.is_own(row) and row.person_id != reader,
        )
        for row in session.scalars(statement)
    ]


def _ends_first(row: Any) -> bool:
    return bool(row.starts_on and row.expires_on and row.expires_on < row.starts_on)


def directory(
    session: Session, of: Here, emails: Collection[str], *, sees_all: bool, adds_people: bool
) -> Directory:
    """Whom rows with these addresses can be about, for somebody who sees the county, or all."""
    undone = _undone(session, of)
    people: dict[int, Known] = {}
    for number, one in of.people.items():
        left = [day for line in one.lines if (day := over(line, of.today))]
        gone = max(left) if len(left) == len(one.lines) else None
        if gone is not None and number not in undone and not adds_people:
            continue  # what they did meanwhile is the business of others
        people[number] = Known(
            number,
            one.row.called,
            one.row.legal_name,
            one.row.email.casefold(),
            _where(of, one),
            one.row.sign_in or "",
            None if gone is None or sees_all or number in undone else gone,
            gone is not None and number in undone,
        )
    known = {email for one in people.values() for email in (one.email, one.sign_in)}
    known -= {email for one in people.values() if one.left_on for email in (one.email, one.sign_in)}
    asked = sorted(set(emails) - known)
    if not adds_people:
        people = {number: one for number, one in people.items() if not one.taken_back}
    if not asked:
        return Directory(of.name, people)
    if sees_all and adds_people:
        return Directory(of.name, people | _elsewhere(session, asked))
    return Directory(of.name, people, _known_addresses(session, asked))


def _where(of: Here, one: _Somebody) -> str:
    """Where they work in the county."""
    lines = [line for line in one.lines if over(line, of.today) is None]
    names = (of.teams.get(line.team_id) or of.agencies[line.agency_id] for line in lines)
    return ", ".join(dict.fromkeys(names))


def _undone(session: Session, of: Here) -> set[int]:
    """Who is known only by lists of this county that were undone."""
    came = (
        select(ImportedRow.person_id)
        .join(ImportBatch)
        .where(
            ImportBatch.county_fips == of.fips,
            ImportBatch.undone_at.is_not(None),
            ImportedRow.is_new,
            ImportedRow.stays == "",
        )
    )
    found = set(session.scalars(came))
    if not found:
        return found
    held = select(Affiliation.person_id, Affiliation.starts_on, Affiliation.ends_on).where(
        Affiliation.person_id.in_(came), stands()
    )
    rows: Iterable[Any] = session.execute(held)
    works = {row.person_id for row in rows if not withdrawn(row)}
    sign_in = session.scalars(select(Account.person_id).where(Account.person_id.in_(came)))
    return found - works - set(sign_in)


def _has(column: InstrumentedAttribute[str], emails: Iterable[str]) -> ColumnElement[bool]:
    return func.lower(column).in_(emails)


def _known_addresses(session: Session, emails: Collection[str]) -> frozenset[str]:
    """Which of these addresses somebody has."""
    statement = union(
        select(func.lower(Person.email)).where(_has(Person.email, emails)),
        select(Account.email).where(Account.email.in_(emails)),
    )
    return frozenset(session.scalars(statement))


def _elsewhere(session: Session, emails: Collection[str]) -> dict[int, Known]:
    """Everybody with one of these addresses, and in which counties they work."""
    statement = (
        select(Person, Account.email, County.name)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(Affiliation, (Affiliation.person_id == Person.id) & stands())
        .outerjoin(County, County.fips == Affiliation.county_fips)
        .where(or_(_has(Person.email, emails), Account.email.in_(emails)))
        .order_by(Person.id)
    )
    found: dict[int, tuple[Person, str | None, dict[str, None]]] = {}
    for person, sign_in, name in session.execute(statement):
        entry = found.setdefault(person.id, (person, sign_in, {}))
        if name:
            entry[2][f"{name} County"] = None
    return {
        number: Known(
            number,
            person.called,
            person.legal_name,
            person.email.casefold(),
            ", ".join(counties),
            sign_in or "",
        )
        for number, (person, sign_in, counties) in found.items()
    }
