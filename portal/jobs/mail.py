"""Sending what is in the outbox. A sweep: whatever a dying process left is taken by the next.

A mail is sent at most once. Until the mail server is told that a mail is complete, nothing has
been sent, and a sweep that dies or fails may begin again. Just before that is told, it is written
down (`handed_at`), and from then on nobody sends it again: if the answer is lost, the ledger says
that it may have arrived.
"""

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.mail import QUIET, MailKind
from portal.models import AddressBounce, Mail
from portal.services import bounces
from portal.services.mail import JUST_NOW

MOST_TRIES = 8
CLAIM = timedelta(minutes=2)
_NO_SUCH_ADDRESS = b"5.1."
"""How RFC 3463 begins the codes of a wrong address. What a server refuses for other reasons, such
as its own settings, says nothing about the address."""
_LINES = policy.SMTP.clone(max_line_length=990)
"""Headers on one line: a folded address of unsubscribing is none."""
_BARE = re.compile(rb"\r\n|\r|\n")
_DOT = re.compile(rb"^\.", re.MULTILINE)


class NotTaken(OSError):
    """The mail server has answered, and will not take the mail."""


class NoSuchAddress(NotTaken):
    """The mail server says that there is no such address."""


class NoAnswer(OSError):
    """The mail was handed over, and no answer came: it may have been taken."""


