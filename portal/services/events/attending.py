"""Facts about who was there: from the join page, and by the trainer's hand."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.errors import Conflict, Invalid, NotFound
from portal.domain.events.presence import Source, Stretch
from portal.models import EventFile, EventPresence, EventPresenceEnd
from portal.services import audit
from portal.services.events import finding
from portal.services.events.finding import Shown
from portal.services.history import by_id
from portal.services.once import add_once

DOORS_OPEN = timedelta(minutes=30)
"""So long before the start people may say that they are there, and see where the meeting is."""
SILENCE = timedelta(minutes=5)
"""After so long without a sign from an open page, a further sign begins another stretch."""


def counts() -> ColumnElement[bool]:
    """The presence was not withdrawn, by itself or with the file that it came with."""
    withdrawn = exists().where(EventPresenceEnd.presence_id == EventPresence.id)
    undone = exists().where(EventFile.id == EventPresence.file_id, EventFile.undone_at.is_not(None))
    return ~or_(withdrawn.correlate(EventPresence), undone.correlate(EventPresence))


def stretch(row: EventPresence) -> Stretch:
    """The stretch of time; while nobody has said when it ended, through the last sign of it."""
    ends_at = row.ends_at or row.seen_at or row.starts_at
    return Stretch(row.starts_at, ends_at, is_open=row.ends_at is None)


def is_open(shown: Shown, at: datetime) -> bool:
    """Whether people may say that they are there, and see where the meeting is."""
    version = shown.version
    return not shown.cancelled and version.starts_at - DOORS_OPEN <= at < version.ends_at


def of_person(session: Session, event_id: int, person_id: int) -> list[EventPresence]:
    """The presence of somebody that counts, in order of time."""
    statement = (
        select(EventPresence)
        .where(EventPresence.event_id == event_id, EventPresence.person_id == person_id, counts())
        .order_by(EventPresence.starts_at, EventPresence.id)
    )
    return list(session.scalars(statement))


def withdrawn_of(
    session: Session, event_id: int, person_id: int
) -> list[tuple[EventPresence, str]]:
    """The presence of somebody that was withdrawn, and why, in order of time."""
    statement = (
        select(EventPresence, EventPresenceEnd.reason)
        .outerjoin(EventPresenceEnd, EventPresenceEnd.presence_id == EventPresence.id)
        .where(EventPresence.event_id == event_id, EventPresence.person_id == person_id, ~counts())
        .order_by(EventPresence.starts_at, EventPresence.id)
    )
    file = "The attendance file that it came with was taken back."
    return [(row, reason or file) for row, reason in session.execute(statement)]


def here_now(session: Session, event_id: int, person_id: int) -> EventPresence | None:
    """The stretch from the join page that somebody has not ended."""
    open_now = [
        row
        for row in of_person(session, event_id, person_id)
        if row.source is Source.JOINED and row.ends_at is None
    ]
    return open_now[-1] if open_now else None


def _joined_before(session: Session, event_id: int, person_id: int) -> int:
    statement = select(func.count(EventPresence.id)).where(
        EventPresence.event_id == event_id,
        EventPresence.person_id == person_id,
        EventPresence.source == Source.JOINED,
    )
    return session.scalar(statement) or 0


def arrive(session: Session, event_id: int, person_id: int, at: datetime) -> None:
    """Somebody says that they are there. Saying it twice changes nothing. Raises Conflict."""
    shown = finding.now(session, event_id)
    if not is_open(shown, at):
        message = "You can say that you are here from 30 minutes before the start until the end."
        raise Conflict(message)
    number = _joined_before(session, event_id, person_id) + 1
    if here_now(session, event_id, person_id) is None:
        _begin(session, event_id, person_id, number, at)


def _begin(session: Session, event_id: int, person_id: int, number: int, at: datetime) -> None:
    """Two clicks ask for the same number, so they make one stretch."""
    add_once(
        session,
        EventPresence,
        event_id=event_id,
        person_id=person_id,
        key=f"joined-{number}",
        source=Source.JOINED,
        starts_at=at,
        ends_at=None,
        seen_at=None,
        file_id=None,
        recorded_at=at,
        recorded_by_id=person_id,
    )


def leave(session: Session, event_id: int, person_id: int, at: datetime) -> None:
    """Somebody says that they leave. Without an arrival, or the second time, nothing changes."""
    row = here_now(session, event_id, person_id)
    if row is not None:
        row.ends_at = max(at, row.starts_at)
        session.flush()


def beat(session: Session, event_id: int, person_id: int, at: datetime) -> bool:
    """A sign from an open page of somebody who is there. False when it need send no more.

    After a silence it begins another stretch, since nobody knows what was meanwhile.
    """
    shown = finding.now(session, event_id)
    row = here_now(session, event_id, person_id)
    if row is None or not is_open(shown, at):
        return False
    last = row.seen_at or row.starts_at
    if at - last > SILENCE:
        row.ends_at = last
        number = _joined_before(session, event_id, person_id) + 1
        session.flush()
        _begin(session, event_id, person_id, number, at)
    elif at > last:
        row.seen_at = at
        session.flush()
    return True


def note(
    session: Session,
    shown: Shown,
    person_ids: Collection[int],
    starts_at: datetime,
    ends_at: datetime,
    *,
    by: int,
    at: datetime,
) -> int:
    """The trainer says that these people were there from then to then; how many it is new for.

    Raises Invalid for a time that is not within the session, or is still to come.
    """
    version = finding.now(session, shown.event.id, lock=True).version
    if not version.starts_at <= starts_at < ends_at <= version.ends_at:
        message = "Enter a time within the session, with the leaving after the arrival."
        raise Invalid(message, "leaves")
    if ends_at > at:
        message = "That time is still to come. Say who was there once it is over."
        raise Invalid(message, "leaves")
    key = f"noted-{starts_at:%Y%m%dT%H%M%S}-{ends_at:%Y%m%dT%H%M%S}"
    withdrawn = _ended(session, shown.event.id, person_ids, key)
    added = 0
    for person_id in person_ids:
        times = withdrawn.get(person_id, 0)
        added += add_once(
            session,
            EventPresence,
            event_id=shown.event.id,
            person_id=person_id,
            key=f"{key}-{times}" if times else key,
            source=Source.TRAINER,
            starts_at=starts_at,
            ends_at=ends_at,
            seen_at=None,
            file_id=None,
            recorded_at=at,
            recorded_by_id=by,
        )
    return added


def _ended(
    session: Session, event_id: int, person_ids: Collection[int], key: str
) -> dict[int, int]:
    """How often this very entry was withdrawn, so that it can be made anew."""
    statement = (
        select(EventPresence.person_id, func.count(EventPresence.id))
        .where(
            EventPresence.event_id == event_id,
            EventPresence.person_id.in_(person_ids),
            EventPresence.key.startswith(key, autoescape=True),
            ~counts(),
        )
        .group_by(EventPresence.person_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def withdraw(
    session: Session, event_id: int, presence_id: int, reason: str, *, by: int, at: datetime
) -> EventPresence:
    """Say that somebody was not there as recorded. The entry stays readable.

    Raises NotFound, or Conflict when it was withdrawn already.
    """
    finding.now(session, event_id, lock=True)  # whoever confirms meanwhile waits
    row: EventPresence | None = by_id(session, EventPresence, presence_id)
    if row is None or row.event_id != event_id:
        message = "This session has no such entry."
        raise NotFound(message)
    added = add_once(
        session,
        EventPresenceEnd,
        presence_id=presence_id,
        reason=reason,
        recorded_at=at,
        recorded_by_id=by,
    )
    if not added:
        message = "This entry has been withdrawn already."
        raise Conflict(message)
    audit.note(
        session, "presence withdrawn", person_id=row.person_id, by=by, at=at, entry=presence_id
    )
    return row
