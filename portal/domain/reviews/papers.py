"""What the text of a document says, as far as a machine can tell.

It only points; a person decides. What is not found may still be there: in a picture, in another
spelling, as another way to write a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.domain.dates import date_text
from portal.domain.text import as_searched

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Said:
    """The text of a document, for looking things up in it."""

    plain: str
    words: frozenset[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look in: the document is a picture."""
        return not self.words

    def mentions(self, phrase: str) -> bool:
        """Whether every word of the phrase stands in it somewhere."""
        wanted = frozenset(_WORD.findall(as_searched(phrase)))
        return bool(wanted) and wanted <= self.words

    def mentions_one_of(self, phrases: Iterable[str]) -> bool:
        """Whether it says one of them."""
        return any(self.mentions(phrase) for phrase in phrases)

    def has_day(self, day: date) -> bool:
        """Whether the day stands in it, in one of the ways it is written in California."""
        return _ways(day).search(self.plain) is not None


def said(text: str) -> Said:
    """The text of a document, made ready."""
    plain = " ".join(as_searched(text).split())
    return Said(plain, frozenset(_WORD.findall(plain)))


def _ways(day: date) -> re.Pattern[str]:
    month, number, year = date_text(day).casefold().replace(",", "").split()
    name = rf"(?:{month}|{month[:3]}\.?)"
    ordinal = rf"0?{number}(?:st|nd|rd|th)?"
    short = rf"(?:{year}|{year[2:]})"
    ways = (
        re.escape(day.isoformat()),
        *(rf"0?{day.month}{mark}0?{day.day}{mark}{short}" for mark in (r" ?/ ?", "-", r"\.")),
        rf"{name} {ordinal},? {year}",
        rf"{ordinal}(?: of)? {name},? {year}",
        rf"{ordinal}-{name}-{year}",
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")
