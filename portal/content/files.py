"""Strict TOML and text files. Every problem names the file, the key and the remedy.

Nothing is fixed up in silence and reading goes on after a problem, so an author sees all at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from portal.content.explain import explain, explain_toml, unknown

Data = dict[str, Any]
"""A TOML table as it was read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an author has to mend. `file` is relative to the shelf; `key` may be a line."""

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


_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _said(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("ours", "It is empty. Write something, or leave the key out.")
    return value.strip()


def _plain(value: str) -> str:
    mark = re.search(r"\*\*|\[\^|\]\(|`|</?[a-z]", value)
    if mark:
        raise PydanticCustomError(
            "ours",
            "These are plain words, shown as they stand. Take out “{mark}”.",
            {"mark": mark.group()},
        )
    return value


def _kebab(value: str) -> str:
    if not _KEBAB.fullmatch(value):
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


# Markdown, and words that are shown as they stand.
Text = Annotated[str, AfterValidator(_said)]
Words = Annotated[Text, AfterValidator(_plain)]
Slug = Annotated[str, AfterValidator(_kebab)]
WebAddress = Annotated[str, AfterValidator(_public)]
Number = Annotated[Decimal, BeforeValidator(_decimal)]

M = TypeVar("M", bound=Table)


# Reading goes on all the time while somebody writes. Nobody changes the data that comes out.
@lru_cache(maxsize=1000)
def _toml(text: str) -> Data:
    return tomllib.loads(text, parse_float=Decimal)


class Shelf:
    """The files under one folder, and the problems met while reading them.

    `guide` is the page that shows an author the format.
    """

    def __init__(self, root: Path, guide: str = "README.md") -> None:
        self.root = root
        self.guide = guide
        self.problems: list[Problem] = []

    def wrong(self, path: Path, key: str, message: str) -> None:
        """Note a problem and go on."""
        self.problems.append(Problem(path.relative_to(self.root).as_posix(), key, message))

    def text(self, path: Path) -> str | None:
        """What a text file says; None, with the problem noted, when it cannot be read."""
        try:
            text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except FileNotFoundError:
            message = f"The file is missing. Write it; {self.guide} shows its format."
            self.wrong(path, "file", message)
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
            self.wrong(path, *explain_toml(str(error), self.guide))
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
            for key, message in explain(table, error.errors(include_url=False), prefix):
                self.wrong(path, key, message)
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
            self.wrong(path, name, f"Write at least one block [[{name}]].")
            return []
        return [(f"{name}[{place}]", row) for place, row in enumerate(rows, start=1)]

    def table(self, path: Path, table: type[M]) -> M | None:
        """A whole TOML file as that table; None, with every problem noted."""
        data = self.data(path)
        return None if data is None else self.fit(path, data, table)


def names_in(data: Data | None, key: str) -> list[str] | None:
    """The usable names of a list, whatever else is wrong with its file; None if it is no list."""
    names = (data or {}).get(key)
    if not isinstance(names, list) or not names:
        return None
    return [name for name in names if isinstance(name, str) and _KEBAB.fullmatch(name)]
