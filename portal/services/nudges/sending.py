"""Sending nudges: each into the outbox once, with who sent it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.dates import CALIFORNIA
from portal.domain.mail import QUIET, MailKind
from portal.domain.reminders import NUDGED, Notice
from portal.models import Mail
from portal.services import audit, history
from portal.services.mail import Queued, Written, queue_once
from portal.services.nudges.preparing import Nudge
from portal.services.reminders.asking import Asking


def goes_out_at(at: datetime) -> datetime | None:
    """When a nudge of this moment is sent, if not at once."""
    opens = QUIET.opens(at)
    return None if opens == at else opens


def sent_with(session: Session, form_key: str, by: int) -> int:
    """How many were sent with this form already, as by a double click."""
    key = f"{MailKind.NUDGE}:{by}:{form_key}:"
    statement = select(Mail.id).where(Mail.key.startswith(key, autoescape=True))
    return len(session.scalars(statement).all())


def lock(session: Session, people: Iterable[int], by: int) -> None:
    """Let nobody else nudge these people until the transaction ends."""
    history.lock_all(session, [by, *people])


def send(
    asking: Asking,
    nudge: Nudge,
    words: Written,
    form_key: str,
    *,
    domain: str,
    by: int,
) -> bool:
    """Put one into the outbox, and write down who sent it. False when it is there already."""
    today = asking.at.astimezone(CALIFORNIA).date()
    notices = [
        (Notice(nudge.person, one.thing, NUDGED, today, False), one.title) for one in nudge.items
    ]
    key = f"{MailKind.NUDGE}:{by}:{form_key}:{nudge.person}"
    added = queue_once(
        asking.session,
        [Queued(MailKind.NUDGE, key, words, notices, nudge.person)],
        domain=domain,
        at=asking.at,
        not_before=QUIET.opens(asking.at),
        by=by,
    )
    if added:
        audit.note(
            asking.session,
            "nudged",
            person_id=nudge.person,
            by=by,
            at=asking.at,
            about=[one.thing for one in nudge.items],
        )
    return bool(added)
