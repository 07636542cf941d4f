"""The database: engine, the session of a request, and how SQLite is made safe.

SQLite gets write-ahead logging, durable commits, foreign keys, and an explicit BEGIN: IMMEDIATE
where something may be written, so that two writers queue up instead of losing an update.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from inspect import iscoroutinefunction
from typing import Any

from flask import g
from flask.sansio.app import App
from flask_alembic import Alembic
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from portal.domain.text import as_searched
from portal.models import Base
from portal.models.base import UtcDateTime


class Database(SQLAlchemy):
    """Flask-SQLAlchemy-Lite without its asynchronous half, which the portal does not use."""

    def init_app(self, app: App) -> None:
        """Close only sessions that are not asynchronous when a request ends.

        Closing the others, though there are none, would start an event loop for every request:
        0.3 ms, a fifth of a page.
        """
        super().init_app(app)
        app.teardown_appcontext_funcs = [
            close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)
        ]

    def has_begun(self) -> bool:
        """Whether the session of this request is within a transaction. It makes none to see."""
        made: dict[str, Session] = g.get("_sqlalchemy_sessions", {})
        return "default" in made and made["default"].in_transaction()


db = Database(engine_options={"pool_pre_ping": False})


class Migrations(Alembic):
    """Flask-Alembic, with migrations numbered 0001, 0002 and so on."""

    def rev_id(self) -> str:
        """The number after the last; two that take the same one collide, as they should."""
        numbers = [int(script.revision) for script in self.script_directory.walk_revisions()]
        return f"{max(numbers, default=0) + 1:04}"

    def run_migrations(self, fn: Any, **kwargs: Any) -> None:
        """Run them. SQLite changes a table by making another and dropping the first.

        So its foreign keys rest meanwhile, and are checked before all of it is committed.
        """
        before = _migrating.set(True)
        try:
            super().run_migrations(fn, **kwargs)
        finally:
            _migrating.reset(before)


_migrating: ContextVar[bool] = ContextVar("migrating", default=False)
"""Whether tables are being changed."""
alembic = Migrations(metadatas=Base.metadata)

writing: ContextVar[bool] = ContextVar("writing", default=True)
"""Whether the current unit of work may write. The views set it to False for GET and HEAD."""


@contextmanager
def unit_of_work(make_session: Callable[[], Session], *, writes: bool) -> Iterator[Session]:
    """A session of its own; one that only reads keeps nobody from writing meanwhile."""
    before = writing.set(writes)
    try:
        with make_session() as session:
            yield session
    finally:
        writing.reset(before)


@event.listens_for(Engine, "connect")
def _prepare(dbapi_connection: Any, _record: Any) -> None:
    kind = type(dbapi_connection).__module__.partition(".")[0]
    if kind == "sqlite3":
        _prepare_sqlite(dbapi_connection)
    elif kind == "psycopg":
        _prepare_postgresql(dbapi_connection)


def _prepare_postgresql(dbapi_connection: Any) -> None:
    """Rows that are looked up one by one lie in memory, or on a disk that seeks at no cost.

    By its own measure, of disks that turn, PostgreSQL would rather read a whole table than look up
    500 people in it.
    """
    dbapi_connection.prepared_max = _PREPARED
    _remember_long_statements()
    before = dbapi_connection.autocommit
    dbapi_connection.autocommit = True  # else it would be undone with the first transaction
    dbapi_connection.execute("SET random_page_cost = 1.1")
    dbapi_connection.autocommit = before


_PREPARED = 500
"""So many statements a connection keeps prepared: to plan a long one takes longer than to run it.
Of these the portal has some hundreds; the driver alone would keep 100."""


@cache
def _remember_long_statements() -> None:
    """Have the driver remember where the parameters of long statements are, as it does of others.

    It would look for them each time in what is longer than 4,096 characters, lest many statements
    that are asked once fill its memory. To look takes longer than to ask for somebody's facts.
    """
    from psycopg import _queries

    _queries.MAX_CACHED_STATEMENT_LENGTH = _LONG


_LONG = 16_000
"""No statement of the portal has so many characters, but for those with many parameters, of which
the driver remembers none."""


@event.listens_for(Engine, "rollback")
def _roll_back_postgresql(connection: Connection) -> None:
    """Roll back past the driver, which would forget all statements that it has prepared.

    It does so in case they were about tables that are taken back. Nothing here makes tables but
    migrations, which have connections of their own. And whatever only reads ends with this. The
    driver rolls back what is left, and says so where a connection is lost.
    """
    if connection.dialect.name != "postgresql" or connection.invalidated:
        return
    opened = connection.connection.dbapi_connection
    if opened is not None and not opened.closed:
        opened.pgconn.exec_(b"ROLLBACK")


def _prepare_sqlite(dbapi_connection: Any) -> None:
    dbapi_connection.isolation_level = None  # we say BEGIN ourselves, below
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # an acknowledged action survives a power cut
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-16000")  # 16 MB: a search reads more than the usual 2
    cursor.close()
    dbapi_connection.create_function("as_searched", 1, as_searched, deterministic=True)


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    opened = connection.connection.dbapi_connection
    if opened is not None and opened.isolation_level is None:  # a library's own may say it itself
        rest = _migrating.get()
        if rest != connection.info.get("keys rest", False):  # only outside of a transaction
            connection.exec_driver_sql(f"PRAGMA foreign_keys={'OFF' if rest else 'ON'}")
            connection.info["keys rest"] = rest
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")


@event.listens_for(Engine, "commit")
def _check_keys(connection: Connection) -> None:
    if not _migrating.get() or connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        message = f"The migration leaves rows that refer to nothing, in {tables}. It is not done."
        raise RuntimeError(message)


def alembic_context() -> dict[str, Any]:
    """How migrations are made: in batches for SQLite, with plain column types.

    The words of the search are a table of the database's own kind, which no model describes.
    """
    return {
        "include_name": lambda name, kind, _parents: (
            kind != "table" or not (name or "").startswith("search_words")
        ),
        "render_as_batch": True,
        "render_item": lambda _kind, item, _context: (
            "sa.DateTime(timezone=True)" if isinstance(item, UtcDateTime) else False
        ),
    }
