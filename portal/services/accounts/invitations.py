"""Accounts: made by invitation, kept with a password."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.accounts import normal_email
from portal.domain.errors import Conflict, Invalid
from portal.models import Account, LinkPurpose, MailedLink, Person
from portal.services import audit
from portal.services.accounts.links import issue_link
from portal.services.accounts.sessions import sign_out_everywhere


def invite(session: Session, person: Person, *, by: int | None, at: datetime) -> MailedLink:
    """An invitation for a person who has an address and no account yet."""
    email = normal_email(person.email)
    if not email:
        message = "Add an e-mail address first; the invitation goes there."
        raise Invalid(message, "email")
    taken = session.scalar(select(Account).where(Account.email == email))
    if taken is not None and taken.person_id == person.id:
        message = f"{person.called} has an account already."
        raise Conflict(message)
    if taken is not None:
        message = "Somebody else signs in with this address. Give each person an address of theirs."
        raise Conflict(message)
    if session.scalar(select(Account.id).where(Account.person_id == person.id)):
        message = f"{person.called} has an account already."
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


def account_by_email(session: Session, email: str) -> Account | None:
    """The account that signs in with this address; none of a row that is another’s person."""
    statement = (
        select(Account)
        .join(Person, Person.id == Account.person_id)
        .where(Account.email == normal_email(email), Person.merged_into_id.is_(None))
    )
    return session.scalar(statement)
