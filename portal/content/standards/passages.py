"""The texts of a training as plain words, and where each of them stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from itertools import takewhile
from pathlib import Path

from portal.content.prose import without_code


class Kind(Enum):
    """What a passage is, which decides what is asked of it."""

    PROSE = "a paragraph or a list item"
    CELL = "a cell of a table"
    HEADING = "a heading"
    PICTURE = "the words for a picture"
    SPEECH = "what a made-up person says"


@dataclass(frozen=True, slots=True)
class Passage:
    """A few sentences in plain words, without marks.

    `path` and `key` say where they stand. `listed` means an item of a list or a cell of a table.
    `cited` means that a source mark stands in them; a list and the sentence that leads into it
    share theirs: a mark in the sentence covers all items, one in an item covers the sentence.
    `case` means that they may be part of a made-up
    case: a try-it and its answer, a practice, a question.
    """

    path: Path
    key: str
    text: str
    kind: Kind = Kind.PROSE
    listed: bool = False
    cited: bool = False
    case: bool = False


_CITE = re.compile(r"\[\^[^\]]*\]")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_AUTOLINK = re.compile(r"<((?:https?|mailto|tel):[^>\s]*)>")
_MARKS = re.compile(r"(?<!\\)(?:\*+|`+|(?<!\w)_+|_+(?!\w))")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>-])")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(.*)")
_RULED = re.compile(r"[\s|:-]+")
_CASES = ("try-it", "answer")


def plain(text: str) -> str:
    """Markdown within a paragraph as the words that are read, on one line."""
    bare = _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", _IMAGE.sub("", _CITE.sub("", text))))
    return " ".join(_ESCAPED.sub(r"\1", _MARKS.sub("", bare)).split())


def in_markdown(path: Path, text: str, key: str = "", *, case: bool = False) -> Iterator[Passage]:
    """Every passage of a Markdown text. `key` names a text within a TOML file."""
    reader = _Reader(path, key, case)
    lines = enumerate([*text.split("\n"), ""], start=1)
    found = [passage for number, line in lines for passage in reader.line(number, line)]
    for place, passage in enumerate(found):
        if passage.text.endswith(":") and not passage.listed:
            items = takewhile(lambda after: after.listed, found[place + 1 :])
            passage = replace(passage, cited=passage.cited or any(item.cited for item in items))
        yield passage


class _Reader:
    """Reads line after line; what it holds back ends with the passage under way."""

    def __init__(self, path: Path, key: str, case: bool) -> None:
        self.path, self.key, self.always_case = path, key, case
        self.held: list[str] = []
        self.since = 0
        self.block = ""
        self.listed = False  # the passage under way is a list item
        self.row = 0  # the last row of a table
        self.leads = False  # the sentence that leads into the list or table bears a mark

    def line(self, number: int, line: str) -> Iterator[Passage]:
        bare = line.strip()
        item = _ITEM.fullmatch(line)
        if bare.startswith("///"):
            yield from self.flush()
            self.block, self.leads = bare.strip("/ "), False
        elif not bare:
            yield from self.flush()
        elif bare.startswith("#"):
            yield from self.flush()
            self.leads = False
            yield self._passage(number, bare.lstrip("# "), Kind.HEADING)
        elif bare.startswith("|"):
            yield from self.flush()
            yield from self._row(number, bare)
        elif item:
            yield from self.flush()
            self.held, self.since, self.listed = [item.group(1)], number, True
        else:
            if not self.held:
                self.since, self.listed = number, line.startswith("    ")
            self.held.append(bare.lstrip("> "))

    def flush(self) -> Iterator[Passage]:
        """The passage under way, and the words for its pictures."""
        text = "\n".join(self.held)
        self.held = []
        if not text.strip():
            return
        for picture in _IMAGE.finditer(text):
            yield self._passage(self.since, picture.group(1), Kind.PICTURE)
        passage = self._passage(self.since, text, Kind.PROSE)
        if self.listed:
            passage = replace(passage, listed=True, cited=passage.cited or self.leads)
        else:
            self.leads = passage.cited and passage.text.endswith(":")
        if passage.text:
            yield passage

    def _row(self, number: int, line: str) -> Iterator[Passage]:
        if _RULED.fullmatch(line):
            self.row = number
            return
        if self.row != number - 1 and self.listed:
            self.leads = False  # it led into the list above
        kind = Kind.CELL if self.row == number - 1 else Kind.HEADING
        self.row = number
        cited = self.leads or bool(_CITE.search(line))
        for cell in re.split(r"(?<!\\)\|", line.strip("|")):
            passage = self._passage(number, cell, kind)
            if passage.text:
                yield replace(passage, listed=True, cited=cited)

    def _passage(self, number: int, text: str, kind: Kind) -> Passage:
        return Passage(
            path=self.path,
            key=self.key or f"line {number}",
            text=plain(text),
            kind=kind,
            cited=bool(_CITE.search(without_code(text))),
            case=self.always_case or self.block in _CASES,
        )


# Keys of quiz.toml, pool.toml and scenario.toml whose values people read.
_READ = frozenset(
    [
        *("title", "summary", "prompt", "text", "why", "left", "right"),
        *("setting", "scene", "says", "ask", "result", "debrief"),
    ]
)


def in_tables(
    path: Path, data: Mapping[str, object], *, cited: bool = False, prefix: str = ""
) -> Iterator[Passage]:
    """Every passage of a TOML file that people read.

    A question that names its sources is cited in all its parts.
    """
    cited = cited or bool(data.get("sources"))
    for name, value in data.items():
        key = f"{prefix}.{name}" if prefix else name
        if isinstance(value, str) and name in _READ:
            kind = Kind.SPEECH if name == "says" else Kind.PROSE
            for passage in in_markdown(path, value, key, case=True):
                yield replace(passage, kind=kind, cited=cited or passage.cited)
        elif isinstance(value, list):
            for number, row in enumerate(value, start=1):
                if isinstance(row, dict):
                    yield from in_tables(path, row, cited=cited, prefix=f"{key}[{number}]")
