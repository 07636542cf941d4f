"""What somebody's records from recorded webinars rest on, and what is stated beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Revocation, TrainingRecord, WatchingCredit


@dataclass(frozen=True, slots=True)
class Given:
    """A record from a recorded webinar, why it was given, and its continuing education."""

    record_id: int
    title: str
    on: date
    because: str
    ce_minutes: int | None
    """None: nobody has stated any."""
    ce_provider: str
    revoked: bool
    """Then nothing of it counts any more, continuing education neither."""


def of_person(session: Session, person_id: int, *, until: date | None = None) -> list[Given]:
    """All of them, the newest first; through a day if one is given. One query."""
    statement = (
        select(WatchingCredit, TrainingRecord, Revocation.record_id)
        .join(TrainingRecord, TrainingRecord.id == WatchingCredit.record_id)
        .outerjoin(Revocation, Revocation.record_id == TrainingRecord.id)
        .where(TrainingRecord.person_id == person_id)
        .order_by(TrainingRecord.completed_at.desc(), TrainingRecord.id.desc())
    )
    return [
        Given(
            record.id,
            record.course_title,
            record.completed_on,
            row.because,
            row.ce_minutes,
            row.ce_provider,
            revoked is not None,
        )
        for row, record, revoked in session.execute(statement)
        if until is None or record.completed_on <= until
    ]
