"""A fresh, migrated database for each test. The migrations run once per worker, not per test."""

import logging
import os
import shutil
import sqlite3
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from pydantic import SecretStr
from sqlalchemy import NullPool, create_engine, make_url, text

from tests.database import VARIABLE

if TYPE_CHECKING:  # tests of plain Python do without the portal's views
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session, sessionmaker

    from portal.config import Settings
    from portal.domain.curriculum import Catalogue
    from portal.domain.requirements import Rulebook

CURRICULUM = Path(__file__).parent / "content" / "good"
_MEDIA = TemporaryDirectory(prefix="portal-media-")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
FROM_MIGRATIONS = {"alembic_version", "county", "county_plan", "county_plan_county"}
"""The tables whose rows the migrations bring; tests leave them alone."""


def settings_for(database_url: str) -> "Settings":
    """The settings of every test: the small sample curriculum, and mail that reaches nobody."""
    from portal.config import Settings
    from tests.packets import SIGNING_KEY

    media = Path(_MEDIA.name)
    return Settings(
        env="test",
        database_url=database_url,
        public_url="http://localhost",
        curricula=CURRICULUM,
        smtp_host="mail.invalid",
        signing_key=SecretStr(SIGNING_KEY.private()),
        media_store=str(media / "store"),
        media_staging=media / "staging",
    )


class _Compiled(BytecodeCache):
    """Templates, compiled once per worker. Jinja compares each with its source before using it."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = _Compiled()


def new_app(settings: "Settings", **overrides: Any) -> "Flask":
    """The portal."""
    from portal.app import create_app

    app = create_app(settings, TESTING=True, **overrides)
    app.jinja_env.bytecode_cache = COMPILED
    return app


@cache
def _files(curricula: Path, regulations: Path) -> "tuple[Catalogue, Rulebook]":
    from portal.content.curriculum import read_catalogue
    from portal.content.regulations import read_rulebook

    return read_catalogue(curricula), read_rulebook(regulations)


def give_files(app: "Flask") -> None:
    """What the app would read from its files, read once per worker: frozen values."""
    settings = app.config["SETTINGS"]
    catalogue, rulebook = _files(settings.curricula, settings.regulations)
    app.extensions["portal.catalogue"] = catalogue
    app.extensions["portal.regulations"] = rulebook


def quick_folder() -> Path:
    """A folder for databases: in memory where the system has that, so that no commit waits.

    Whoever asks removes it. What a power cut leaves is not tested; a killed process loses nothing
    here either.
    """
    shared = Path("/dev/shm")
    usable = shared.is_dir() and os.access(shared, os.W_OK)
    return Path(tempfile.mkdtemp(prefix="portal-tests-", dir=shared if usable else None))


def maker(app: "Flask") -> "sessionmaker[Session]":
    """What makes sessions on the app's database."""
    from portal.db import db

    with app.app_context():
        return db.sessionmaker


def migrate(database_url: str) -> None:
    """Bring an empty database up to date."""
    from portal.db import alembic

    logging.getLogger("alembic").setLevel(logging.WARNING)
    app = new_app(settings_for(database_url))
    with app.app_context():
        alembic.upgrade()
    close(app)


def close(app: "Flask") -> None:
    """Close the connections of an app that is no longer needed."""
    maker(app).kw["bind"].dispose()


@contextmanager
def as_it_was(app: "Flask") -> "Iterator[None]":
    """Put back afterwards what a test changes of an app: how it is configured, what it holds."""
    config, holds = dict(app.config), dict(app.extensions)
    yield
    for now, before in ((app.config, config), (app.extensions, holds)):
        now.clear()
        now.update(before)


def empty_like(database_url: str, folder: Path) -> str:
    """The address of an empty database of the same kind, without a table, for migrations."""
    if make_url(database_url).get_backend_name() == "sqlite":
        return f"sqlite:///{folder / 'empty.db'}"
    return _create(database_url, f"portal_empty_{WORKER}")


def _create(server_url: str, name: str) -> str:
    """Make a database anew on this server."""
    server = create_engine(server_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


RESTART_SEQUENCES = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""


class Sqlite:
    """One migrated file, copied before each test to the same place."""

    def __init__(self, folder: Path) -> None:
        self.template, self.file = folder / "template.db", folder / "portal.db"
        migrate(f"sqlite:///{self.template}")

    def fresh(self) -> str:
        """The address of a fresh database."""
        for part in ("", "-wal", "-shm"):
            self.file.with_name(self.file.name + part).unlink(missing_ok=True)
        shutil.copyfile(self.template, self.file)
        return f"sqlite:///{self.file}"

    def close(self) -> None:
        """Nothing is held open."""


class Copies:
    """What takes long to make in a database, made once and put into each that asks for it later.

    Only SQLite's can be copied so; in a PostgreSQL it is made again.
    """

    def __init__(self) -> None:
        self.kept: dict[str, sqlite3.Connection] = {}

    def put(self, session: "Session", name: str, make: "Callable[[Session], object]") -> None:
        """Fill the fresh database of this session, and commit."""
        if session.get_bind().dialect.name != "sqlite":
            make(session)
            session.commit()
        elif name in self.kept:
            self.kept[name].backup(_dbapi(session))
        else:
            make(session)
            session.commit()
            self.kept[name] = sqlite3.connect(":memory:")
            _dbapi(session).backup(self.kept[name])
        session.rollback()

    def close(self) -> None:
        """Forget them."""
        for copy in self.kept.values():
            copy.close()


def _dbapi(session: "Session") -> Any:
    """The driver's connection of this session, outside of any transaction."""
    opened = session.connection().connection.dbapi_connection
    assert opened is not None
    opened.rollback()
    return opened


class Postgresql:
    """One migrated database per worker, emptied before each test."""

    def __init__(self, server_url: str) -> None:
        self.url = _create(server_url, f"portal_test_{WORKER}")
        migrate(self.url)
        self.engine = create_engine(self.url, isolation_level="AUTOCOMMIT")  # one that stays open
        with self.engine.connect() as connection:
            found = connection.execute(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            )
            tables = [f'"{name}"' for name in set(found.scalars()) - FROM_MIGRATIONS]
            superuser = connection.scalar(text("SHOW is_superuser")) == "on"
        self.empty = (
            "SET session_replication_role = replica; "  # no foreign keys, no triggers: any order
            + " ".join(f"DELETE FROM {name};" for name in tables)
            + RESTART_SEQUENCES
            if superuser  # 8 ms; the other takes 80
            else f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"
        )

    def fresh(self) -> str:
        """The address of a fresh database."""
        with self.engine.connect() as connection:
            connection.execute(text("SET lock_timeout = '60s'"))  # a test left a session open
            connection.execute(text(self.empty))
        return self.url

    def close(self) -> None:
        """Let go of the server."""
        self.engine.dispose()


def template(kind: str, folder: Path) -> Sqlite | Postgresql:
    """What makes the databases of a worker."""
    return Sqlite(folder) if kind == "sqlite" else Postgresql(os.environ[VARIABLE])
