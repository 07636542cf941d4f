"""What is wrong with a Markdown text before it is rendered, line by line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

from portal.content.explain import nearest

BLOCK_WORDS = ("note", "caution", "try-it", "answer")

_CODE = re.compile(r"(?<!\\)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_RAW_HTML = re.compile(r"(?<!\\)<(?:/?([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])[^<>]*>|!--|[!?][a-zA-Z])")
_BLOCK_LINE = re.compile(r"\s*/{2,}\s*(.*)")
_DEFINITION = re.compile(r" {0,3}\[\^[^\]]*\]:")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to mend in a text, on a line counted from 1."""

    line: int
    message: str


def without_code(text: str) -> str:
    """The text with everything between backticks blanked out, its lines kept."""
    return _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code.group()), text)


_UNREAD = re.compile(r"\[\^[^\[\]]*\]|\]\([^)\s]*\)|^[^\S\n]*(?:\d+\.|///.*)\s", re.MULTILINE)
_WORD = re.compile(r"[^\W_]\S*")


def words_in(text: str) -> int:
    """How many words of a Markdown text are read; addresses, sources and marks are not."""
    return len(_WORD.findall(_UNREAD.sub(" ", text)))


_MOST = {
    "backticks": (200, re.compile("`")),
    "lines across the page": (200, re.compile(r"^ {0,3}(?:---|\*\*\*|___)", re.MULTILINE)),
    "headings": (200, re.compile(r"^ {0,3}#", re.MULTILINE)),
    "square brackets": (4_000, re.compile(r"[\[\]]")),
    "asterisks and underscores": (10_000, re.compile(r"[*_]")),
}


def too_many(text: str) -> Fault | None:
    """More of a mark than anybody means: for each, Markdown looks through all that follows."""
    for marks, (most, mark) in _MOST.items():
        one_more = next(islice(mark.finditer(text), most, None), None)
        if one_more:
            line = text.count("\n", 0, one_more.start()) + 1
            message = f"This text has more than {most:,} {marks}. Take out those from here on."
            return Fault(line, message)
    return None


def faults(text: str, block_words: Collection[str] = BLOCK_WORDS) -> Iterator[Fault]:
    """Raw HTML, block words, block ends and footnote definitions that cannot be used."""
    bare = without_code(text)
    for html in _RAW_HTML.finditer(bare):
        where = bare[: html.start()].count("\n") + 1
        yield Fault(where, "Raw HTML is not used here. Say it in Markdown, or write \\< for a <.")
    for number, line in enumerate(text.split("\n"), start=1):
        if line.lstrip().startswith(("```", "~~~")):
            yield Fault(number, "Code fences are not used here. Write a list or a block word.")
        if _DEFINITION.match(line):
            yield Fault(number, "Sources are written in sources.toml only. Remove this line.")
    yield from _block_faults(bare.split("\n"), block_words)


def _any_of(words: Collection[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _block_faults(lines: list[str], known: Collection[str]) -> Iterator[Fault]:
    opened: tuple[int, str] | None = None
    words: set[str] = set()
    for number, line in enumerate(lines, start=1):
        mark = _BLOCK_LINE.fullmatch(line)
        if mark is None:
            if opened == (number - 1, opened[1] if opened else "") and line.startswith("    "):
                yield Fault(number, "Do not indent the first line of a block.")
            continue
        word = mark.group(1).strip()
        if not line.strip().startswith("///") or line.strip().startswith("////"):
            yield Fault(number, "A block begins and ends with exactly three strokes: ///.")
        elif not word and opened is None:
            yield Fault(number, "This /// ends nothing. Remove it, or begin a block above it.")
        elif not word:
            opened = None
        else:
            if opened is not None:
                yield Fault(number, f"The “{opened[1]}” above is still open. End it with ///.")
            elif word.partition("|")[0].strip() in known and "|" in word:
                yield Fault(number, "A block has no title of its own. Write the word alone.")
            elif word not in known:
                hint = nearest(word, known) or f" Use {_any_of(known)}."
                yield Fault(number, f"“{word}” is not a block word.{hint}")
            elif word == "answer" and "try-it" not in words:
                yield Fault(number, "An answer follows a try-it. Write the try-it above it.")
            words.add(word)
            opened = (number, word)
    if opened is not None:
        yield Fault(opened[0], f"This “{opened[1]}” is never ended. End it with a line of ///.")
