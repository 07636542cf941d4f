"""Writing kept rows: all that a transaction changes of them, at once.

PostgreSQL is asked once, with the rows of each table as one text: to hand over many statements and
rows takes longer than to work them out. SQLite has no such statement and needs none.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Date,
    Dialect,
    String,
    Table,
    bindparam,
    case,
    column,
    delete,
    func,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.models import Base, KeptCounty, KeptCountyGap, KeptGap, KeptPerson, KeptTeam
from portal.services.certification.statements import table_of
from portal.services.readiness.changed import noted

Said = Mapping[str, Any]
"""What a row that is handed over says, by its columns."""
_PUT, _GONE, _STAMP = "put", "gone", "stamp"


@dataclass(frozen=True, eq=False, slots=True)
class _Write:
    """What is done for each row that is handed over."""

    name: str
    says: Mapping[str, Any]
    """The columns of such a row, with their types."""
    made: Callable[[str, Said], Any]
    """The statement, by the kind of the database."""


def _put(table: Table) -> _Write:
    """A row takes the place of the one with the same key; one whose number is open gets a new one.

    Rows that stay have their number, which spares looking up once more what they refer to.
    """
    key, names = table.primary_key.columns.keys(), table.columns.keys()

    def made(dialect: str, said: Said) -> Any:
        values = dict(said)
        insert: Any = sqlite.insert
        if dialect == "postgresql":
            insert = postgresql.insert
            if "id" in key:  # SQLite gives a new one by itself
                new = func.nextval(func.pg_get_serial_sequence(table.name, "id"))
                values["id"] = func.coalesce(said["id"], new)
        rows = select(*(values[name] for name in names)).where(true())
        statement = insert(table).from_select(names, rows)
        anew = {name: statement.excluded[name] for name in names if name not in key}
        return statement.on_conflict_do_update(index_elements=key, set_=anew)

    return _Write(f"{table.name}_{_PUT}", {name: table.c[name].type for name in names}, made)


def _gone(table: Table) -> _Write:
    """The row with this key is no more."""
    key = table.primary_key.columns.keys()

    def made(_dialect: str, said: Said) -> Any:
        return delete(table).where(*(table.c[name] == said[name] for name in key))

    return _Write(f"{table.name}_{_GONE}", {name: table.c[name].type for name in key}, made)


def _stamp(_dialect: str, said: Said) -> Any:
    kept = table_of(KeptCounty)
    last, day = kept.c.last_evidence_on, said["day"]
    return (
        update(kept)
        .where(kept.c.county_fips == said["county"])
        .values(
            stamp=said["new"],
            changes=noted(said["new"], said["words"]),
            last_evidence_on=case((or_(last.is_(None), last < day), day), else_=last),
        )
    )


_TABLES = [table_of(each) for each in (KeptPerson, KeptTeam, KeptGap, KeptCountyGap)]
_STAMPED = {"county": String(), "new": String(), "words": String(), "day": Date()}
_WRITES = MappingProxyType(
    {table.name: (_gone(table), _put(table)) for table in _TABLES}
    | {_STAMP: (_Write(_STAMP, _STAMPED, _stamp),)}
)
"""By table, in the order in which they are done."""


class Writes:
    """What is to be written. Nothing of it is until `write` is called."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)

    def put(self, model: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows with all of their columns, in place of those with the same keys.

        Where the key is a number, None is a new one.
        """
        self._rows[f"{model.__tablename__}_{_PUT}"] += rows

    def forget(self, model: type[Base], keys: Iterable[Mapping[str, Any]]) -> None:
        """The rows with these keys, of which none is put as well."""
        self._rows[f"{model.__tablename__}_{_GONE}"] += keys

    def stamp(self, county: str, new: str, words: str, day: date | None) -> None:
        """If a county is kept, it gets another stamp for that; of the day there is evidence."""
        said = {"county": county, "new": new, "words": words, "day": day and day.isoformat()}
        self._rows[_STAMP].append(said)

    def write(self, session: Session) -> None:
        """All of it, and then nothing is to be written any more."""
        connection, dialect = session.connection(), session.get_bind().dialect
        rows = {name: mine for name, mine in self._rows.items() if mine}
        self._rows.clear()
        tables = [
            table for table, all_ in _WRITES.items() if any(each.name in rows for each in all_)
        ]
        if not tables:
            return
        if dialect.name == "postgresql":
            text, constants = _at_once(tuple(tables), dialect)
            names = [each.name for table in tables for each in _WRITES[table]]
            asked = {name: json.dumps(rows.get(name, ())) for name in names}
            connection.exec_driver_sql(text, {**constants, **asked})
            return
        for table in tables:
            for each in _WRITES[table]:
                if each.name in rows:
                    text, order, constants = _one_by_one(each, dialect)
                    each_row = [
                        tuple((row if name in row else constants)[name] for name in order)
                        for row in rows[each.name]
                    ]
                    connection.exec_driver_sql(text, each_row)


@lru_cache(maxsize=16)
def _one_by_one(write: _Write, dialect: Dialect) -> tuple[str, Sequence[str], Mapping[str, Any]]:
    """The statement for one row, its parameters in order, and those that are always the same."""
    said = {name: bindparam(name, type_=kind) for name, kind in write.says.items()}
    compiled = write.made(dialect.name, said).compile(dialect=dialect)
    return str(compiled), compiled.positiontup or (), compiled.params


@lru_cache(maxsize=32)
def _at_once(tables: tuple[str, ...], dialect: Dialect) -> tuple[str, Mapping[str, Any]]:
    """All statements for these tables as one, and its parameters that are always the same.

    For these tables whether there are rows or not: else there would be many such statements, and
    each is planned anew for the first times.
    """
    done = [
        each.made(dialect.name, _handed_over(each)).cte(f"{each.name}_done")
        for table in tables
        for each in _WRITES[table]
    ]
    compiled = select(literal_column("1")).add_cte(*done).compile(dialect=dialect)
    return str(compiled), compiled.params


def _handed_over(write: _Write) -> Said:
    """The columns of the rows in a text."""
    columns = [
        column(name, String() if isinstance(kind, String) else kind)
        for name, kind in write.says.items()
    ]
    rows = func.json_to_recordset(type_coerce(bindparam(write.name), postgresql.JSON))
    return dict(
        rows.table_valued(*columns, name=f"{write.name}_row").render_derived(with_types=True).c
    )
