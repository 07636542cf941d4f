"""What is wrong with a Markdown text before it is rendered, line by line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

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


def line_of(text: str, needle: str, nth: int = 0) -> int:
    """The line on which the nth `needle` stands (the last one, if there are not so many)."""
    at = found = text.find(needle)
    for _ in range(nth):
        found = text.find(needle, found + 1)
        if found < 0:
            break
        at = found
    return text[: max(at, 0)].count("\n") + 1


def without_code(text: str) -> str:
    """The text with everything between backticks blanked out, its lines kept."""
    return _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code.group()), text)


_UNREAD = re.compile(r"\[\^[^\]]*\]|\]\([^)\s]*\)|^\s*(?:\d+\.|///.*)\s", re.MULTILINE)
_WORD = re.compile(r"[^\W_]\S*")


def words_in(text: str) -> int:
    """How many words of a Markdown text are read; addresses, sources and marks are not."""
    return len(_WORD.findall(_UNREAD.sub(" ", text)))


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
