"""Trainings from elsewhere that people entered themselves, and trainers who confirm them.

What somebody says about themself meets no requirement until somebody else has looked at it. To
confirm is to record the same once more: who recorded a row is who stands for it, unless the row
says whose word it still is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import Conflict
from portal.models import Claim, Person
from portal.models import OutsideTraining as Training
from portal.services import claims, history
from portal.services.affiliations import affiliated, not_ended
from portal.services.places import Counties

PAGE = 50
_Later = aliased(Training)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A training that waits, and whose it is."""

    training: Training
    person: Person


def is_own(row: Training) -> bool:
    """Whether only the person it is about stands for it."""
    return (row.said_by_id or row.recorded_by_id) == row.person_id


def waits(row: Training, *, credited: bool) -> bool:
    """Whether an entry that stands waits for somebody to confirm it.

    One without a subject meets requirements by a decision alone: once there is one, that is that.
    """
    return is_own(row) and not row.withdrawn and bool(row.subject or not credited)


def confirms(row: Training, before: Training | None) -> bool:
    """Whether the row says the same as the one before, which the person had entered."""
    return before is not None and is_own(before) and not is_own(row) and _same(row, before)


def _values(row: Training) -> dict[str, object]:
    names = ("title", "provider", "subject", "completed_on", "ce_minutes", "evidence_id")
    return {name: getattr(row, name) for name in (*names, "withdrawn")}


def _same(one: Training, other: Training) -> bool:
    return _values(one) == _values(other)


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
        _values(row),
        row.id,
        action="outside training confirmed",
        by=by,
        at=at,
    )
    if added:
        claims.carry(session, row, after, by=by, at=at)
    return added


# What waits


def waiting(
    session: Session, counties: Counties, today: date, *, but: int, page: int = 1
) -> list[Waiting]:
    """A page of what waits in these counties, the longest first, but for one's own."""
    statement = (
        select(Training, Person)
        .join(Person, Person.id == Training.person_id)
        .where(*_conditions(counties, today, but))
        .order_by(Training.recorded_at, Training.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [Waiting(*row) for row in session.execute(statement)]


def count(session: Session, counties: Counties, today: date, *, but: int) -> int:
    """How many wait."""
    statement = (
        select(func.count())
        .select_from(Training)
        .join(Person, Person.id == Training.person_id)
        .where(*_conditions(counties, today, but))
    )
    return session.scalar(statement) or 0


def _conditions(counties: Counties, today: date, but: int) -> Iterable[ColumnElement[bool]]:
    credited = exists().where(Claim.training_id == Training.id).correlate(Training)
    return (
        # As the index ix_outside_training_own has it: the other way round SQLite reads every row.
        Training.person_id == func.coalesce(Training.said_by_id, Training.recorded_by_id),
        Training.withdrawn.is_(False),
        ~exists().where(_Later.supersedes_id == Training.id).correlate(Training),
        or_(Training.subject != "", ~credited),
        Person.id != but,
        *([] if counties is None else [affiliated(counties, not_ended(today))]),
    )
