"""How words are compared, and what a question asks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MOST_WORDS = 12
"""Further words of a question are ignored; nobody means them all."""

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*(?:\+\+|#)?")
"""A word of a text in which apostrophes are straight."""
_SIGNS = {"++": "plusplus", "#": "sharp"}
_QUOTED = re.compile(r"[\"“”„«»]")

Stem = Callable[[str], str]
"""What the forms of a word share: of a word as it is written, what it is compared by."""


def fold(word: str) -> str:
    """A word as it is compared: small letters, no accents, signs as letters.

    >>> fold("Niños"), fold("C++")
    ('ninos', 'cplusplus')
    """
    word = word.replace("’", "'").removesuffix("'s").replace("'", "")
    for sign, letters in _SIGNS.items():
        word = word.replace(sign, letters)
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


class Words(NamedTuple):
    """The words of a text in order: what each is compared by, and where it begins and ends."""

    stems: list[str]
    spans: list[tuple[int, int]]


def words(text: str, stem: Stem) -> Words:
    """Every word of a text. “22-064” is two, one after the other; an apostrophe splits nothing."""
    found = list(WORD.finditer(text.replace("’", "'")))
    return Words([stem(match[0]) for match in found], [match.span() for match in found])


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must follow each other. With `open_ended`, the last may be a word's beginning."""

    stems: tuple[str, ...]
    open_ended: bool = False
    beginning: str = ""
    """The folded letters of the last word, where it may be a beginning."""

    @property
    def begun(self) -> str:
        """How a word begins that the last one may become. A stem may be shorter than its word."""
        return min(self.beginning, self.stems[-1], key=len)


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody typed, understood: every term must be there."""

    terms: tuple[Term, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is no word in it."""
        return not self.terms


def understand(typed: str, stem: Stem) -> Question:
    """What somebody asks for. Words in quotes, or joined by a hyphen or dot, belong together.

    The last word may be one that somebody is still typing, unless it stands in quotes.
    """
    terms: list[Term] = []
    pieces = _QUOTED.split(typed)
    for place, piece in enumerate(pieces):
        # What follows an opening quote is a phrase, also where the closing one is missing.
        for chunk in [piece] if place % 2 else piece.split():
            found = tuple(words(chunk, stem).stems)
            if found:
                terms.append(Term(found[:MOST_WORDS]))
    terms = list(dict.fromkeys(terms))[:MOST_WORDS]
    if terms and len(pieces) % 2 and not typed.endswith((" ", '"', "”")):
        letters = [fold(match.group()) for match in WORD.finditer(pieces[-1].replace("’", "'"))]
        if letters and len(letters[-1]) > 1:
            last = terms[-1]
            terms[-1] = Term(last.stems, open_ended=True, beginning=letters[-1])
    return Question(tuple(terms))


def positions(stems: Sequence[str], term: Term) -> list[int]:
    """Where a term begins; a word that is being typed fits every word that begins so."""
    first, size = term.stems[0], len(term.stems)
    if not term.open_ended and first not in stems:
        return []
    if size == 1 and not term.open_ended:
        return [place for place, each in enumerate(stems) if each == first]
    if size == 1:
        begun = term.begun
        return [
            place for place, each in enumerate(stems) if each == first or each.startswith(begun)
        ]
    return [
        start
        for start in range(len(stems) - size + 1)
        if stems[start] == first and _fits(stems[start : start + size], term)
    ]


def _fits(stems: Sequence[str], term: Term) -> bool:
    if tuple(stems) == term.stems:
        return True
    return (
        term.open_ended
        and tuple(stems[:-1]) == term.stems[:-1]
        and stems[-1].startswith(term.begun)
    )
