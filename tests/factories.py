"""One small function per kind of row. Each adds it, flushes, and returns it; none commits.

ana = factories.person(session, "Ana Flores")
factories.affiliation(session, ana, FRESNO, starts_on=date(2026, 1, 5))
factories.grant(session, ana, Role.TRAINER, FRESNO)
sign_in(app, client, factories.account(session, ana))
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.access import Role
from portal.domain.people import ProviderType
from portal.models import (
    Account,
    Affiliation,
    Agency,
    Credential,
    LinkPurpose,
    MailedLink,
    Person,
    PersonProviderType,
    RoleGrant,
    Team,
)
from portal.services.accounts import hash_password

ALAMEDA, FRESNO, KERN = "06001", "06019", "06029"
AT = datetime(2026, 1, 15, 18, tzinfo=UTC)
"""When the rows were recorded, unless a test says otherwise."""
PASSWORD = "four calm little words"

_numbers = count(1)
Row = TypeVar("Row")


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD, "nobody@example.org")  # slow on purpose, so only once


def _add(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def person(
    session: Session,
    legal_name: str = "",
    *,
    name_used: str = "",
    email: str | None = None,
    phone: str = "",
    at: datetime = AT,
    by: Person | None = None,
) -> Person:
    """Somebody, with an address of their own unless `email` is given (empty: none)."""
    number = next(_numbers)
    return _add(
        session,
        Person(
            legal_name=legal_name or f"Person {number}",
            name_used=name_used,
            email=f"person{number}@example.org" if email is None else email,
            phone=phone,
            recorded_at=at,
            recorded_by_id=by.id if by else None,
        ),
    )


def account(session: Session, person: Person) -> Account:
    """How the person signs in: with their address and PASSWORD."""
    return _add(
        session,
        Account(
            person_id=person.id,
            email=person.email.casefold(),
            password_hash=_password_hash(),
            created_at=AT,
            password_set_at=AT,
        ),
    )


def grant(
    session: Session,
    person: Person,
    role: Role,
    county: str | None = None,
    *,
    ended_at: datetime | None = None,
) -> RoleGrant:
    """A role, for a county or for the state."""
    return _add(
        session,
        RoleGrant(
            person_id=person.id,
            role=role,
            county_fips=county,
            ended_at=ended_at,
            recorded_at=AT,
            recorded_by_id=None,
        ),
    )


def agency(session: Session, name: str = "Valley Crisis Services") -> Agency:
    """The agency of this name, made when there is none."""
    known = session.scalar(select(Agency).where(Agency.name == name))
    return known or _add(session, Agency(name=name, recorded_at=AT, recorded_by_id=None))


def team(
    session: Session, name: str = "", county: str = FRESNO, *, of: Agency | None = None
) -> Team:
    """A team in a county."""
    return _add(
        session,
        Team(
            name=name or f"Team {next(_numbers)}",
            county_fips=county,
            agency_id=(of or agency(session)).id,
            recorded_at=AT,
            recorded_by_id=None,
        ),
    )


def affiliation(
    session: Session,
    person: Person,
    county: str = FRESNO,
    *,
    team: Team | None = None,
    of: Agency | None = None,
    position: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    supersedes: Affiliation | None = None,
    at: datetime = AT,
) -> Affiliation:
    """The person works in a county, since always unless `starts_on` is given."""
    return _add(
        session,
        Affiliation(
            person_id=person.id,
            county_fips=county,
            agency_id=team.agency_id if team else (of or agency(session)).id,
            team_id=team.id if team else None,
            position=position,
            starts_on=starts_on,
            ends_on=ends_on,
            supersedes_id=supersedes.id if supersedes else None,
            recorded_at=at,
            recorded_by_id=None,
        ),
    )


def profession(
    session: Session,
    person: Person,
    provider_type: ProviderType = ProviderType.LCSW,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> PersonProviderType:
    """What the person is by profession."""
    return _add(
        session,
        PersonProviderType(
            person_id=person.id,
            provider_type=provider_type,
            starts_on=starts_on,
            ends_on=ends_on,
            supersedes_id=None,
            recorded_at=AT,
            recorded_by_id=None,
        ),
    )


def credential(
    session: Session,
    person: Person,
    title: str = "Licensed clinical social worker",
    *,
    number: str = "LCS 12345",
    expires_on: date | None = None,
    supersedes: Credential | None = None,
) -> Credential:
    """A licence."""
    return _add(
        session,
        Credential(
            person_id=person.id,
            title=title,
            issuer="Board of Behavioral Sciences",
            number=number,
            expires_on=expires_on,
            supersedes_id=supersedes.id if supersedes else None,
            recorded_at=AT,
            recorded_by_id=None,
        ),
    )


def invitation(
    session: Session, person: Person, *, expires_at: datetime | None = None
) -> MailedLink:
    """An invitation that was sent; good for two weeks from AT unless `expires_at` is given."""
    return _add(
        session,
        MailedLink(
            purpose=LinkPurpose.INVITATION,
            person_id=person.id,
            email=person.email.casefold(),
            expires_at=expires_at or AT + timedelta(days=14),
            recorded_at=AT,
            recorded_by_id=None,
        ),
    )
