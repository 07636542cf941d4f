"""The outbox: a mail is written with the act that causes it, and sent once that is committed."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.mail import MailKind
from portal.domain.reminders import Key, Notice
from portal.models import Mail, MailNotice
from portal.services.once import add_all, add_many_once


@dataclass(frozen=True, slots=True)
class Written:
    """A mail in words. `stop_url` is where one click asks for fewer; empty for no such choice."""

    recipient: str
    subject: str
    text: str
    html: str
    stop_url: str = ""


def message_id(domain: str) -> str:
    """A new name for a mail, which no other has."""
    return f"<{secrets.token_hex(16)}@{domain}>"


def queue(
    session: Session,
    *,
    recipient: str,
    subject: str,
    text: str,
    html: str,
    person_id: int | None,
    domain: str,
    at: datetime,
) -> Mail:
    """Put a mail into the outbox."""
    mail = Mail(
        message_id=message_id(domain),
        kind=MailKind.ACCOUNT,
        person_id=person_id,
        recipient=recipient,
        subject=subject,
        text=text,
        html=html,
        created_at=at,
        next_try_at=at,
        tries=0,
        error="",
    )
    session.add(mail)
    return mail


@dataclass(frozen=True, slots=True)
class Queued:
    """A mail of which there may be one by its key, with the notices that it tells."""

    kind: MailKind
    key: str
    words: Written
    notices: Sequence[tuple[Notice, str]]
    """Each with what the mail calls it."""
    person_id: int


def queue_once(
    session: Session,
    mails: Sequence[Queued],
    *,
    domain: str,
    at: datetime,
    not_before: datetime,
    by: int | None = None,
) -> int:
    """Put mails into the outbox, but for those of whose key there is one; how many were added.

    So many statements as for one.
    """
    if not mails:
        return 0
    named = {message_id(domain): one for one in mails}
    rows = [
        {
            "message_id": name,
            "kind": one.kind,
            "key": one.key,
            "person_id": one.person_id,
            "recipient": one.words.recipient,
            "subject": one.words.subject,
            "text": one.words.text,
            "html": one.words.html,
            "stop_url": one.words.stop_url,
            "caused_by_id": by,
            "reason": "",
            "created_at": at,
            "next_try_at": not_before,
            "tries": 0,
            "error": "",
        }
        for name, one in named.items()
    ]
    add_many_once(session, Mail, rows)
    found = session.execute(select(Mail.id, Mail.message_id).where(Mail.message_id.in_(named)))
    added = {name: number for number, name in found}
    notices = [
        {
            "mail_id": number,
            "person_id": notice.person,
            "thing": notice.thing,
            "stage": notice.stage,
            "due_on": notice.due_on,
            "title": title,
        }
        for name, one in named.items()
        if (number := added.get(name)) is not None
        for notice, title in one.notices
    ]
    add_all(session, MailNotice, notices)
    return len(added)


class Unsent(NamedTuple):
    """A reminder that the mail server has not been told to take."""

    id: int
    kind: MailKind
    created_at: datetime
    notices: list[Key]


def unsent(session: Session, people: Iterable[int]) -> list[Unsent]:
    """Reminders for these people that are not sent, in their order."""
    row = MailNotice
    statement = (
        select(Mail.id, Mail.kind, Mail.created_at, row.person_id, row.thing, row.stage, row.due_on)
        .outerjoin(row, row.mail_id == Mail.id)
        .where(
            Mail.person_id.in_(list(people)),
            Mail.kind != MailKind.ACCOUNT,
            Mail.resends_id.is_(None),
            Mail.sent_at.is_(None),
            Mail.handed_at.is_(None),
            Mail.withdrawn_at.is_(None),
        )
        .order_by(Mail.id, row.id)
    )
    found: dict[int, Unsent] = {}
    for number, kind, created_at, person, thing, stage, due_on in session.execute(statement):
        mail = found.setdefault(number, Unsent(number, kind, created_at, []))
        if person is not None:
            mail.notices.append((person, thing, stage, due_on))
    return list(found.values())


JUST_NOW = timedelta(minutes=2)
"""So old may a mail be that is sent without looking again whether it still holds."""


def long_unsent(session: Session, at: datetime) -> list[int]:
    """For whom reminders wait that were written a while ago, and are to be sent now."""
    statement = (
        select(Mail.person_id)
        .where(
            Mail.kind != MailKind.ACCOUNT,
            Mail.sent_at.is_(None),
            Mail.next_try_at <= at,
            Mail.created_at < at - JUST_NOW,
            Mail.handed_at.is_(None),
            Mail.person_id.is_not(None),
        )
        .distinct()
        .order_by(Mail.person_id)
    )
    return [person for person in session.scalars(statement) if person is not None]


def withdraw(session: Session, mail_id: int, *, at: datetime) -> bool:
    """Do not send a mail, since events have overtaken it; its notices may be told in another.

    False when it is too late: it has been handed over meanwhile.
    """
    done = session.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.handed_at.is_(None), Mail.withdrawn_at.is_(None))
        .values(withdrawn_at=at, next_try_at=None)
        .returning(Mail.id)
    ).first()
    if done is None:
        return False
    session.execute(update(MailNotice).where(MailNotice.mail_id == mail_id).values(withdrawn_at=at))
    return True
