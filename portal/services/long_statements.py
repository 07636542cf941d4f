"""Long statements that are asked again and again, as one object each."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Executable


class _Compiled(dict[Any, Any]):
    """What one statement is to one database.

    A cache for all statements finds it by its whole content, which for a long one takes longer
    than to hand it over. This one belongs to the statement and holds nothing else.
    """

    def get(self, _key: Any, default: Any = None) -> Any:
        return next(iter(self.values()), default)


@lru_cache(maxsize=256)
def _compiled(_statement: Executable, _dialect: Dialect, _keys: tuple[str, ...]) -> _Compiled:
    return _Compiled()


def ask(connection: Connection, statement: Executable, asked: Mapping[str, Any]) -> Sequence[Any]:
    """The rows of a statement that was built once, and is the same object each time."""
    known = _compiled(statement, connection.dialect, tuple(asked))
    options = {"compiled_cache": known}
    return connection.execute(statement, asked, execution_options=options).all()
