"""What is wrong with a TOML file, in words an author can act on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

Loc = Sequence[int | str]


def nearest(word: str, known: Iterable[str]) -> str:
    """“Did you mean …?” for the known word closest to this one; empty when none is close."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean “{close[0]}”?" if close else ""


def unknown(word: str, known: Sequence[str]) -> str:
    """The message for a key that does not belong where it stands."""
    hint = nearest(word, known) or f" Known here: {', '.join(known)}."
    return f"This key is not known.{hint} Correct it or remove it."


def explain(
    table: type[BaseModel], details: Sequence[ErrorDetails], prefix: str
) -> Iterator[tuple[str, str]]:
    """The key and the message of each thing pydantic found in a table that stands at `prefix`.

    A misspelt key is told once: as misspelt, and not as missing too.
    """
    meant = {_meant(table, detail["loc"]) for detail in details if _is_unknown(detail)}
    for detail in details:
        if detail["type"] == "missing" and tuple(detail["loc"]) in meant:
            continue
        yield _key(prefix, detail["loc"]), _message(table, detail, prefix)


def _is_unknown(detail: ErrorDetails) -> bool:
    return detail["type"] == "extra_forbidden"


def _meant(table: type[BaseModel], loc: Loc) -> tuple[int | str, ...]:
    *inside, name = loc
    close = get_close_matches(str(name), _fields(table, inside), n=1, cutoff=0.6)
    return (*inside, *close)


def _key(prefix: str, loc: Loc) -> str:
    key = prefix
    for part in loc:
        if isinstance(part, int):
            key += f"[{part + 1}]"
        else:
            key += f".{part}" if key else part
    return key


def _header(prefix: str, loc: Loc, annotation: object) -> str:
    """A block as it is written in TOML, such as [[question.choice]]."""
    name = re.sub(r"\[\d+\]", "", _key(prefix, loc))
    return f"[{name}]" if isinstance(annotation, type) else f"[[{name}]]"


_PLAIN = {
    "string_type": "Write a text in quotes.",
    "int_type": "Write a whole number, without quotes.",
    "is_instance_of": "Write a number, without quotes.",
    "decimal_type": "Write a number, without quotes.",
    "bool_type": "Write true or false, without quotes.",
    "date_type": "Write a day as 2026-11-22, without quotes.",
    "list_type": "Write a list in square brackets.",
    "finite_number": "Write an ordinary number.",
}
_WITH_LIMIT = {
    "greater_than_equal": "Write a number of at least {ge}.",
    "less_than_equal": "Write a number of at most {le}.",
    "too_short": "Give at least {min_length}.",
    "too_long": "Give at most {max_length}.",
}


def _message(table: type[BaseModel], detail: ErrorDetails, prefix: str) -> str:
    kind, loc = detail["type"], detail["loc"]
    context: Mapping[str, Any] = detail.get("ctx", {})
    if kind in _WITH_LIMIT:
        return _WITH_LIMIT[kind].format_map(context)
    if kind == "enum":
        return f"Write one of {context['expected'].replace(' or ', ', ').replace(chr(39), '')}."
    *inside, last = loc
    name = str(last)
    if kind == "extra_forbidden":
        if inside and name in table.model_fields:
            outer = str(inside[0])
            header = _header(prefix, [outer], table.model_fields[outer].annotation)
            return f"This key belongs one level up. Write it above the first {header}."
        return unknown(name, _fields(table, inside))
    annotation = _annotation(table, inside, name)
    if _inner(annotation) and kind in ("missing", "list_type", "model_type"):
        at = [*inside, name] if isinstance(last, str) else inside
        return f"Write this as a block of its own: {_header(prefix, at, annotation)}."
    if kind == "missing":
        return f"This is missing. Add {name} = …."
    return _PLAIN.get(kind, detail["msg"])


def _at(table: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """The table at a place inside a table."""
    for part in loc:
        if isinstance(part, str):
            table = _inner(table.model_fields[part].annotation) or table
    return table


def _fields(table: type[BaseModel], loc: Loc) -> list[str]:
    return list(_at(table, loc).model_fields)


def _annotation(table: type[BaseModel], inside: Loc, name: str) -> object:
    fields = _at(table, inside).model_fields
    return fields[name].annotation if name in fields else None


def _inner(annotation: object) -> type[BaseModel] | None:
    """The table inside a field's type, such as that of `list[Choice]`."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation if issubclass(annotation, BaseModel) else None
    return next(filter(None, map(_inner, get_args(annotation))), None)


_TOML_WORDS = (
    ("date or datetime", "There is no such day. Write days as 2026-11-22, without quotes."),
    ("overwrite", "This key is written twice. Keep one of them."),
    ("twice", "This block is written twice. Keep one of them."),
    ("Illegal character '\\n'", "A text is not closed. End it with a quote on the same line."),
    ("Unterminated string", "A text is not closed. End it with a quote."),
    ("after a key", "A key needs a value. Write it as: key = value."),
    ("Invalid value", "This value cannot be read. Texts stand in quotes, days are 2026-11-22."),
    ("after a statement", "Something follows a value. Write one key to a line."),
    ("Unclosed array", "A list is not closed. End it with ]."),
    ("escape", "A backslash means something else here. Write it twice, or use single quotes."),
)


def explain_toml(error: str, guide: str) -> tuple[str, str]:
    """Where a file stops being TOML, and what to do about it; `guide` shows its format."""
    said, _, where = error.partition(" (at ")
    line = re.match(r"line \d+", where)
    key = line.group() if line else "last line"
    known = next((words for mark, words in _TOML_WORDS if mark in said), None)
    return key, known or f"This is not TOML: {said}. {guide} shows the format."
