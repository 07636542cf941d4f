"""Who is signed in, and in which browsers."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from portal.domain.access import Grant
from portal.domain.accounts import SESSION_LIFE
from portal.models import Account, Person, RoleGrant, SignInSession


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in with this request; has the four members that Flask-Login asks for."""

    session_id: str
    account_id: int
    person_id: int
    name: str
    grants: tuple[Grant, ...]

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the signed cookie holds."""
        return self.session_id


@dataclass(frozen=True, slots=True)
class TrialAccount:
    """Somebody of the sample world that a developer can sign in as."""

    label: str
    email: str
    password: str


_SIGNED_IN = (
    select(
        Account.id,
        Account.person_id,
        Person.called,
        RoleGrant.role,
        RoleGrant.county_fips,
    )
    .select_from(SignInSession)
    .join(Account, Account.id == SignInSession.account_id)
    .join(Person, Person.id == Account.person_id)
    .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.ended_at.is_(None))
    .where(
        SignInSession.id == bindparam("session_id"),
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > bindparam("at"),
        Person.merged_into_id.is_(None),  # the other account is the one that is kept
    )
)


def signed_in(session: Session, session_id: str, at: datetime) -> SignedIn | None:
    """The person behind a session that is neither ended nor expired."""
    rows = session.execute(_SIGNED_IN, {"session_id": session_id, "at": at}).all()
    if not rows:
        return None
    account_id, person_id, called, _, _ = rows[0]
    grants = tuple(Grant(row.role, row.county_fips) for row in rows if row.role is not None)
    return SignedIn(session_id, account_id, person_id, called, grants)


def start_session(session: Session, account: Account, browser: str, at: datetime) -> str:
    """Sign a browser in; returns the id for its cookie."""
    row = SignInSession(
        id=secrets.token_urlsafe(24),
        account_id=account.id,
        started_at=at,
        expires_at=at + SESSION_LIFE,
        browser=browser[:200],
    )
    session.add(row)
    session.flush()
    return row.id


def end_session(session: Session, session_id: str, account_id: int, at: datetime) -> None:
    """Sign one browser of this account out."""
    session.execute(
        update(SignInSession)
        .where(
            SignInSession.id == session_id,
            SignInSession.account_id == account_id,
            SignInSession.ended_at.is_(None),
        )
        .values(ended_at=at)
    )


def sign_out_everywhere(
    session: Session, account_id: int, at: datetime, *, but: str | None = None
) -> None:
    """End every session of the account, except the one named."""
    session.execute(
        update(SignInSession)
        .where(
            SignInSession.account_id == account_id,
            SignInSession.ended_at.is_(None),
            SignInSession.id != (but or ""),
        )
        .values(ended_at=at)
    )


def open_sessions(session: Session, account_id: int, at: datetime) -> list[SignInSession]:
    """Where the account is signed in now, newest first."""
    return list(
        session.scalars(
            select(SignInSession)
            .where(
                SignInSession.account_id == account_id,
                SignInSession.ended_at.is_(None),
                SignInSession.expires_at > at,
            )
            .order_by(SignInSession.started_at.desc())
        )
    )
