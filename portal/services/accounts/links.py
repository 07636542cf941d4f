"""Links that are mailed: signed, for one purpose, once, and for a limited time."""

from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.domain.accounts import INVITATION_LIFE, RESET_LIFE, normal_email
from portal.domain.errors import Expired, NotFound
from portal.models import LinkPurpose, MailedLink, Person


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
