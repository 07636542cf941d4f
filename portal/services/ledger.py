"""The mail ledger: every mail, what became of it, what it told; and sending one once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import Conflict, Forbidden, Invalid, NotFound
from portal.domain.mail import MailKind, MailState
from portal.models import Mail, MailNotice, Person
from portal.services import audit, bounces, history
from portal.services.mail import message_id
from portal.services.once import add_once

PAGE = 50
HANDING_OVER = timedelta(minutes=2)
"""An answer takes at most so long; after it, it is lost."""
_Causer = aliased(Person)


def state_of(mail: Mail, at: datetime) -> MailState:
    """What became of a mail."""
    if mail.withdrawn_at is not None:
        return MailState.OVERTAKEN
    if mail.bounced_at is not None:
        return MailState.BOUNCED
    if mail.sent_at is not None:
        return MailState.SENT
    if mail.handed_at is not None:
        fresh = at - mail.handed_at < HANDING_OVER
        return MailState.PLANNED if fresh else MailState.UNCONFIRMED
    return MailState.FAILED if mail.next_try_at is None else MailState.PLANNED


def _is(state: MailState, at: datetime) -> ColumnElement[bool]:
    """The same as a condition."""
    old = Mail.handed_at <= at - HANDING_OVER
    waiting = and_(Mail.withdrawn_at.is_(None), Mail.bounced_at.is_(None), Mail.sent_at.is_(None))
    idle = and_(waiting, Mail.handed_at.is_(None))
    return {
        MailState.OVERTAKEN: Mail.withdrawn_at.is_not(None),
        MailState.BOUNCED: and_(Mail.withdrawn_at.is_(None), Mail.bounced_at.is_not(None)),
        MailState.SENT: and_(
            Mail.withdrawn_at.is_(None), Mail.bounced_at.is_(None), Mail.sent_at.is_not(None)
        ),
        MailState.UNCONFIRMED: and_(waiting, Mail.handed_at.is_not(None), old),
        MailState.FAILED: and_(idle, Mail.next_try_at.is_(None)),
        MailState.PLANNED: or_(
            and_(idle, Mail.next_try_at.is_not(None)),
            and_(waiting, Mail.handed_at.is_not(None), not_(old)),
        ),
    }[state]


@dataclass(frozen=True, slots=True)
class Line:
    """A mail in a list."""

    mail: Mail
    state: MailState
    name: str
    """Of the person it is for; empty when it was for no one known."""
    by: str
    """Who decided that it is sent; empty when the portal did."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list."""

    lines: Sequence[Line]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Which mails are meant; None and empty mean all."""

    kind: MailKind | None = None
    state: MailState | None = None
    person: int | None = None
    words: str = ""
    """Part of an address, a name or a subject."""


def listed(session: Session, asked: Asked, page: int, at: datetime) -> Page:
    """Mails, newest first. Two queries, however many there are."""
    conditions = _conditions(asked, at)
    total = (
        session.scalar(
            select(func.count(Mail.id))
            .outerjoin(Person, Person.id == Mail.person_id)
            .where(*conditions)
        )
        or 0
    )
    pages = max(1, -(-total // PAGE))
    number = min(max(1, page), pages)
    statement = (
        _lines().where(*conditions).order_by(Mail.id.desc()).limit(PAGE).offset(PAGE * (number - 1))
    )
    return Page([_line(row, at) for row in session.execute(statement)], number, pages, total)


def _conditions(asked: Asked, at: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.kind is not None:
        found.append(Mail.kind == asked.kind)
    if asked.state is not None:
        found.append(_is(asked.state, at))
    if asked.person is not None:
        found.append(Mail.person_id == asked.person)
    for word in asked.words.lower().split():
        fields = (Mail.recipient, Mail.subject, Person.legal_name, Person.name_used)
        found.append(or_(*(func.lower(one).contains(word, autoescape=True) for one in fields)))
    return found


def _lines() -> Any:
    return (
        select(Mail, Person.called, _Causer.called)
        .outerjoin(Person, Person.id == Mail.person_id)
        .outerjoin(_Causer, _Causer.id == Mail.caused_by_id)
    )


def _line(row: Any, at: datetime) -> Line:
    mail, recipient, causer = row
    return Line(mail, state_of(mail, at), recipient or "", causer or "")


@dataclass(frozen=True, slots=True)
class Looked:
    """One mail with what it told, and what it was sent for or again as."""

    line: Line
    notices: Sequence[MailNotice]
    again: Mail | None
    """The later mail that sends it once more."""

    @property
    def words(self) -> str:
        """What it says; empty where that is a secret of whoever it is for."""
        return "" if self.line.mail.kind is MailKind.ACCOUNT else self.line.mail.text


def look(session: Session, mail_id: int, at: datetime, *, of: int | None = None) -> Looked:
    """One mail. `of`: only if it is this person's. Raises NotFound or Forbidden."""
    row = session.execute(_lines().where(Mail.id == mail_id)).first()
    if row is None:
        message = "There is no mail with this number. The list has every mail that there is."
        raise NotFound(message)
    line = _line(row, at)
    if of is not None and line.mail.person_id != of:
        message = "This mail was for somebody else."
        raise Forbidden(message)
    notices = session.scalars(
        select(MailNotice).where(MailNotice.mail_id == mail_id).order_by(MailNotice.id)
    ).all()
    again = session.scalar(select(Mail).where(Mail.resends_id == mail_id))
    return Looked(line, notices, again)


def may_be_resent(looked: Looked) -> str:
    """Why a mail cannot be sent once more, as a sentence; empty when it can."""
    if looked.line.mail.kind is MailKind.ACCOUNT:
        return "A link to sign in is not sent again. Invite the person anew, or let them ask."
    if looked.line.state is MailState.PLANNED:
        return "It is still to be sent."
    if looked.line.state is MailState.OVERTAKEN:
        return "What it says is no longer so."
    return ""


def resend(
    session: Session, mail_id: int, reason: str, *, domain: str, by: int, at: datetime
) -> bool:
    """Send a mail once more, to the address that the person has now.

    Once only: False when it was sent again already. Raises NotFound, Conflict or Invalid.
    """
    looked = look(session, mail_id, at)
    old = looked.line.mail
    if looked.again is not None:
        return False
    if why := may_be_resent(looked):
        raise Conflict(why)
    recipient = old.recipient
    if old.person_id is not None:
        recipient = history.lock(session, old.person_id).email or recipient
    if bounces.standing(session, recipient) is not None:
        message = (
            f"Mail to {recipient} came back. Correct the address on the person’s page, or say "
            "there that it works again."
        )
        raise Invalid(message, "reason")
    added = add_once(
        session,
        Mail,
        message_id=message_id(domain),
        kind=old.kind,
        person_id=old.person_id,
        recipient=recipient,
        subject=old.subject,
        text=old.text,
        html=old.html,
        stop_url=old.stop_url,
        caused_by_id=by,
        resends_id=old.id,
        reason=reason,
        created_at=at,
        next_try_at=at,
        tries=0,
        error="",
    )
    if added:
        audit.note(session, "mail sent again", person_id=old.person_id, by=by, at=at, mail=old.id)
    return added
