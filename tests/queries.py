"""Counting the queries of a piece of work, so that a long list costs no more than a short one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import Engine, event

from portal.services import library
from portal.services.library import shelf
from tests.fresh import maker


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile, without BEGIN and COMMIT.

    That includes what the library asks of the driver, past SQLAlchemy.
    """
    statements: list[str] = []
    engine = maker(app).kw["bind"]

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.partition(" ")[0].upper() not in ("BEGIN", "COMMIT", "ROLLBACK"):
            statements.append(statement)

    def glance(engine: Engine) -> int:
        statements.append(shelf._GLANCE)
        return shelf.glance(engine)

    event.listen(engine, "before_cursor_execute", note)
    try:
        with patch.object(library, "glance", glance):
            yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
