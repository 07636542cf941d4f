"""What somebody did from the matrix in one go: the list, one of them, and undoing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.access import Grant, Permission
from portal.domain.errors import Conflict, Forbidden, NotFound
from portal.models import (
    Assignment,
    AssignmentEnd,
    Decision,
    MatrixBatch,
    MatrixBatchEntry,
    OutsideTraining,
    Person,
)
from portal.services import decisions, evidence, history
from portal.services.assignments import making
from portal.services.people import visible_to
from portal.services.shared_trainings import lock_all

PAGE = 50
UNDONE = "Undone together with the other entries that were added at once."


@dataclass(frozen=True, slots=True)
class Line:
    """A batch in the list."""

    batch: MatrixBatch
    entries: int
    people: int


@dataclass(frozen=True, slots=True)
class Added:
    """An entry of a batch, with the fact that it added and whether that stands."""

    entry: MatrixBatchEntry
    person: Person
    fact: Decision | OutsideTraining | Assignment
    stands: bool
    """Whether no later entry has taken its place."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing a batch did."""

    entries: int
    left: tuple[str, ...]
    """Whose entries stay as they are: changed since, or no longer one's to change."""


def listed(session: Session, person_id: int, page: int) -> tuple[list[Line], int]:
    """Somebody's batches, newest first, and how many pages of them there are."""
    mine = MatrixBatch.recorded_by_id == person_id
    total = session.scalar(select(func.count()).select_from(MatrixBatch).where(mine)) or 0
    pages = max(1, -(-total // PAGE))
    entry = MatrixBatchEntry
    statement = (
        select(MatrixBatch, func.count(entry.number), func.count(entry.person_id.distinct()))
        .outerjoin(entry, entry.batch_id == MatrixBatch.id)
        .where(mine)
        .group_by(MatrixBatch.id)
        .order_by(MatrixBatch.id.desc())
        .limit(PAGE)
        .offset((min(max(1, page), pages) - 1) * PAGE)
    )
    return [Line(*row) for row in session.execute(statement)], pages


def find(session: Session, person_id: int, batch_id: int) -> MatrixBatch:
    """A batch of theirs. Raises NotFound, or Forbidden when it is somebody else's."""
    row: MatrixBatch | None = history.by_id(session, MatrixBatch, batch_id)
    if row is None:
        message = "There is no such entry. What you did from the matrix is in its history."
        raise NotFound(message)
    if row.recorded_by_id != person_id:
        message = "Somebody else did this. You can undo only what you did yourself."
        raise Forbidden(message)
    return row


def added(
    session: Session, batch: MatrixBatch, grants: Sequence[Grant], today: date
) -> list[Added]:
    """The entries about people whom one may still decide about, in their order."""
    found: list[Added] = []
    for table, column in (
        (Decision, MatrixBatchEntry.decision_id),
        (OutsideTraining, MatrixBatchEntry.training_id),
    ):
        later = select(table.supersedes_id).where(table.supersedes_id.is_not(None))
        statement = (
            select(MatrixBatchEntry, Person, table, table.id.not_in(later))
            .join(table, table.id == column)
            .join(Person, Person.id == MatrixBatchEntry.person_id)
            .where(
                MatrixBatchEntry.batch_id == batch.id,
                visible_to(grants, Permission.DECIDE, today),
            )
        )
        for entry, person, fact, stands in session.execute(statement):
            found.append(Added(entry, person, cast(Decision | OutsideTraining, fact), stands))
    found += _asked(session, batch, grants, today)
    return sorted(found, key=lambda one: one.entry.number)


def _asked(
    session: Session, batch: MatrixBatch, grants: Sequence[Grant], today: date
) -> list[Added]:
    """The same of what was asked for: it stands until the assignment is taken back."""
    statement = (
        select(MatrixBatchEntry, Person, Assignment, AssignmentEnd.assignment_id.is_(None))
        .join(Assignment, Assignment.id == MatrixBatchEntry.assignment_id)
        .join(Person, Person.id == MatrixBatchEntry.person_id)
        .outerjoin(AssignmentEnd, AssignmentEnd.assignment_id == Assignment.id)
        .where(MatrixBatchEntry.batch_id == batch.id, visible_to(grants, Permission.DECIDE, today))
    )
    return [Added(*row) for row in session.execute(statement)]


def undo(
    session: Session,
    batch: MatrixBatch,
    grants: Sequence[Grant],
    *,
    by: int,
    at: datetime,
    today: date,
) -> Undone:
    """Take every entry back that stands as it was added. All of it stays readable.

    Raises Conflict when it is undone already.
    """
    entry = MatrixBatchEntry
    rows = session.execute(
        select(entry.number, Person.id, Person.called.label("called"))
        .join(Person, Person.id == entry.person_id)
        .where(entry.batch_id == batch.id)
    ).all()
    lock_all(session, [by, *(row.id for row in rows)])
    session.refresh(batch)
    if batch.undone_at is not None:
        message = "This is undone already."
        raise Conflict(message)
    done = set()
    for one in added(session, batch, grants, today):
        if not one.stands:
            continue
        if isinstance(one.fact, Assignment):
            making.end(session, one.fact, UNDONE, by=by, at=at)
        elif isinstance(one.fact, Decision):
            decisions.take_back(session, one.fact, UNDONE, by=by, at=at)
        else:
            evidence.withdraw(session, one.fact, by=by, at=at)
        done.add(one.entry.number)
    batch.undone_at = at
    session.flush()
    left = {row.called for row in rows if row.number not in done}
    return Undone(len(done), tuple(sorted(left)))
