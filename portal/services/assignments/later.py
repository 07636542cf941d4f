"""What was said about an assignment after it was made."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.assignments import Act
from portal.models import Assignment, AssignmentAsk, AssignmentEnd, Person


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said about people later, for the history."""

    at: datetime
    by: str
    act: Act
    due_on: date | None
    reason: str
    people: int


def said_later(session: Session, row: Assignment) -> list[Said]:
    """What was said after it was made, newest first: who took back or set dates, for how many."""
    ask = AssignmentAsk
    statement = (
        select(
            ask.recorded_at,
            Person.called,
            ask.act,
            ask.due_on,
            ask.reason,
            func.count(ask.person_id.distinct()),
        )
        .outerjoin(Person, Person.id == ask.recorded_by_id)
        .where(ask.assignment_id == row.id, ask.recorded_at > row.recorded_at)
        .group_by(
            ask.recorded_at,
            Person.called,
            ask.act,
            ask.due_on,
            ask.reason,
        )
        .order_by(ask.recorded_at.desc())
    )
    return [
        Said(at, called or "", act, due_on, reason, people)
        for at, called, act, due_on, reason, people in session.execute(statement)
    ]


def ended(session: Session, row: Assignment) -> tuple[AssignmentEnd, str] | None:
    """When, why and by whom it was taken back as a whole; None: it was not."""
    end = session.get(AssignmentEnd, row.id)
    if end is None:
        return None
    by = session.get(Person, end.recorded_by_id) if end.recorded_by_id else None
    return end, by.called if by else ""
