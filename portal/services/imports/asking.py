"""A long list is taken in, and undone, beside the page: somebody asks, and may leave."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.access import Grant
from portal.domain.imports.rows import Columns
from portal.models import ImportBatch, RoleGrant
from portal.services.imports.batches import sheet_of
from portal.services.once import WEAKLY

LONG = 500
"""A list of more rows takes longer than a page should."""


def is_long(batch: ImportBatch) -> bool:
    """Whether the list, whose columns are confirmed, is taken in and undone beside the page."""
    return row_count(batch) > LONG


def row_count(batch: ImportBatch) -> int:
    """How many rows stand below the headings."""
    columns = Columns(**batch.columns)
    return len(sheet_of(batch, columns.sheet)["rows"]) - columns.header - 1


def ask(session: Session, batch: ImportBatch, *, by: int, at: datetime) -> None:
    """Ask for the list to be taken in. Asking again, as by a double click, changes nothing."""
    session.refresh(batch, ["taken_at", "asked_at"], with_for_update=WEAKLY)
    if batch.taken_at is None and batch.asked_at is None:
        batch.asked_at, batch.asked_by_id, batch.looked_at_rows = at, by, 0
        session.flush()


def asked(session: Session) -> list[int]:
    """The numbers of the lists that wait to be taken in, in the order in which they were asked."""
    waits = (ImportBatch.asked_at.is_not(None), ImportBatch.taken_at.is_(None))
    statement = select(ImportBatch.id).where(*waits).order_by(ImportBatch.asked_at, ImportBatch.id)
    return list(session.scalars(statement))


def ask_to_undo(session: Session, batch: ImportBatch, *, by: int, at: datetime) -> None:
    """Ask for the list to be undone. Asking again changes nothing."""
    session.refresh(batch, ["undone_at", "undo_asked_at"], with_for_update=WEAKLY)
    if batch.undone_at is None and batch.undo_asked_at is None:
        batch.undo_asked_at, batch.undo_asked_by_id = at, by
        session.flush()


def asked_to_undo(session: Session) -> list[int]:
    """The numbers of the lists that wait to be undone, in the order in which they were asked."""
    waits = (ImportBatch.undo_asked_at.is_not(None), ImportBatch.undone_at.is_(None))
    statement = select(ImportBatch.id).where(*waits)
    return list(session.scalars(statement.order_by(ImportBatch.undo_asked_at, ImportBatch.id)))


def note(session: Session, number: int, rows: int) -> None:
    """Note how many rows were looked at."""
    session.execute(update(ImportBatch).where(ImportBatch.id == number).values(looked_at_rows=rows))


def give_up(session: Session, number: int) -> None:
    """Nothing was recorded: the list is open again, for somebody to see what is in the way."""
    open_again = {"asked_at": None, "asked_by_id": None, "looked_at_rows": None}
    not_taken = (ImportBatch.id == number, ImportBatch.taken_at.is_(None))
    session.execute(update(ImportBatch).where(*not_taken).values(**open_again))


def give_up_undoing(session: Session, number: int) -> None:
    """Nothing was undone: somebody may ask again."""
    not_undone = (ImportBatch.id == number, ImportBatch.undone_at.is_(None))
    asked_no_more = {"undo_asked_at": None, "undo_asked_by_id": None}
    session.execute(update(ImportBatch).where(*not_undone).values(**asked_no_more))


def grants_of(session: Session, person_id: int) -> list[Grant]:
    """What roles somebody holds now."""
    held = (RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None))
    rows = session.execute(select(RoleGrant.role, RoleGrant.county_fips).where(*held))
    return [Grant(role, county) for role, county in rows]
