"""Which places answer a question best."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from portal.domain.search.asking import Question, Term, positions


class Place(NamedTuple):
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
    return _score(place, list(map(_spelled, question.terms)), weight)


def _score(place: Place, terms: Sequence[tuple[Term, str]], weight: float) -> float:
    total = 0.0
    for text, worth in ((place.title, _TITLE), (place.heading, _HEADING), (place.body, _BODY)):
        firsts = []
        for term, spelled in terms:
            if term.stems[0] not in text and not (term.open_ended and term.begun in text):
                continue
            number, first = _counted(text, term, spelled)
            if number:
                share = 0.5 + (text.count(" ") + 1) / _LIKELY_LENGTH
                total += worth * number / (number + share)
                firsts.append(first)
        if len(firsts) > 1:
            spread = max(firsts) - min(firsts)
            total += worth * len(firsts) / (len(firsts) + spread)
    return total * weight


def _spelled(term: Term) -> tuple[Term, str]:
    """A term with its letters as `_counted` looks for them; empty where it must look at words."""
    is_plain = not term.open_ended and len(set(term.stems)) == len(term.stems)
    return term, f" {'  '.join(term.stems)} " if is_plain else ""


def _counted(text: str, term: Term, spelled: str) -> tuple[int, int]:
    """How often a term is in a text of stems, and how many stems stand before the first.

    It looks at letters: taking 200 texts apart would be most of what a search costs.
    """
    if not spelled:
        at = positions(text.split(), term)
        return len(at), at[0] if at else 0
    # With two blanks between stems, each has its own on either side, also where it is repeated.
    apart = f" {text.replace(' ', '  ')} "
    number = apart.count(spelled)
    return number, apart.count("  ", 0, apart.index(spelled) + 1) if number else 0


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
    terms = list(map(_spelled, question.terms))
    scored = [
        (-round(_score(place, terms, WEIGHTS.get(place.kind, 1.0)), 9), place.id, place)
        for place in places
    ]
    return [place for _, _, place in sorted(scored, key=lambda each: each[:2])]
