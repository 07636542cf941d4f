"""Secret addresses under which calendar programs find somebody's sessions."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.models import CalendarFeed
from portal.services import audit
from portal.services.history import lock
from portal.services.once import add_once


def of_person(session: Session, person_id: int) -> CalendarFeed | None:
    """The address that holds, if somebody has one."""
    return session.scalar(
        select(CalendarFeed)
        .where(CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
        .order_by(CalendarFeed.id.desc())
        .limit(1)
    )


def by_key(session: Session, key: str) -> CalendarFeed:
    """The feed of this address. Raises NotFound for one that never was, or was revoked."""
    feed = session.scalar(select(CalendarFeed).where(CalendarFeed.key == key))
    if feed is None or feed.revoked_at is not None:
        message = "There is no calendar at this address."
        raise NotFound(message)
    return feed


def renew(session: Session, person_id: int, key: str, at: datetime) -> bool:
    """Make a new address, and revoke the one that held: whether one did.

    The same key once more changes nothing.
    """
    lock(session, person_id)
    if session.scalar(select(CalendarFeed.id).where(CalendarFeed.key == key)) is not None:
        return False
    held = revoke(session, person_id, at)
    add_once(session, CalendarFeed, person_id=person_id, key=key, made_at=at, revoked_at=None)
    audit.note(session, "calendar address made", person_id=person_id, by=person_id, at=at)
    return held


def revoke(session: Session, person_id: int, at: datetime) -> bool:
    """Revoke every address of somebody: whether one held; the second time changes nothing."""
    ended = session.scalars(
        update(CalendarFeed)
        .where(CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
        .values(revoked_at=at)
        .returning(CalendarFeed.id)
    ).all()
    if ended:
        audit.note(session, "calendar address revoked", person_id=person_id, by=person_id, at=at)
    return bool(ended)
