"""Facts that are only added: which hold, which have been superseded, who recorded them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from portal.domain.dates import civil_date
from portal.domain.errors import Conflict, NotFound
from portal.models import (
    Credential,
    Decision,
    Designation,
    DutyHeld,
    Leave,
    OutsideTraining,
    Person,
    PersonProviderType,
)
from portal.services import audit
from portal.services.once import WEAKLY

Row = TypeVar(
    "Row",
    Credential,
    PersonProviderType,
    OutsideTraining,
    Decision,
    DutyHeld,
    Leave,
    Designation,
)

DOUBLE_CLICK = timedelta(minutes=1)
"""Within it, asking again for the same thing is taken for the same act."""
_Recorder = aliased(Person)
LARGEST = 2**31 - 1
"""No row has a higher number; databases raise an error when asked for one."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[Row]):
    """A fact, who recorded it, and whether a later one has taken its place."""

    row: Row
    recorded_by: str | None
    superseded: bool


def entries(
    session: Session, table: type[Row], person_ids: Iterable[int], until: dict[int, date]
) -> dict[int, list[Entry[Row]]]:
    """What is recorded about each of these people, newest first.

    For a person in `until`, it is what was known by the end of that day.
    """
    ids = list(person_ids)
    statement = (
        select(table, _Recorder.called)
        .outerjoin(_Recorder, _Recorder.id == table.recorded_by_id)
        .where(table.person_id.in_(ids))
        .order_by(table.id.desc())
    )
    known = [
        (row, called)
        for row, called in session.execute(statement)
        if row.person_id not in until or civil_date(row.recorded_at) <= until[row.person_id]
    ]
    superseded = {row.supersedes_id for row, _ in known}
    found: dict[int, list[Entry[Row]]] = {person_id: [] for person_id in ids}
    for row, recorded_by in known:
        found[row.person_id].append(Entry(row, recorded_by, row.id in superseded))
    return found


def by_id(session: Session, table: type[Any], row_id: int, *, lock: bool = False) -> Any:
    """The row of this number, or None; locked until the transaction ends if asked."""
    if row_id > LARGEST:
        return None
    weakly = WEAKLY if lock else None
    return session.get(table, row_id, with_for_update=weakly, populate_existing=lock)


def of_person(session: Session, table: type[Row], person_id: int, row_id: int) -> Row:
    """A fact of this person, superseded or not. Raises NotFound."""
    row: Row | None = by_id(session, table, row_id)
    if row is None or row.person_id != person_id:
        message = "This person has no such entry."
        raise NotFound(message)
    return row


def standing(session: Session, table: type[Row], person_id: int, row_id: int) -> Row:
    """A fact of this person that may be superseded. Raises NotFound or Conflict."""
    row = of_person(session, table, person_id, row_id)
    if session.scalar(select(table.id).where(table.supersedes_id == row_id)):
        message = "This entry has been replaced by a newer one. The person’s page shows what holds."
        raise Conflict(message)
    return row


def not_superseded(table: Any) -> ColumnElement[bool]:
    """No further row has taken the row's place."""
    later = aliased(table)
    return ~select(later.id).where(later.supersedes_id == table.id).correlate(table).exists()


def lock(session: Session, person_id: int) -> Person:
    """Keep everybody else from adding facts about this person until the transaction ends."""
    return session.get_one(Person, person_id, with_for_update=WEAKLY, populate_existing=True)


def lock_all(session: Session, person_ids: Iterable[int]) -> None:
    """The same for several people: in one order, so that nobody waits in a circle."""
    ids = sorted(set(person_ids))
    statement = select(Person.id).where(Person.id.in_(ids)).order_by(Person.id)
    session.execute(statement.with_for_update(key_share=True)).all()


def record(
    session: Session,
    table: type[Row],
    person_id: int,
    facts: dict[str, Any],
    corrects: int | None,
    *,
    action: str,
    by: int,
    at: datetime,
) -> tuple[Row, bool]:
    """Add a fact, or one that takes the place of `corrects`; and whether this call added it.

    The very same again, as by a double click or in a second tab, adds nothing. Raises NotFound or
    Conflict when there is nothing to correct, or not any more.
    """
    lock(session, person_id)
    known = _recorded_before(session, table, person_id, facts, corrects, by, at)
    if known is not None:
        return known, False
    if corrects is not None:
        standing(session, table, person_id, corrects)
    row = table(
        person_id=person_id,
        supersedes_id=corrects,
        recorded_at=at,
        recorded_by_id=by,
        **facts,
    )
    session.add(row)
    session.flush()
    audit.note(session, action, person_id=person_id, by=by, at=at, entry=row.id)
    return row, True


def _recorded_before(
    session: Session,
    table: type[Row],
    person_id: int,
    facts: dict[str, Any],
    corrects: int | None,
    by: int,
    at: datetime,
) -> Row | None:
    same = select(table).filter_by(person_id=person_id, **facts)
    if corrects is None:
        later = select(table.supersedes_id).where(table.supersedes_id.is_not(None))
        return session.scalars(same.where(table.id.not_in(later))).first()
    just_now = (table.recorded_by_id == by, table.recorded_at > at - DOUBLE_CLICK)
    return session.scalars(same.where(table.supersedes_id == corrects, *just_now)).first()
