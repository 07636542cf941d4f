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
            found = []
            for sought in self._sought:
                if sought.letters in text and (hits := sought.hits(f" {text} ")):
                    found.append(hits)
            if not found:
                continue
            share = 0.5 + (text.count(" ") + 1) / _LIKELY_LENGTH
            for number, _ in found:
                total += worth * number / (number + share)
            if len(found) > 1:
                firsts = [first for _, first in found]
                apart = f" {text} ".count(" ", min(firsts), max(firsts))
                total += worth * len(found) / (len(found) + apart)
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
        self.joined = _Sought(term.joined) if term.joined else None
        self.letters = "" if term.open_ended or self.joined else self.alone.strip()
        """What stands in every text that holds it: most texts are put aside by that alone."""

    def hits(self, apart: str) -> tuple[int, int] | None:
        """How often it is in a text with a blank at each end, and at which blank it begins.

        As one word it counts where it is not there word by word.

        It looks at letters: taking 200 texts apart would be most of what a search costs.
        """
        number, first = self._begun(apart) if self.term.open_ended else self._whole(apart)
        if number:
            return number, first
        return self.joined.hits(apart) if self.joined else None

    def _whole(self, apart: str) -> tuple[int, int]:
        number, first = 0, apart.find(self.alone)
        at = first
        while at >= 0:
            number += 1
            at = apart.find(self.alone, at + 1)  # two that follow each other share a blank
        return number, first

    def _begun(self, apart: str) -> tuple[int, int]:
        stems = apart.split()
        at = positions(stems, self.term)
        return len(at), len(" ".join(["", *stems[: at[0]]])) if at else 0


def order(places: Collection[Place], question: Question) -> list[Place]:
    """Places, best first; equal ones in the order in which they were indexed."""
    scale = Scale(question)
    scored = [(-round(scale.score(place), 9), place.id, place) for place in places]
    return [place for _, _, place in sorted(scored)]  # no two have the same number
