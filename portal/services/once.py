"""Adding a row exactly once, whatever two tabs or a double click do."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from enum import Enum
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import (
    Dialect,
    Select,
    Table,
    func,
    insert,
    inspect,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from portal.models import Base
from portal.services.touched import touched, touched_all

_NOTHING: Mapping[str, Any] = MappingProxyType({})

# Both statements depend only on the table and the names of its columns, so they are built once.


def _insert(dialect: str, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    target = cast(Table, table.__table__)
    return postgresql.insert(target) if dialect == "postgresql" else sqlite.insert(target)


@cache
def _insert_once(dialect: str, table: type[Base]) -> ReturningInsert[Any]:
    key = inspect(table).primary_key[0]
    return _insert(dialect, table).on_conflict_do_nothing().returning(key)


@cache
def _insert_or_update(
    dialect: str, table: type[Base], key: tuple[str, ...], names: tuple[str, ...]
) -> sqlite.Insert | postgresql.Insert:
    statement = _insert(dialect, table)
    new = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=key, set_=new)


def add_once(session: Session, table: type[Base], **values: Any) -> bool:
    """Insert a row unless an equal key is there already. True when this call added it."""
    statement = _insert_once(session.get_bind().dialect.name, table)
    added = session.execute(statement, values).first()
    if added is None:
        return False
    touched(session, table, {inspect(table).primary_key[0].name: added[0], **values})
    return True


def add_many_once(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, but for those whose key is there already. For tables without facts."""
    if rows:
        target = _insert(session.get_bind().dialect.name, table)
        session.execute(target.on_conflict_do_nothing(), list(rows))


def put(session: Session, table: type[Base], key: dict[str, Any], values: dict[str, Any]) -> None:
    """Insert a row, or bring the one with this key up to date."""
    dialect = session.get_bind().dialect.name
    statement = _insert_or_update(dialect, table, tuple(key), tuple(values))
    session.execute(statement, key | values)
    touched(session, table, key | values)


def put_many(
    session: Session, table: type[Base], key: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows, or bring those with the same key up to date. For tables without facts."""
    if rows:
        dialect = session.get_bind().dialect.name
        names = tuple(name for name in rows[0] if name not in key)
        session.connection().execute(_insert_or_update(dialect, table, key, names), list(rows))


def add_all(
    session: Session,
    table: type[Base],
    rows: Sequence[Mapping[str, Any]],
    same: Mapping[str, Any] = _NOTHING,
) -> None:
    """Insert rows that bring their keys; `same` as in `add_many`. For tables without facts."""
    if rows:
        target = cast(Table, table.__table__)
        session.execute(insert(target).values(_written(session, target, same)), list(rows))


def add_many(
    session: Session,
    table: type[Base],
    rows: Sequence[Mapping[str, Any]],
    same: Mapping[str, Any] = _NOTHING,
) -> Sequence[int]:
    """Insert rows that all have the same columns; and their numbers, in the same order.

    `same` is what all of them say besides; a column that nobody names stays empty. Whoever calls
    this has made sure that they are not there yet.
    """
    if not rows:
        return []
    target, key = cast(Table, table.__table__), inspect(table).primary_key[0]
    numbers = _next(session, target.name, key, len(rows))
    named = [{key.name: number, **row} for number, row in zip(numbers, rows, strict=True)]
    session.execute(insert(target).values(_written(session, target, same)), named)
    touched(session, table, same)
    touched_all(session, table, named)
    return numbers


def _written(session: Session, target: Table, same: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a statement says them: to hand over each with every row takes half the time.

    Raises ValueError for a text of more than letters and digits: what people typed never becomes
    part of a statement.
    """
    for name, value in same.items():
        if isinstance(value, str) and not isinstance(value, Enum) and not f"{value}0".isalnum():
            message = f"{name} is a text that belongs to the rows, not to all of them: {value!r}"
            raise ValueError(message)
    dialect, inside = session.get_bind().dialect, {"literal_binds": True}
    return {
        name: literal_column(
            str(literal(value, target.c[name].type).compile(dialect=dialect, compile_kwargs=inside))
        )
        for name, value in same.items()
    }


def _next(session: Session, table: str, key: Any, count: int) -> Sequence[int]:
    """So many numbers for new rows. Taken first, so that no insert has to answer row by row."""
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table, key.name)
        each = func.generate_series(1, count).table_valued("number")
        return session.scalars(select(func.nextval(sequence)).select_from(each)).all()
    first = (session.scalar(select(func.max(key))) or 0) + 1  # whoever may write is alone here
    return range(first, first + count)


WEAKLY = {"key_share": True}
"""How rows are locked, for `with_for_update`: others may still add rows that refer to them.

A row kept for speed refers to people, teams and areas, and may be written while somebody else
holds the lock and waits for their turn. A full lock would leave both waiting for each other.
"""
_QUEUE = 20230619  # any number; nothing else in the database may lock the same
_WAIT = f"SELECT pg_advisory_xact_lock({_QUEUE})"


@lru_cache(maxsize=8)
def _asked_in_turn(then: Select[Any], dialect: Dialect) -> str:
    return f"{_WAIT}; {then.compile(dialect=dialect)}"


def one_after_the_other(session: Session, then: Select[Any] | None = None) -> Any:
    """Wait until nobody else is past this call, and keep others here until the transaction ends.

    What is read afterwards holds everything that those before have committed. SQLite needs
    nothing: there, whoever may write waits from the beginning. `then`, which has no parameters, is
    asked afterwards, and its first value is returned: to ask for it apart would be another way to
    the server and back.
    """
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return None if then is None else connection.execute(then).scalar()
    if then is None:
        return connection.exec_driver_sql(_WAIT) and None
    asked = _asked_in_turn(then, connection.dialect)
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(asked)
        cursor.nextset()
        row = cursor.fetchone()
    return None if row is None else row[0]
