"""How words are compared, and what a question asks for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

MOST_WORDS = 12
"""Further words of a question are ignored; nobody means them all."""

WORD = re.compile(
    r"[a-zA-Z]++(?!['+#\w])"  # most words: it costs less to try these letters alone first
    r"|[^\W\d_]++(?!['+#\d])"
    r"|[^\W\d_]{2,}+(?=\d)"
    r"|[^\W_]++(?:'[^\W_]++)*+(?:\+\+|#)?"
)
"""A word of a text in which apostrophes are straight. Letters end where digits follow: “AB988”."""
_HYPHENS = ("-", "\u2010", "\u2011")
BAR = "·"
"""Between the words of a text and the same ones joined, where they are kept. Nobody types it."""
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


class Joined(NamedTuple):
    """Words with hyphens between, as one: “22-064” as “22064”."""

    stem: str
    first: int
    last: int
    """Which of the text's words it is made of."""


class Words(NamedTuple):
    """The words of a text in order: what each is compared by, and where it begins and ends."""

    stems: list[str]
    spans: list[tuple[int, int]]
    joined: list[Joined]

    @property
    def kept(self) -> str:
        """What is kept of them: stems with blanks between; after a bar, those that are joined."""
        joined = [each.stem for each in self.joined]
        return " ".join([*self.stems, BAR, *joined] if joined else self.stems)


def words(text: str, stem: Stem) -> Words:
    """Every word of a text. “22-064” is two, one after the other; an apostrophe splits nothing."""
    found = list(WORD.finditer(text.replace("’", "'")))
    return Words(
        [stem(match[0]) for match in found],
        [match.span() for match in found],
        joined(text, found, stem),
    )


def joined(text: str, found: Sequence[re.Match[str]], stem: Stem) -> list[Joined]:
    """The words of a text that hyphens join. `found` are all of its words."""
    if not any(hyphen in text for hyphen in _HYPHENS):
        return []
    ends = [
        place
        for place, (one, other) in enumerate(pairwise(found))
        if text[one.end() : other.start()] not in _HYPHENS
    ]
    runs = pairwise([-1, *ends, len(found) - 1])
    return [
        Joined(stem("".join(match[0] for match in found[before + 1 : last + 1])), before + 1, last)
        for before, last in runs
        if last - before > 1
    ]


@dataclass(frozen=True)
class Term:
    """Words that must follow each other. With `open_ended`, the last may be a word's beginning."""

    stems: tuple[str, ...]
    open_ended: bool = False
    beginning: str = ""
    """The folded letters of the last word, where it may be a beginning."""
    joined: Term | None = None
    """The same as one word, which will do as well: “deescalation” for “de-escalation”."""

    @property
    def begun(self) -> str:
        """How a word begins that the last one may become. A stem may be shorter than its word."""
        return min(self.beginning, self.stems[-1], key=len)

    @cached_property
    def alone(self) -> str:
        """As it stands among other stems."""
        return f" {' '.join(self.stems)} "

    def spots(self, apart: str) -> list[int]:
        """At which blanks it begins in stems with a blank between them and at each end.

        It looks at letters: taking 200 texts apart would be most of what a search costs.
        """
        if self.open_ended:
            return self._begun_at(apart)
        found = []
        at = apart.find(self.alone)
        while at >= 0:
            found.append(at)
            at = apart.find(self.alone, at + 1)  # two that follow each other share a blank
        return found

    def _begun_at(self, apart: str) -> list[int]:
        stems = apart[1:-1].split(" ")
        spots = list(accumulate((len(each) + 1 for each in stems), initial=0))
        return [spots[place] for place in positions(stems, self)]


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

    With hyphens between they may also stand as one word.

    The last word may be one that somebody is still typing, unless it stands in quotes.
    """
    terms: list[Term] = []
    pieces = _QUOTED.split(typed)
    for place, piece in enumerate(pieces):
        # What follows an opening quote is a phrase, also where the closing one is missing.
        for chunk in [piece] if place % 2 else piece.split():
            terms += _terms(words(chunk, stem), apart=not place % 2)
    terms = list(dict.fromkeys(terms))[:MOST_WORDS]
    if terms and len(pieces) % 2 and not typed.endswith((" ", '"', "”")):
        letters = [fold(match.group()) for match in WORD.finditer(pieces[-1].replace("’", "'"))]
        if letters and len(letters[-1]) > 1:
            last = terms[-1]
            whole = "".join(letters[-len(last.stems) :])
            terms[-1] = Term(
                last.stems,
                open_ended=True,
                beginning=letters[-1],
                joined=last.joined and Term(last.joined.stems, open_ended=True, beginning=whole),
            )
    return Question(tuple(terms))


def _terms(found: Words, *, apart: bool) -> Iterator[Term]:
    """What belongs together. `apart`: letters and the digits after them are asked for each."""
    starts = [
        place
        for place, (one, other) in enumerate(pairwise(found.spans), start=1)
        if apart and one[1] == other[0]
    ]
    runs = {(each.first, each.last + 1): each.stem for each in found.joined}
    for start, end in pairwise([0, *starts, len(found.stems)]):
        if stems := tuple(found.stems[start:end][:MOST_WORDS]):
            one = runs.get((start, end))
            yield Term(stems, joined=Term((one,)) if one else None)


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
