"""The shape of the rows that are read at once, and how columns of a table are given it."""

from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    Date,
    Integer,
    Select,
    SelectLabelStyle,
    String,
    Time,
    bindparam,
    cast,
    false,
    literal_column,
    null,
    select,
)


class Row(NamedTuple):
    """A row of any kind; what a kind lacks is empty."""

    kind: str
    id: int
    whose: int
    """The area, team, shift or person that it belongs to."""
    person: int
    weekday: int
    starts: int
    ends: int
    more: int
    most: int
    word: str
    second: str
    third: str
    first_on: Any
    last_on: Any
    begins: Any
    until: Any
    """Times of the clock."""


_TYPES: dict[str, Any] = dict.fromkeys(("kind", "word", "second", "third"), String) | {
    "first_on": Date,
    "last_on": Date,
    "begins": Time,
    "until": Time,
}
_TYPED = {name: cast(null(), _TYPES.get(name, Integer)).label(name) for name in Row._fields}
HEAD = select(*_TYPED.values()).where(false())
"""Before all others: it says of what types the columns are, so that the others need not."""
_NOTHING: Any = literal_column("NULL")


def columns(kind: str, **said: Any) -> Select[Any]:
    """What a kind says, and nothing for what it lacks. Only the kind is written as it is."""
    found = [said.get(name, _NOTHING) for name in Row._fields[1:]]
    chosen = select(literal_column(f"'{kind}'"), *found)
    return chosen.set_label_style(SelectLabelStyle.LABEL_STYLE_NONE)


def columns_of(cte: CTE, kind: str) -> Select[Any]:
    """All of what was asked for by a name, which is called as the rows call it."""
    return columns(kind, **dict(cte.c.items()))


def ids(name: str) -> Any:
    """A list of numbers that is given."""
    return bindparam(name, expanding=True)
