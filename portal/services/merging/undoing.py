"""Undoing a merge exactly: every value back to what it was."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import Conflict
from portal.models import (
    Enrolment,
    MergedRow,
    OutsideTraining,
    Person,
    PersonMerge,
    TrainingRecord,
)
from portal.services import audit, history
from portal.services.merging.moving import OUT_OF_THE_WAY, refresh
from portal.services.merging.tables import MOVED, table_named

_By, _Gone = aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge, with the names that pages show."""

    row: PersonMerge
    gone: Person
    by: str | None
    may_undo: bool
    """Whether it is the last one that stands; an earlier one is undone after it."""


def merges_of(session: Session, kept_id: int) -> list[Merged]:
    """The merges into a row, newest first, undone ones too."""
    statement = (
        select(PersonMerge, _Gone, _By.called)
        .join(_Gone, _Gone.id == PersonMerge.gone_id)
        .outerjoin(_By, _By.id == PersonMerge.recorded_by_id)
        .where(PersonMerge.kept_id == kept_id)
        .order_by(PersonMerge.id.desc())
    )
    rows = session.execute(statement).all()
    last = next((row.id for row, _, _ in rows if row.undone_at is None), None)
    return [Merged(row, gone, name, row.id == last) for row, gone, name in rows]


def undo(session: Session, kept_id: int, merge_id: int, *, by: int, at: datetime) -> bool:
    """Take a merge apart: each row back to where it was; and whether this call did it.

    What was added since to a fact that came with it, such as a correction, goes back with that
    fact; all else that was added since stays. Raises Conflict when there is no such merge, or a
    later one stands in the way.
    """
    history.lock_all(session, [by, kept_id])
    row: PersonMerge | None = history.by_id(session, PersonMerge, merge_id)
    if row is None or row.kept_id != kept_id:
        message = "There is no such merge of this person."
        raise Conflict(message)
    session.refresh(row)
    if row.undone_at is not None:
        return False
    _check_last(session, row)
    gone_id = row.gone_id
    changed = session.scalars(
        select(MergedRow).where(MergedRow.merge_id == row.id).order_by(MergedRow.number.desc())
    ).all()
    held: dict[type[Any], set[Any]] = defaultdict(set)
    numbers: list[tuple[Enrolment, int | None]] = []
    for each in changed:
        table = table_named(each.table)
        found = session.get(table, tuple(each.key))
        if found is None:
            continue  # a saved view or a draft, which somebody has deleted since
        if each.column == "number":
            numbers.append((found, each.before))
            continue
        if each.column == "person_id" and len(each.key) == 1:
            held[table].add(each.key[0])
        if not (table is Enrolment and each.column == "person_id"):
            setattr(found, each.column, each.before)
    _follow(session, held, kept_id, gone_id)
    _enrolments_back(session, numbers, held[Enrolment], gone_id)
    session.get_one(Person, gone_id).merged_into_id = None
    row.undone_at, row.undone_by_id = at, by
    refresh(session, kept_id, gone_id)
    audit.note(session, "merge undone", person_id=kept_id, by=by, at=at, gone=gone_id, merge=row.id)
    return True


def _check_last(session: Session, row: PersonMerge) -> None:
    later = select(PersonMerge.id).where(
        PersonMerge.id > row.id,
        PersonMerge.undone_at.is_(None),
        or_(PersonMerge.kept_id == row.kept_id, PersonMerge.gone_id == row.kept_id),
    )
    if session.scalars(later).first() is not None:
        message = "This person was brought together with somebody since. Undo that first."
        raise Conflict(message)


def _follow(session: Session, held: dict[type[Any], set[Any]], kept_id: int, gone_id: int) -> None:
    """What was added since to what goes back goes along."""
    session.flush()
    for table in MOVED:
        if not hasattr(table, "supersedes_id"):
            continue
        back = set(held[table])
        while back:
            later = select(table).where(table.supersedes_id.in_(back), table.person_id == kept_id)
            found = session.scalars(later).all()
            for each in found:
                if table is OutsideTraining and kept_id == (each.said_by_id or each.recorded_by_id):
                    each.said_by_id = gone_id  # it stays the person’s own word
                each.person_id = gone_id
            session.flush()
            back = {each.id for each in found}
    records = select(TrainingRecord).where(
        TrainingRecord.enrolment_id.in_(held[Enrolment]), TrainingRecord.person_id == kept_id
    )
    for record in session.scalars(records).all():
        record.person_id = gone_id


def _enrolments_back(
    session: Session,
    numbers: list[tuple[Enrolment, int | None]],
    moved: set[int],
    gone_id: int,
) -> None:
    """What was begun since by the row that had gone, as in a session, comes after what it had."""
    theirs = select(Enrolment).where(Enrolment.person_id == gone_id).order_by(Enrolment.number)
    since = session.scalars(theirs).all()
    for each in (*since, *(one for one, _ in numbers)):
        each.number += OUT_OF_THE_WAY
    session.flush()
    for each in session.scalars(select(Enrolment).where(Enrolment.id.in_(moved))).all():
        each.person_id = gone_id
    session.flush()
    for each, number in numbers:
        each.number = number or 0
    session.flush()
    last = select(func.max(Enrolment.number)).where(Enrolment.id.in_(moved))
    for each in since:
        had = session.scalar(last.where(Enrolment.course == each.course)) or 0
        each.number += had - OUT_OF_THE_WAY
    session.flush()
