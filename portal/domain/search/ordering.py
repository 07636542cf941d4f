"""Which places answer a question best."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from portal.domain.search.asking import BAR, Question


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
    is_shown: bool = True
    """Whether whoever asks may see it."""


_TITLE, _HEADING, _BODY = 6.0, 3.0, 1.0
_LIKELY_LENGTH = 500
"""Letters of a text; a longer one says less about each word in it."""

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


def scores(places: Sequence[Place], question: Question) -> list[float]:
    """How well each place answers a question; more is better.

    Titles count most, then headings, then words. Words near each other and short places count more,
    repeated words ever less. An answer that somebody wrote comes before a line that somebody said.
    """
    total = [0.0] * len(places)
    for texts, worth in (
        ([place.title for place in places], _TITLE),
        ([place.heading for place in places], _HEADING),
        ([place.body for place in places], _BODY),
    ):
        for number, answer in _answers(texts, question):
            total[number] += worth * answer
    return [one * WEIGHTS.get(place.kind, 1.0) for one, place in zip(total, places, strict=True)]


def _answers(texts: Sequence[str], question: Question) -> Iterator[tuple[int, float]]:
    """Which texts answer, and how well.

    They are looked through as one: going through 200 texts apart would be most of what a search
    costs. No term reaches over the bar between two.
    """
    together = f" {f' {BAR} '.join(texts)} "
    every = [
        (term.spots(together), term.joined.spots(together) if term.joined else [])
        for term in question.terms
    ]
    if not any(apart or joined for apart, joined in every):
        return
    starts = list(accumulate([len(text) + len(BAR) + 2 for text in texts], initial=0))

    def by_text(spots: list[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for spot in spots:
            found.setdefault(bisect_right(starts, spot) - 1, []).append(spot)
        return found

    firsts: dict[int, list[int]] = {}
    for apart, joined in every:
        # As one word it counts where it is not there word by word.
        for number, where in (by_text(joined) | by_text(apart)).items():
            often = len(where)
            yield number, often / (often + 0.5 + len(texts[number]) / _LIKELY_LENGTH)
            firsts.setdefault(number, []).append(where[0])
    for number, where in firsts.items():
        if len(where) > 1:
            between = together.count(" ", min(where), max(where))
            yield number, len(where) / (len(where) + between)


def is_in_text(place: Place, question: Question) -> bool:
    """Whether something of it stands in the place itself, and not only in the page's title."""
    return any(_answers([place.heading, place.body], question))


def order(places: Sequence[Place], question: Question) -> list[Place]:
    """Places, best first; equal ones in the order in which they were indexed."""
    scored = [
        (-round(score, 9), place.id, place)
        for score, place in zip(scores(places, question), places, strict=True)
    ]
    return [place for _, _, place in sorted(scored)]  # no two have the same number
