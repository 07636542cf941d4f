"""The outbox: a mail is written with the act that causes it, and sent once that is committed."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from portal.models import Mail


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
        message_id=f"<{secrets.token_hex(16)}@{domain}>",
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
