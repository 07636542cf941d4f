"""Correcting who was there, from when to when: a further entry in the place of one, with a reason.

Of a confirmed roster the correction is confirmed with it, and credit follows at once: who no
longer meets the rule loses it, with the reason, and who does so now gets it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.curriculum import Course
from portal.domain.errors import Forbidden, Invalid, NotFound
from portal.models import EventConfirmation, EventPresence
from portal.services.events import attending, crediting
from portal.services.events.finding import Shown
from portal.services.events.roster import load
from portal.services.history import by_id
from portal.services.once import add_once


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did to credit."""

    lost: bool
    gained: bool


def find(session: Session, event_id: int, person_id: int, presence_id: int) -> EventPresence:
    """The entry. Raises NotFound."""
    row: EventPresence | None = by_id(session, EventPresence, presence_id)
    if row is None or row.event_id != event_id or row.person_id != person_id:
        message = "This person has no such entry in this session."
        raise NotFound(message)
    return row


def correct(
    session: Session,
    shown: Shown,
    course: Course | None,
    row: EventPresence,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    *,
    by: int,
    at: datetime,
) -> Corrected:
    """Put other times in the place of an entry, which stays readable with the reason.

    Raises Invalid for times that cannot be, Conflict when the entry is withdrawn already, and
    Forbidden when it is one's own.
    """
    if by == row.person_id:
        message = "Nobody says of themself that they were there. Ask another trainer."
        raise Forbidden(message)
    if (row.starts_at, row.ends_at) == (starts_at, ends_at):
        message = "These are the times that are recorded. Enter others, or withdraw the entry."
        raise Invalid(message, "leaves")
    attending.note(session, shown, [row.person_id], starts_at, ends_at, by=by, at=at)
    attending.withdraw(session, shown.event.id, row.id, f"Corrected: {reason}", by=by, at=at)
    _confirm(session, shown, course, row, by, at)
    words = f"Who was there was corrected: {reason}"
    lost = crediting.withdraw_unfounded(session, shown, course, words, by=by, at=at)
    confirmed = load(session, shown, course, None, at).confirmed
    gained = 0
    if confirmed is not None:
        gained = crediting.give(session, shown, course, by=by, at=at, only=row.person_id)
    return Corrected(bool(lost), bool(gained))


def _confirm(
    session: Session,
    shown: Shown,
    course: Course | None,
    row: EventPresence,
    by: int,
    at: datetime,
) -> None:
    """Whoever corrects what was confirmed confirms the correction, and nothing else."""
    roster = load(session, shown, course, None, at)
    if roster.confirmed is None or row.id not in roster.confirmed.presences:
        return
    new = {
        each.id
        for line in roster.lines
        if line.person.id == row.person_id
        for each in line.stretches
        if each.recorded_at == at and each.recorded_by_id == by
    }
    presences = sorted(set(roster.confirmed.presences) - {row.id} | new)
    add_once(
        session,
        EventConfirmation,
        event_id=shown.event.id,
        mark=roster.mark,
        presences=presences,
        recorded_at=at,
        recorded_by_id=by,
    )
