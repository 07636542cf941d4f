"""Invitations, passwords, sessions and lockout."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from portal.domain.access import Grant
from portal.domain.accounts import (
    FAILURE_WINDOW,
    INVITATION_LIFE,
    RESET_LIFE,
    SESSION_LIFE,
    check_password,
    locked_until,
    normal_email,
)
from portal.domain.errors import Conflict, Expired, Invalid, NotFound
from portal.models import (
    Account,
    LinkPurpose,
    MailedLink,
    Person,
    RoleGrant,
    SignInFailure,
    SignInSession,
)
from portal.services import audit

_hasher = PasswordHasher()  # argon2id with the parameters of RFC 9106's second choice
_NOBODY = _hasher.hash(secrets.token_hex(16))
"""Verified when there is no account, so that the answer takes as long."""


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
        Person.legal_name,
        Person.name_used,
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
    )
)


def signed_in(session: Session, session_id: str, at: datetime) -> SignedIn | None:
    """The person behind a session that is neither ended nor expired."""
    rows = session.execute(_SIGNED_IN, {"session_id": session_id, "at": at}).all()
    if not rows:
        return None
    account_id, person_id, legal_name, name_used, _, _ = rows[0]
    grants = tuple(Grant(row.role, row.county_fips) for row in rows if row.role is not None)
    return SignedIn(session_id, account_id, person_id, name_used or legal_name, grants)


# Links that are mailed


def _signer(secret: str, purpose: LinkPurpose) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"mailed-link:{purpose}")


def link_token(secret: str, link: MailedLink) -> str:
    """What stands in the address of a mailed link."""
    return str(_signer(secret, link.purpose).dumps(link.id))


def issue_link(
    session: Session,
    purpose: LinkPurpose,
    person: Person,
    email: str,
    *,
    by: int | None,
    at: datetime,
) -> MailedLink:
    """A new link; earlier unused ones of the same purpose stop working."""
    life = INVITATION_LIFE if purpose is LinkPurpose.INVITATION else RESET_LIFE
    session.execute(
        update(MailedLink)
        .where(
            MailedLink.person_id == person.id,
            MailedLink.purpose == purpose,
            MailedLink.used_at.is_(None),
            MailedLink.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=at)
    )
    link = MailedLink(
        purpose=purpose,
        person_id=person.id,
        email=normal_email(email),
        expires_at=at + life,
        recorded_at=at,
        recorded_by_id=by,
    )
    session.add(link)
    session.flush()
    return link


def open_link(
    session: Session, secret: str, purpose: LinkPurpose, token: str, at: datetime
) -> MailedLink:
    """The link behind an address, if it still works.

    Raises NotFound for a made-up address and Expired, with the reason, for one that has had its
    day.
    """
    try:
        link_id = _signer(secret, purpose).loads(token)
    except BadSignature:
        message = "This link is not complete. Open it from the mail again, or copy all of it."
        raise NotFound(message) from None
    link = session.get(MailedLink, link_id, with_for_update=True)
    if link is None:
        message = "This link is not known here. Ask for a new one."
        raise NotFound(message)
    if link.used_at is not None:
        message = "This link has been used. Sign in with the password that was set then."
        raise Expired(message)
    if link.withdrawn_at is not None:
        message = "A newer mail has replaced this link. Open the newest one."
        raise Expired(message)
    if link.expires_at <= at:
        message = "This link is too old. Ask for a new one."
        raise Expired(message)
    return link


# Accounts


def invite(session: Session, person: Person, *, by: int | None, at: datetime) -> MailedLink:
    """An invitation for a person who has an address and no account yet."""
    email = normal_email(person.email)
    if not email:
        message = "Add an e-mail address first; the invitation goes there."
        raise Invalid(message, "email")
    taken = session.scalar(select(Account).where(Account.email == email))
    if taken is not None and taken.person_id == person.id:
        message = f"{person.legal_name} has an account already."
        raise Conflict(message)
    if taken is not None:
        message = "Somebody else signs in with this address. Give each person an address of theirs."
        raise Conflict(message)
    if session.scalar(select(Account.id).where(Account.person_id == person.id)):
        message = f"{person.legal_name} has an account already."
        raise Conflict(message)
    audit.note(session, "invited", person_id=person.id, by=by, at=at, email=email)
    return issue_link(session, LinkPurpose.INVITATION, person, email, by=by, at=at)


def accept_invitation(session: Session, link: MailedLink, hashed: str, at: datetime) -> Account:
    """Make the account and use up the link."""
    link.used_at = at
    account = Account(
        person_id=link.person_id,
        email=link.email,
        password_hash=hashed,
        created_at=at,
        password_set_at=at,
    )
    session.add(account)
    audit.note(session, "account made", person_id=link.person_id, by=link.person_id, at=at)
    session.flush()
    return account


def reset_password(session: Session, link: MailedLink, hashed: str, at: datetime) -> Account:
    """Set the password, use up the link, and sign out everywhere."""
    link.used_at = at
    account = session.scalars(select(Account).where(Account.person_id == link.person_id)).one()
    set_password(session, account, hashed, at)
    return account


def set_password(
    session: Session, account: Account, hashed: str, at: datetime, *, but: str | None = None
) -> None:
    """Set the password and end every session, except the one named."""
    account.password_hash = hashed
    account.password_set_at = at
    sign_out_everywhere(session, account.id, at, but=but)
    audit.note(session, "password set", person_id=account.person_id, by=account.person_id, at=at)


def hash_password(password: str, email: str) -> str:
    """The argon2id hash of an acceptable password. Slow on purpose: call it outside a transaction.

    Raises Invalid for a password that is easy to guess.
    """
    check_password(password, email)
    return _hasher.hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the password. Takes as long when there is no account. Slow on purpose."""
    try:
        _hasher.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def account_by_email(session: Session, email: str) -> Account | None:
    """The account that signs in with this address."""
    return session.scalar(select(Account).where(Account.email == normal_email(email)))


# Lockout


def failure_subject(secret: str, email: str, device: str | None) -> str:
    """Whom a failure counts against: this address, from this known device or from all others.

    So a stranger's failures never close the door for a browser that has signed in before, and
    the table holds no address that was typed.
    """
    words = f"{normal_email(email)}\n{device or ''}"
    return hmac.new(secret.encode(), words.encode(), hashlib.sha256).hexdigest()


def door_closed_until(session: Session, subject: str, at: datetime) -> datetime | None:
    """When sign-in may be tried again, for existing and other addresses alike."""
    failures = session.scalars(
        select(SignInFailure.at).where(
            SignInFailure.subject == subject, SignInFailure.at > at - FAILURE_WINDOW
        )
    )
    return locked_until(failures, at)


def note_failure(session: Session, subject: str, at: datetime) -> None:
    """Count a failed sign-in, and forget old ones."""
    session.execute(delete(SignInFailure).where(SignInFailure.at <= at - FAILURE_WINDOW))
    session.add(SignInFailure(subject=subject, at=at))


# Sessions


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


def accounts_exist(session: Session) -> bool:
    """Whether anybody can sign in yet."""
    return bool(session.scalar(select(func.count()).select_from(Account)))
