"""Search: how words are compared, what a question asks for, which places answer it best.

Both databases only find places that hold the words; folding, order and excerpts are decided here,
so that the same question has the same answer on either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MOST_WORDS = 12
"""Further words of a question are ignored; nobody means them all."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*(?:\+\+|#)?")
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
    found = list(_WORD.finditer(text.replace("’", "'")))
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
        letters = [fold(match.group()) for match in _WORD.finditer(pieces[-1].replace("’", "'"))]
        if letters and len(letters[-1]) > 1:
            last = terms[-1]
            terms[-1] = Term(last.stems, open_ended=True, beginning=letters[-1])
    return Question(tuple(terms))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question may be answered: a part of a page, or some seconds of a recording.

    Its texts are the stems of its words, with blanks between.
    """

    id: int
    kind: str
    title: str
    """Of the page."""
    heading: str
    """Of the part; empty for the page's beginning."""
    body: str


_TITLE, _HEADING, _BODY = 6.0, 3.0, 1.0
_LIKELY_LENGTH = 90


def score(place: Place, question: Question, weight: float = 1.0) -> float:
    """How well a place answers; more is better. Titles count most, then headings, then words.

    Words near each other and short places count more, repeated words ever less. `weight` is for the
    kind: an answer that somebody wrote comes before a line that somebody said.
    """
    total = 0.0
    for text, worth in ((place.title, _TITLE), (place.heading, _HEADING), (place.body, _BODY)):
        if not any(_may_be_in(text, term) for term in question.terms):
            continue
        stems = text.split()
        share = 0.5 + len(stems) / _LIKELY_LENGTH
        firsts = []
        for term in question.terms:
            number, first = _counted(stems, term)
            if number:
                total += worth * number / (number + share)
                firsts.append(first)
        if len(firsts) > 1:
            spread = max(firsts) - min(firsts)
            total += worth * len(firsts) / (len(firsts) + spread)
    return total * weight


def _may_be_in(text: str, term: Term) -> bool:
    """False where it certainly is not: most titles need not be taken apart."""
    return term.stems[0] in text or (term.open_ended and term.begun in text)


def _counted(stems: list[str], term: Term) -> tuple[int, int]:
    """How often a term is there, and where first."""
    if len(term.stems) == 1 and not term.open_ended:  # most are: counting is much quicker
        number = stems.count(term.stems[0])
        return number, stems.index(term.stems[0]) if number else 0
    at = _positions(stems, term)
    return len(at), at[0] if at else 0


def _positions(stems: Sequence[str], term: Term) -> list[int]:
    """Where a term begins; a word that is being typed fits every word that begins so."""
    first, size = term.stems[0], len(term.stems)
    if size == 1 and not term.open_ended:
        if first not in stems:
            return []
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


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an excerpt; `found` where it is what was asked for."""

    text: str
    found: bool = False


_EXCERPT = 220


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a text that shows most of what was asked for, cut at words."""

    pieces: list[Piece]
    hit: tuple[int, int] | None
    """Where in the whole text the first thing asked for stands; None when it does not."""


def excerpt(body: str, question: Question, stem: Stem, length: int = _EXCERPT) -> Excerpt:
    """What to show of a text, with what was asked for marked."""
    found = words(body, stem)
    hits = [(found.spans[first][0], found.spans[last][1]) for first, last in _hits(found, question)]
    start, end = _window(body, found.spans, hits, length)
    pieces: list[Piece] = [Piece("… ")] if start > 0 else []
    at = start
    for left, right in hits:
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
    return Excerpt(pieces, hits[0] if hits else None)


def _hits(found: Words, question: Question) -> list[tuple[int, int]]:
    """The first and last word of each hit, in order and without overlap."""
    hits = sorted(
        (start, start + len(term.stems) - 1)
        for term in question.terms
        for start in _positions(found.stems, term)
    )
    apart: list[tuple[int, int]] = []
    for first, last in hits:
        if not apart or first > apart[-1][1]:
            apart.append((first, last))
    return apart


def _window(
    body: str,
    spans: Sequence[tuple[int, int]],
    hits: Sequence[tuple[int, int]],
    length: int,
) -> tuple[int, int]:
    """From where to where a text is shown: so that most hits are, with some words before."""
    if len(body) <= length:
        return 0, len(body)
    best, most = 0, -1
    for left, _ in hits:
        begin = max(0, left - length // 4)
        held = sum(one >= begin and other <= begin + length for one, other in hits)
        if held > most:
            best, most = begin, held
    start = next((left for left, _ in spans if left >= best), 0) if best else 0
    ends = [right for _, right in spans if start < right <= start + length]
    return start, max(ends, default=min(len(body), start + length))


WEIGHTS = {
    "faqs": 1.3,
    "notices": 1.25,
    "initiatives": 1.2,
    "requirements": 1.2,
    "trainings": 1.2,
    "lessons": 1.0,
    "webinars": 1.05,
    "resources": 1.0,
    "captions": 0.8,
}
"""What is written to answer comes before what is said in passing. Our own choice."""


def order(places: Collection[Place], question: Question) -> list[Place]:
    """Places, best first; equal ones in the order in which they were indexed."""
    scored = [
        (-round(score(place, question, WEIGHTS.get(place.kind, 1.0)), 9), place.id, place)
        for place in places
    ]
    return [place for _, _, place in sorted(scored, key=lambda each: each[:2])]
