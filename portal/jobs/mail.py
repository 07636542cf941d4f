"""Sending what is in the outbox. A sweep: whatever a dying process left is taken by the next."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.models import Mail

MOST_TRIES = 8
CLAIM = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and the address it comes from."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    starttls: bool = False

    def send(self, mail: Mail) -> None:
        """Hand one mail over.

        Raises OSError (smtplib's errors are such) when the server does not take it, and ValueError
        when it cannot be written, as with a line break in its subject.
        """
        message = EmailMessage()
        message["Message-ID"] = mail.message_id
        message["Date"] = mail.created_at
        message["From"] = self.sender
        message["To"] = mail.recipient
        message["Subject"] = mail.subject
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        with smtplib.SMTP(self.host, self.port, timeout=20) as smtp:
            if self.starttls:
                smtp.starttls()
            if self.user:
                smtp.login(self.user, self.password)
            smtp.send_message(message)


def send_due(make_session: Callable[[], Session], server: MailServer) -> tuple[int, int]:
    """Send everything that is due; returns how many were sent and how many failed.

    Each mail is claimed first, so that two sweeps at once do not both take it.
    """
    sent = failed = 0
    while True:
        with make_session() as session:
            mail = _claim(session)
        if mail is None:
            return sent, failed
        try:
            server.send(mail)
        except (OSError, ValueError) as error:  # and the next mail is not held up by this one
            failed += 1
            wait = timedelta(minutes=2**mail.tries)
            next_try = clock.now() + wait if mail.tries < MOST_TRIES else None
            outcome = {"error": str(error)[:500], "next_try_at": next_try}
        else:
            sent += 1
            outcome = {"error": "", "next_try_at": None, "sent_at": clock.now()}
        with make_session() as session:
            session.execute(update(Mail).where(Mail.id == mail.id).values(outcome))
            session.commit()


def _claim(session: Session) -> Mail | None:
    now = clock.now()
    due = select(Mail.id, Mail.next_try_at).where(Mail.sent_at.is_(None), Mail.next_try_at <= now)
    for mail_id, next_try_at in session.execute(due.order_by(Mail.next_try_at).limit(20)).all():
        taken = session.execute(
            update(Mail)
            .where(Mail.id == mail_id, Mail.next_try_at == next_try_at)
            .values(next_try_at=now + CLAIM, tries=Mail.tries + 1)
            .returning(Mail.id)
        ).first()
        session.commit()
        if taken:
            mail = session.get_one(Mail, mail_id)
            session.expunge(mail)  # sending may take long; no transaction stays open meanwhile
            return mail
    return None
