"""Search: how words are compared, what a question asks for, which places answer it best.

Both databases only find places that hold the words; folding, order and excerpts are decided here,
so that the same question has the same answer on either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

MOST_WORDS = 12
"""Further words of a question are ignored; nobody means them all."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*(?:\+\+|#)?")
_SIGNS = {"++": "plusplus", "#": "sharp"}
_QUOTED = re.compile(r"[\"“”„«»]")

Stem = Callable[[str], str]
"""The part of a folded word that its forms share."""


@lru_cache(maxsize=50_000)
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


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands in a text."""

    start: int
    end: int
    stem: str


def words(text: str, stem: Stem) -> Iterator[Word]:
    """Every word of a text. “22-064” is two, one after the other; an apostrophe splits nothing."""
    for match in _WORD.finditer(text.replace("’", "'")):
        yield Word(match.start(), match.end(), stem(fold(match.group())))


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must follow each other. With `open_ended`, the last may be a word's beginning."""

    stems: tuple[str, ...]
    open_ended: bool = False
    beginning: str = ""
    """The folded letters of the last word, where it may be a beginning."""


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
            found = tuple(word.stem for word in words(chunk, stem))
            if found:
                terms.append(Term(found[:MOST_WORDS]))
    terms = list(dict.fromkeys(terms))[:MOST_WORDS]
    if terms and len(pieces) % 2 and not typed.endswith((" ", '"', "”")):
        letters = [fold(match.group()) for match in _WORD.finditer(pieces[-1].replace("’", "'"))]
        if letters and len(letters[-1]) > 1:
            last = terms[-1]
            terms[-1] = Term(last.stems, open_ended=True, beginning=letters[-1])
    return Question(tuple(terms))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question may be answered: a part of a page, or some seconds of a recording."""

    id: int
    kind: str
    title: str
    """Of the page."""
    heading: str
    """Of the part; empty for the page's beginning."""
    body: str


_TITLE, _HEADING, _BODY = 6.0, 3.0, 1.0
_LIKELY_LENGTH = 90


def score(place: Place, question: Question, stem: Stem, weight: float = 1.0) -> float:
    """How well a place answers; more is better. Titles count most, then headings, then words.

    Words near each other and short places count more, repeated words ever less. `weight` is for the
    kind: an answer that somebody wrote comes before a line that somebody said.
    """
    total = 0.0
    for text, worth in ((place.title, _TITLE), (place.heading, _HEADING), (place.body, _BODY)):
        stems = [word.stem for word in words(text, stem)]
        length = len(stems)
        firsts = []
        for term in question.terms:
            at = _positions(stems, term)
            if at:
                often = len(at)
                total += worth * often / (often + 0.5 + length / _LIKELY_LENGTH)
                firsts.append(at[0])
        if len(firsts) > 1:
            spread = max(firsts) - min(firsts)
            total += worth * len(firsts) / (len(firsts) + spread)
    return total * weight


def _positions(stems: Sequence[str], term: Term) -> list[int]:
    size = len(term.stems)
    return [
        start for start in range(len(stems) - size + 1) if _fits(stems[start : start + size], term)
    ]


def _fits(stems: Sequence[str], term: Term) -> bool:
    if tuple(stems) == term.stems:
        return True
    return (
        term.open_ended
        and tuple(stems[:-1]) == term.stems[:-1]
        and stems[-1].startswith(min(term.beginning, term.stems[-1], key=len))
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an excerpt; `found` where it is what was asked for."""

    text: str
    found: bool = False


_EXCERPT = 220


def excerpt(body: str, question: Question, stem: Stem, length: int = _EXCERPT) -> list[Piece]:
    """The part of a text that shows most of what was asked for, cut at words, with it marked."""
    found = list(words(body, stem))
    marks = _marks(found, question)
    start, end = _window(body, found, marks, length)
    pieces: list[Piece] = [Piece("… ")] if start > 0 else []
    at = start
    for first, last in marks:
        left, right = found[first].start, found[last].end
        if left < start or right > end:
            continue
        if left > at:
            pieces.append(Piece(body[at:left]))
        pieces.append(Piece(body[left:right], found=True))
        at = right
    if at < end:
        pieces.append(Piece(body[at:end]))
    if end < len(body):
        pieces.append(Piece(" …"))
    return pieces


def _marks(found: Sequence[Word], question: Question) -> list[tuple[int, int]]:
    """The first and last word of each hit, in order and without overlap."""
    stems = [word.stem for word in found]
    hits = sorted(
        (start, start + len(term.stems) - 1)
        for term in question.terms
        for start in _positions(stems, term)
    )
    apart: list[tuple[int, int]] = []
    for first, last in hits:
        if not apart or first > apart[-1][1]:
            apart.append((first, last))
    return apart


def _window(
    body: str, found: Sequence[Word], marks: Sequence[tuple[int, int]], length: int
) -> tuple[int, int]:
    if len(body) <= length:
        return 0, len(body)
    lead = length // 4
    best, most = 0, -1
    for first, _ in marks:
        left = max(0, found[first].start - lead)
        held = sum(found[a].start >= left and found[b].end <= left + length for a, b in marks)
        if held > most:
            best, most = left, held
    start = next((word.start for word in found if word.start >= best), 0) if best else 0
    ends = [word.end for word in found if start < word.end <= start + length]
    return start, max(ends, default=min(len(body), start + length))


def first_hit(body: str, question: Question, stem: Stem) -> tuple[int, int] | None:
    """Where in a text the first thing asked for stands, in characters; None when it does not."""
    found = list(words(body, stem))
    marks = _marks(found, question)
    if not marks:
        return None
    first, last = marks[0]
    return found[first].start, found[last].end


WEIGHTS = {
    "faqs": 1.3,
    "notices": 1.25,
    "initiatives": 1.2,
    "trainings": 1.2,
    "lessons": 1.0,
    "webinars": 1.05,
    "resources": 1.0,
    "captions": 0.8,
}
"""What is written to answer comes before what is said in passing. Our own choice."""


def order(places: Collection[Place], question: Question, stem: Stem) -> list[tuple[Place, float]]:
    """Places and their scores, best first; equal ones in the order in which they were indexed."""
    scored = [
        (place, score(place, question, stem, WEIGHTS.get(place.kind, 1.0))) for place in places
    ]
    return sorted(scored, key=lambda pair: (-round(pair[1], 9), pair[0].id))
