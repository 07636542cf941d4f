"""Which rows were known at a moment: recorded by then, not superseded by then, not undone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal.models import RosterImport

Conditions = Sequence[ColumnElement[bool]]
Columns = TypeVarTuple("Columns")


def recorded_by(column: InstrumentedAttribute[datetime], known_at: datetime | None) -> Conditions:
    """The fact was recorded by the moment; None is now."""
    return [] if known_at is None else [column <= known_at]


def stands(table: type[Any], known_at: datetime | None) -> ColumnElement[bool]:
    """No fact recorded by the moment supersedes this one."""
    later = aliased(table)
    superseding = select(later.id).where(
        later.supersedes_id == table.id, *recorded_by(later.recorded_at, known_at)
    )
    return ~superseding.correlate(table).exists()


def not_undone(
    statement: Select[*Columns],
    import_id: InstrumentedAttribute[int | None],
    known_at: datetime | None = None,
) -> Select[*Columns]:
    """Leave out what came with a file that had been taken back by the moment."""
    undone_at = RosterImport.undone_at
    still = (
        [undone_at.is_(None)] if known_at is None else [undone_at.is_(None), undone_at > known_at]
    )
    return statement.outerjoin(RosterImport, RosterImport.id == import_id).where(or_(*still))
