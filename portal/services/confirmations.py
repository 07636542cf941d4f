"""Trainings from elsewhere that people entered themselves, and trainers who confirm them.

What somebody says about themself meets no requirement for a training until somebody else has
looked at it. To confirm is to record the same once more: who recorded a row is who stands for it,
unless the row says whose word it still is.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import Conflict
from portal.models import OutsideTraining as Training
from portal.services import claims, history


def is_own(row: Training) -> bool:
    """Whether only the person it is about stands for it."""
    return (row.said_by_id or row.recorded_by_id) == row.person_id


def confirms(row: Training, before: Training | None) -> bool:
    """Whether the row says the same as the one before, which the person had entered."""
    return before is not None and is_own(before) and not is_own(row) and _same(row, before)


def values(row: Training) -> dict[str, Any]:
    """What an entry says, apart from who recorded it."""
    names = ("title", "provider", "subject", "completed_on", "ce_minutes", "evidence_id")
    return {name: getattr(row, name) for name in (*names, "withdrawn")}


def _same(one: Training, other: Training) -> bool:
    return values(one) == values(other)


# Confirming


def confirm(session: Session, row: Training, *, by: int, at: datetime) -> bool:
    """Record what the person entered once more, and keep its credit; whether this call did.

    By two clicks, or by two trainers at once, it is confirmed once. Whoever calls this has made
    sure that `by` is somebody else. Raises Conflict when the entry was replaced or withdrawn.
    """
    history.lock(session, row.person_id)
    if not is_own(row):
        return False
    later = session.scalars(select(Training).where(Training.supersedes_id == row.id)).first()
    if later is not None and confirms(later, row):
        return False
    if row.withdrawn:
        message = "This training was withdrawn: it was entered by mistake."
        raise Conflict(message)
    after, added = history.record(
        session,
        Training,
        row.person_id,
        values(row),
        row.id,
        action="outside training confirmed",
        by=by,
        at=at,
    )
    if added:
        claims.carry(session, row, after, by=by, at=at)
    return added
