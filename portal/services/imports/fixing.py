"""What somebody decides about rows before a list is taken in."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.imports.rows import Fix
from portal.models import ImportBatch, ImportFix
from portal.services import once
from portal.services.imports.batches import to_change


def fixes_of(session: Session, batch: ImportBatch) -> dict[int, Fix]:
    """What was decided, by row."""
    statement = select(
        ImportFix.number, ImportFix.texts, ImportFix.who, ImportFix.differing, ImportFix.left_out
    ).where(ImportFix.batch_id == batch.id)
    return {number: Fix(*decided) for number, *decided in session.execute(statement)}


def fix(
    session: Session, batch: ImportBatch, number: int, decided: Fix, *, by: int, at: datetime
) -> None:
    """Decide about a row. Raises Conflict when the list is taken in."""
    fix_many(session, batch, {number: decided}, by=by, at=at)


def fix_many(
    session: Session, batch: ImportBatch, decided: Mapping[int, Fix], *, by: int, at: datetime
) -> None:
    """Decide about rows. Raises Conflict when the list is taken in."""
    to_change(session, batch)
    rows = [
        {
            "batch_id": batch.id,
            "number": number,
            "texts": dict(one.texts),
            "who": one.who,
            "differing": one.differing,
            "left_out": one.left_out,
            "recorded_at": at,
            "recorded_by_id": by,
        }
        for number, one in decided.items()
    ]
    once.put_many(session, ImportFix, ("batch_id", "number"), rows)
