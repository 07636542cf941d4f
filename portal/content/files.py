"""Strict TOML and text files. Every problem names the file, the key and the remedy.

Nothing is fixed up in silence and reading goes on after a problem, so an author sees all at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

Data = dict[str, Any]
"""A TOML table as it was read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an author has to mend. `file` is relative to curricula/; `key` may be a line."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.message}"


class ContentError(Exception):
    """The files cannot be used as they are; `problems` holds all that is wrong with them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Table(BaseModel):
    """A TOML table with known keys and exact types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _said(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("ours", "It is empty. Write something, or leave the key out.")
    return value.strip()


def _kebab(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise PydanticCustomError(
            "ours", "Use small letters, digits and single hyphens only, such as “first-words”."
        )
    return value


def _public(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", value):
        raise PydanticCustomError("ours", "Write the whole web address, beginning with https://.")
    return value


def _decimal(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, AfterValidator(_said)]
Slug = Annotated[str, AfterValidator(_kebab)]
WebAddress = Annotated[str, AfterValidator(_public)]
Number = Annotated[Decimal, BeforeValidator(_decimal)]

M = TypeVar("M", bound=Table)


# Reading goes on all the time while somebody writes. Nobody changes the data that comes out.
@lru_cache(maxsize=1000)
def _toml(text: str) -> Data:
    return tomllib.loads(text, parse_float=Decimal)


class Shelf:
    """The files under one folder, and the problems met while reading them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []

    def wrong(self, path: Path, key: str, message: str) -> None:
        """Note a problem and go on."""
        self.problems.append(Problem(path.relative_to(self.root).as_posix(), key, message))

    def text(self, path: Path) -> str | None:
        """What a text file says; None, with the problem noted, when it cannot be read."""
        try:
            text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except FileNotFoundError:
            self.wrong(path, "file", "The file is missing. Write it; README.md shows its format.")
        except OSError:
            self.wrong(path, "file", "This cannot be opened. It must be a file you may read.")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            message = "This is not UTF-8 text. Save the file again with the encoding UTF-8."
            self.wrong(path, f"line {line}", message)
        else:
            if text.strip():
                return text
            self.wrong(path, "file", "The file is empty. Write it, or remove it.")
        return None

    def data(self, path: Path) -> Data | None:
        """What a TOML file says, unchecked; None, with the problem noted, when it is not TOML."""
        text = self.text(path)
        if text is None:
            return None
        try:
            return _toml(text)
        except tomllib.TOMLDecodeError as error:
            self.wrong(path, *_explain_toml(str(error)))
            return None

    def fit(
        self, path: Path, data: Mapping[str, Any], table: type[M], prefix: str = ""
    ) -> M | None:
        """The data as that table; None, with every problem noted, when it does not fit.

        `prefix` is where the data stands in its file, such as `question[3]`.
        """
        try:
            return table.model_validate(data)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                key = _key(prefix, detail["loc"])
                self.wrong(path, key, _explain(table, detail))
            return None

    def rows(self, path: Path, data: Data | None, name: str) -> list[tuple[str, Data]]:
        """The [[name]] blocks of a file with the key of each; other keys are problems."""
        if data is None:
            return []
        for key in data:
            if key != name:
                self.wrong(path, key, unknown(key, [name]))
        rows = data.get(name)
        if not (isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)):
            self.wrong(path, name, f"Write at least one [[{name}]] block.")
            return []
        return [(f"{name}[{place}]", row) for place, row in enumerate(rows, start=1)]

    def table(self, path: Path, table: type[M]) -> M | None:
        """A whole TOML file as that table; None, with every problem noted."""
        data = self.data(path)
        return None if data is None else self.fit(path, data, table)


def nearest(word: str, known: Iterable[str]) -> str:
    """“Did you mean …?” for the known word closest to this one; empty when none is close."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean “{close[0]}”?" if close else ""


def unknown(word: str, known: Sequence[str]) -> str:
    """The message for a key that does not belong where it stands."""
    hint = nearest(word, known) or f" Known here: {', '.join(known)}."
    return f"This key is not known.{hint} Correct it or remove it."


def _key(prefix: str, loc: Sequence[int | str]) -> str:
    key = prefix
    for part in loc:
        if isinstance(part, int):
            key += f"[{part + 1}]"
        else:
            key += f".{part}" if key else part
    return key


_WRONG_TYPES = {
    "string_type": "Write a text in quotes.",
    "int_type": "Write a whole number, without quotes.",
    "is_instance_of": "Write a number, without quotes.",
    "decimal_type": "Write a number, without quotes.",
    "bool_type": "Write true or false, without quotes.",
    "date_type": "Write a day as 2026-11-22, without quotes.",
    "list_type": "Write a list in square brackets.",
    "finite_number": "Write an ordinary number.",
}


def _explain(table: type[Table], detail: ErrorDetails) -> str:
    """Our words for what pydantic found."""
    kind, context = detail["type"], detail.get("ctx", {})
    name = str(detail["loc"][-1]) if detail["loc"] else ""
    if kind == "extra_forbidden":
        inside = detail["loc"][:-1]
        if inside and name in _known_keys(table, ()):
            header = next(part for part in inside if isinstance(part, str))
            return f"This key belongs one level up. Write it above the first “{header}” block."
        return unknown(name, _known_keys(table, inside))
    if kind == "missing":
        block = name in _known_keys(table, detail["loc"][:-1], blocks_only=True)
        return f"This is missing. Add {f'a [[{name}]] block' if block else f'{name} = …'}."
    if kind == "enum":
        return f"Write one of {context['expected'].replace(' or ', ', ').replace(chr(39), '')}."
    if kind == "greater_than_equal":
        return f"Write a number of at least {context['ge']}."
    if kind == "less_than_equal":
        return f"Write a number of at most {context['le']}."
    if kind == "too_short":
        return f"Give at least {context['min_length']}."
    if kind == "too_long":
        return f"Give at most {context['max_length']}."
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return "Write this as a block of its own, with a [[header]] above its keys."
    return _WRONG_TYPES.get(kind, detail["msg"])


def _known_keys(
    table: type[Table], loc: Sequence[int | str], *, blocks_only: bool = False
) -> list[str]:
    for part in loc:
        if isinstance(part, str):
            table = _inner(table.model_fields[part].annotation) or table
    fields = table.model_fields.items()
    return [name for name, field in fields if not blocks_only or _inner(field.annotation)]


def _inner(annotation: object) -> type[Table] | None:
    """The table inside a field's type, such as that of `list[Choice]`."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return annotation
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


def _explain_toml(error: str) -> tuple[str, str]:
    said, _, where = error.partition(" (at ")
    line = re.match(r"line \d+", where)
    key = line.group() if line else "last line"
    known = next((words for mark, words in _TOML_WORDS if mark in said), None)
    return key, known or f"This is not TOML: {said}. README.md shows the format."
