"""Asking: the assignment, its items and everybody's line, all at once and once; and taking back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.assignments import Act
from portal.domain.errors import Conflict, Invalid
from portal.domain.matrix import Act as MatrixAct
from portal.models import (
    Assignment,
    AssignmentAsk,
    AssignmentEnd,
    AssignmentItem,
    MatrixBatch,
    MatrixBatchEntry,
)
from portal.services import audit, history
from portal.services.assignments.asked import last_said
from portal.services.assignments.planning import Outcome, Wanted
from portal.services.once import WEAKLY, add_many, add_once

Pair = tuple[int, int]
"""A person, and the number of an item."""


def make(
    session: Session,
    wanted: Wanted,
    outcomes: Sequence[Outcome],
    note: str,
    form_key: str,
    *,
    from_matrix: bool = False,
    by: int,
    at: datetime,
) -> tuple[Assignment, bool]:
    """Ask for it; sent again with the same key, it is the one there is. Whether this call made it.

    Raises Invalid when nobody would be asked, now or later.
    """
    asked = [each for each in outcomes if each.act is Act.ASK]
    if not asked and not wanted.newcomers:
        message = "Nobody would be asked. Go back and choose other people, or other exceptions."
        raise Invalid(message)
    history.lock(session, by)
    same = select(Assignment).filter_by(recorded_by_id=by, form_key=form_key)
    known = session.scalar(same)
    if known is not None:
        return known, False
    recorded = {"recorded_at": at, "recorded_by_id": by}
    row = Assignment(
        form_key=form_key,
        county_fips=wanted.whom.county,
        reach=wanted.whom.reach,
        team_id=wanted.whom.team,
        agency_id=wanted.whom.agency,
        duty=wanted.whom.duty,
        newcomers=wanted.newcomers,
        basis=wanted.when.basis,
        due_on=wanted.when.on,
        count=wanted.when.count,
        unit=wanted.when.unit,
        counted_duty=wanted.when.duty,
        note=note,
        **recorded,
    )
    session.add(row)
    session.flush()
    numbers = {thing: number for number, thing in enumerate(wanted.things, start=1)}
    session.add_all(
        AssignmentItem(
            assignment_id=row.id, number=number, course=thing.course, requirement=thing.requirement
        )
        for thing, number in numbers.items()
    )
    session.flush()
    said = [
        {
            "assignment_id": row.id,
            "person_id": each.line.person,
            "item": numbers[each.line.thing],
            "act": each.act,
            "due_on": each.due_on,
            "reason": "",
            **recorded,
        }
        for each in outcomes
    ]
    add_many(session, AssignmentAsk, said)
    if from_matrix:
        _remember(session, row, asked, form_key, by, at)
    people = len({each.line.person for each in asked})
    audit.note(session, "assigned", person_id=None, by=by, at=at, assignment=row.id, people=people)
    session.flush()
    return row, True


def _remember(
    session: Session,
    row: Assignment,
    asked: Sequence[Outcome],
    form_key: str,
    by: int,
    at: datetime,
) -> None:
    """Put it among what was done from the matrix, where it can be undone."""
    batch = MatrixBatch(
        act=MatrixAct.ASSIGNMENT,
        form_key=f"assign-{form_key}",
        recorded_at=at,
        recorded_by_id=by,
        undone_at=None,
    )
    session.add(batch)
    session.flush()
    session.add_all(
        MatrixBatchEntry(
            batch_id=batch.id,
            number=number,
            person_id=each.line.person,
            requirement=each.line.thing.requirement,
            assignment_id=row.id,
        )
        for number, each in enumerate(asked, start=1)
    )


def change(
    session: Session,
    assignment: Assignment,
    pairs: Iterable[Pair],
    act: Act,
    *,
    due_on: date | None = None,
    reason: str,
    by: int,
    at: datetime,
) -> int:
    """Say something more about these people and items; and about how many that is new.

    Act.TAKE_BACK takes back, Act.ASK asks (again), by the assignment's date or by one of their
    own. What was said last already is not said again. Raises Conflict when the assignment was
    taken back as a whole.
    """
    _lock(session, assignment)
    if is_over(session, assignment):
        message = "This assignment was taken back as a whole. Make a new one to ask again."
        raise Conflict(message)
    wanted = sorted(set(pairs))
    last = last_said(session, assignment.id, {person for person, _ in wanted})
    rows = [
        {
            "assignment_id": assignment.id,
            "person_id": person,
            "item": item,
            "act": act,
            "due_on": due_on,
            "reason": reason,
            "recorded_at": at,
            "recorded_by_id": by,
        }
        for person, item in wanted
        if _is_news(last.get((person, item)), act, due_on)
    ]
    add_many(session, AssignmentAsk, rows)
    if rows:
        audit.note(
            session,
            f"assignment {act.value}",
            person_id=None,
            by=by,
            at=at,
            assignment=assignment.id,
            entries=len(rows),
        )
    session.flush()
    return len(rows)


def _is_news(last: AssignmentAsk | None, act: Act, due_on: date | None) -> bool:
    if last is None:
        return True
    return last.act is not act or (act is Act.ASK and last.due_on != due_on)


def end(session: Session, assignment: Assignment, reason: str, *, by: int, at: datetime) -> bool:
    """Take it back as a whole: nobody is asked any more, and nobody who comes later.

    True when this call did it. What people completed stays as it is.
    """
    _lock(session, assignment)
    added = add_once(
        session,
        AssignmentEnd,
        assignment_id=assignment.id,
        reason=reason,
        recorded_at=at,
        recorded_by_id=by,
    )
    if added:
        audit.note(
            session, "assignment ended", person_id=None, by=by, at=at, assignment=assignment.id
        )
    return added


def is_over(session: Session, assignment: Assignment) -> bool:
    """Whether it was taken back as a whole."""
    return session.get(AssignmentEnd, assignment.id) is not None


def _lock(session: Session, assignment: Assignment) -> None:
    session.get_one(Assignment, assignment.id, with_for_update=WEAKLY, populate_existing=True)
