"""Failed sign-ins, and how long they close the door."""

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.domain.accounts import FAILURE_WINDOW, locked_until, normal_email
from portal.models import SignInFailure


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
