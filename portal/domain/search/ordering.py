"""Which places answer a question best."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from portal.domain.search.asking import Question, Term, positions


class Place(NamedTuple):
    """Where a question may be answered: a part of a page, or some seconds of a recording.

    Its texts are the words as they are kept.
    """

    id: int
    kind: str
    title: str
    """Of the page."""
    heading: str
    """Of the part; empty for the page's beginning."""
    body: str
    path: str = ""
    """The address of the page."""


_TITLE, _HEADING, _BODY = 6.0, 3.0, 1.0
_LIKELY_LENGTH = 90

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


class Scale:
    """How well places answer a question; more is better.

    Titles count most, then headings, then words. Words near each other and short places count more,
    repeated words ever less. An answer that somebody wrote comes before a line that somebody said.
    """

    def __init__(self, question: Question) -> None:
        self._sought = [_Sought(term) for term in question.terms]

    def score(self, place: Place) -> float:
        """How well this place answers."""
        _, kind, title, heading, body, _ = place
        total = 0.0
        for text, worth in ((title, _TITLE), (heading, _HEADING), (body, _BODY)):
            found = [
                hits
                for sought in self._sought
                if sought.letters in text and (hits := sought.hits(f" {text} "))
            ]
            if not found:
                continue
            share = 0.5 + (text.count(" ") + 1) / _LIKELY_LENGTH
            for number, _ in found:
                total += worth * number / (number + share)
            if len(found) > 1:
                firsts = [first for _, first in found]
                total += worth * len(found) / (len(found) + max(firsts) - min(firsts))
        return total * WEIGHTS.get(kind, 1.0)

    def is_in_text(self, place: Place) -> bool:
        """Whether something of it stands in the place itself, and not only in the page's title."""
        return any(
            sought.letters in text and sought.hits(f" {text} ")
            for sought in self._sought
            for text in (place.heading, place.body)
        )


class _Sought:
    """A term as it is looked for in texts of stems."""

    def __init__(self, term: Term) -> None:
        self.term = term
        self.alone = f" {' '.join(term.stems)} "
        self.twice = self.alone + self.alone[1:]
        self.joined = _Sought(term.joined) if term.joined else None
        self.letters = "" if term.open_ended or self.joined else self.alone.strip()
        """What stands in every text that holds it: most texts are put aside by that alone."""
        self.is_plain = not term.open_ended and len(set(term.stems)) == len(term.stems)

    def hits(self, apart: str) -> tuple[int, int] | None:
        """How often it is in a text with a blank at each end, and how many stems stand before.

        As one word it counts where it is not there word by word.

        It looks at letters: taking 200 texts apart would be most of what a search costs. Where one
        follows the other they share a blank, so that the second would be missed.
        """
        if self.is_plain:
            number = apart.count(self.alone)
            if not number:
                return self.joined.hits(apart) if self.joined else None
            if self.twice not in apart:
                return number, apart.count(" ", 0, apart.index(self.alone))
        at = positions(apart.split(), self.term)
        if at:
            return len(at), at[0]
        return self.joined.hits(apart) if self.joined else None


def order(places: Collection[Place], question: Question) -> list[Place]:
    """Places, best first; equal ones in the order in which they were indexed."""
    scale = Scale(question)
    scored = [(-round(scale.score(place), 9), place.id, place) for place in places]
    return [place for _, _, place in sorted(scored)]  # no two have the same number