class TooLate(Exception):
    """The mail was withdrawn, or is in other hands, since it was claimed."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and the address it comes from."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    starttls: bool = False

    def send(self, mail: Mail, hand_over: Callable[[], None]) -> None:
        """Hand one mail over; `hand_over` is called just before the server is told to take it.

        Raises OSError (smtplib's errors are such) when the server does not take it, `NoAnswer`
        when that cannot be said, ValueError when the mail cannot be written, as with a line break
        in its subject, and whatever `hand_over` raises, in which case nothing is sent.
        """
        content = self._content(mail)
        with smtplib.SMTP(self.host, self.port, timeout=20) as smtp:
            if self.starttls:
                smtp.starttls()
            if self.user:
                smtp.login(self.user, self.password)
            smtp.ehlo_or_helo_if_needed()
            _answer(smtp.mail(self.sender))
            answer = smtp.rcpt(mail.recipient)
            if answer[1].startswith(_NO_SUCH_ADDRESS):
                raise NoSuchAddress(_words(answer))
            _answer(answer)
            _answer(smtp.docmd("DATA"), 354)
            smtp.send(content)
            try:
                hand_over()
            except BaseException:
                smtp.close()  # without the end of the mail, which leaves it unsent
                raise
            try:
                smtp.send(b".\r\n")
                answer = smtp.getreply()
            except OSError as error:
                message = f"No answer came after it was handed over: {error}"
                raise NoAnswer(message) from error
            _answer(answer)
            with suppress(OSError):  # it has been taken, however the goodbye goes
                smtp.quit()

    def _content(self, mail: Mail) -> bytes:
        """The message as it is sent, without the dot that ends it."""
        message = EmailMessage()
        message["Message-ID"] = mail.message_id
        message["Date"] = mail.created_at
        message["From"] = self.sender
        message["To"] = mail.recipient
        message["Subject"] = mail.subject
        if mail.kind is not MailKind.ACCOUNT:
            message["Auto-Submitted"] = "auto-generated"
        if mail.stop_url:
            message["List-Unsubscribe"] = f"<{mail.stop_url}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(mail.text, cte="quoted-printable")
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
        written = _BARE.sub(b"\r\n", message.as_bytes(policy=_LINES))
        return _DOT.sub(b"..", written.rstrip(b"\r\n") + b"\r\n")


def _answer(answer: tuple[int, bytes], wanted: int = 250) -> None:
    """Raise `NotTaken` unless the server says yes."""
    code = answer[0]
    if code != wanted and not (wanted == 250 and code == 251):
        raise NotTaken(_words(answer))


def _words(answer: tuple[int, bytes]) -> str:
    return f"{answer[0]} {answer[1].decode(errors='replace')}"


def send_due(
    make_session: Callable[[], Session], server: MailServer, *, checked: bool = False
) -> tuple[int, int]:
    """Send everything that is due; returns how many were sent and how many failed.

    Each mail is claimed first, so that two sweeps at once do not both take it. Reminders that were
    written a while ago are sent only when somebody has just `checked` that they still hold.
    """
    sent = failed = 0
    while True:
        with make_session() as session:
            mail = _claim(session, checked=checked)
        if mail is None:
            return sent, failed
        outcome: dict[str, Any]
        try:
            server.send(mail, lambda mail=mail: _hand_over(make_session, mail))  # type: ignore[misc]
        except TooLate:
            continue
        except NoAnswer as error:
            failed += 1
            outcome = {"error": str(error)[:500], "next_try_at": None}
        except (OSError, ValueError) as error:  # and the next mail is not held up by this one
            failed += 1
            outcome = _to_be_tried_again(mail, error)
        else:
            sent += 1
            outcome = {"error": "", "next_try_at": None, "sent_at": clock.now()}
        with make_session() as session:
            session.execute(update(Mail).where(Mail.id == mail.id).values(outcome))
            if outcome.get("bounced_at"):
                bounces.note(session, mail, outcome["error"], at=outcome["bounced_at"])
            session.commit()


def _to_be_tried_again(mail: Mail, error: Exception) -> dict[str, Any]:
    """What is written down of a mail that was not taken: when it is tried again, if it is."""
    now = clock.now()
    again = now + timedelta(minutes=2**mail.tries) if mail.tries < MOST_TRIES else None
    if again is not None and mail.kind.waits:
        again = QUIET.opens(again)
    outcome: dict[str, Any] = {"error": str(error)[:500], "next_try_at": again, "handed_at": None}
    if isinstance(error, NoSuchAddress):
        outcome |= {"next_try_at": None, "bounced_at": now}
    return outcome


def _hand_over(make_session: Callable[[], Session], mail: Mail) -> None:
    """Write down that the mail is about to be taken. Raises TooLate when it must not be."""
    with make_session() as session:
        mine = session.execute(
            update(Mail)
            .where(
                Mail.id == mail.id,
                Mail.next_try_at == mail.next_try_at,  # nobody else has claimed it since
                Mail.handed_at.is_(None),
                Mail.withdrawn_at.is_(None),
            )
            .values(handed_at=clock.now(), next_try_at=None)
            .returning(Mail.id)
        ).first()
        session.commit()
    if mine is None:
        raise TooLate


_bounced = (
    select(AddressBounce.id)
    .where(AddressBounce.address == func.lower(Mail.recipient), AddressBounce.cleared_at.is_(None))
    .exists()
)


def _due(now: datetime, *, checked: bool) -> Any:
    """What may be sent now: not to an address from which mail came back, nor when it is quiet."""
    conditions = [
        Mail.sent_at.is_(None),
        Mail.next_try_at <= now,
        Mail.handed_at.is_(None),
        ~_bounced,
    ]
    if QUIET.is_quiet(now):
        conditions.append(Mail.kind == MailKind.ACCOUNT)
    elif not checked:
        conditions.append((Mail.kind == MailKind.ACCOUNT) | (Mail.created_at >= now - JUST_NOW))
    return select(Mail.id, Mail.next_try_at).where(*conditions).order_by(Mail.next_try_at)


def _claim(session: Session, *, checked: bool = False) -> Mail | None:
    now = clock.now()
    for mail_id, next_try_at in session.execute(_due(now, checked=checked).limit(20)).all():
        taken = session.execute(
            update(Mail)
            .where(Mail.id == mail_id, Mail.next_try_at == next_try_at, Mail.handed_at.is_(None))
            .values(next_try_at=now + CLAIM, tries=Mail.tries + 1)
            .returning(Mail.id)
        ).first()
        session.commit()
        if taken:
            mail = session.get_one(Mail, mail_id)
            session.expunge(mail)  # sending may take long; no transaction stays open meanwhile
            return mail
    return None
