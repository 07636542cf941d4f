"""Rows for made-up states: numbered, collected by table, and put in by the thousand."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from portal.models import Base

OF_A_STATE = "Sample "
"""So the names in a made-up state begin; nobody of the sample world has such a name."""
_AT_ONCE = 20_000
"""Rows to an insert: few enough to keep the memory small."""


class Rows:
    """What waits to be inserted."""

    def __init__(self, session: Session, at: datetime) -> None:
        self.session = session
        self.at = at
        self.waiting: dict[type[Base], list[dict[str, Any]]] = {}
        self.numbers: dict[type[Base], Iterator[int]] = {}

    def number(self, table: type[Any]) -> int:
        """The next number of a table's rows."""
        if table not in self.numbers:
            last = self.session.scalar(select(func.max(table.id))) or 0
            self.numbers[table] = count(last + 1)
        return next(self.numbers[table])

    def put(self, table: type[Base], days_ago: int, **values: Any) -> None:
        """A row that was recorded so many days ago."""
        values["recorded_at"] = self.at - timedelta(days=days_ago)
        values["recorded_by_id"] = None
        waiting = self.waiting.setdefault(table, [])
        waiting.append(values)
        if len(waiting) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Insert them: parents before children, as the tables themselves are sorted."""
        order = {table: place for place, table in enumerate(Base.metadata.sorted_tables)}
        for table in sorted(self.waiting, key=lambda one: order[one.__table__]):  # type: ignore[index]
            if rows := self.waiting[table]:
                self.session.execute(insert(table), rows)
                rows.clear()
        if self.session.get_bind().dialect.name == "postgresql":
            self._go_on_counting()

    def _go_on_counting(self) -> None:
        """PostgreSQL counts for itself: from the last number on, for who comes after us."""
        for table in self.numbers:
            name = table.__tablename__
            last = select(func.max(table.__table__.c.id)).scalar_subquery()
            self.session.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), last)))
