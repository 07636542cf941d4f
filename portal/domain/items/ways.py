"""How far people come in a training, where they stop, and how long they take for a lesson.

Where people stop is told in stretches of the outline, each wide enough that no count of people in
it is small; the counts that are shown then give no small one away either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from statistics import quantiles

from portal.domain.curriculum import WORDS_A_MINUTE
from portal.domain.small_cells import SMALLEST, suppressed

IDLE = timedelta(days=30)
"""Who did nothing for longer than this has stopped."""
PAUSE = timedelta(hours=1)
"""Longer than this before a lesson was said to be read, and it was laid aside meanwhile."""
_RUSHED = 0.25
"""Read in less than this share of the time that reading takes: hardly read."""


@dataclass(frozen=True, slots=True)
class Way:
    """How far one person came."""

    place: int
    """How many places of the outline they left behind: the last that is done, counted from 1."""
    is_finished: bool
    last_at: datetime
    """When they last did anything that was noted."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring places of the outline, `first` through `last`, counted from 0 for the start."""

    first: int
    last: int
    reached: int | None
    """How many of those who finished or stopped came at least to `first`; None: withheld."""
    stopped: int
    """How many of them came no further than this stretch."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many began, and what became of them. None is withheld: too few people to say."""

    began: int | None
    finished: int | None
    stopped: int | None
    under_way: int | None
    stretches: tuple[Stretch, ...]
    """Empty when the number of those who stopped is withheld, or zero."""


def funnel(places: int, ways: Iterable[Way], at: datetime) -> Funnel:
    """Where those stopped who neither finished nor did anything for longer than `IDLE`.

    `places` is how many there are in the outline; place 0 is having begun and done nothing yet.
    """
    stopped: Counter[int] = Counter()
    finished = under_way = 0
    for way in ways:
        if way.is_finished:
            finished += 1
        elif at - way.last_at > IDLE:
            stopped[min(way.place, places)] += 1
        else:
            under_way += 1
    shown = suppressed({"finished": finished, "stopped": stopped.total(), "under way": under_way})
    cells = shown.cells
    known_finished = cells["finished"]
    return Funnel(
        None if 0 < (shown.total or 0) < SMALLEST else shown.total,
        known_finished,
        cells["stopped"],
        cells["under way"],
        tuple(_stretches(places, stopped, known_finished)) if cells["stopped"] else (),
    )


def _stretches(places: int, stopped: Counter[int], finished: int | None) -> Iterable[Stretch]:
    """As narrow as they can be with nobody or `SMALLEST` in each. In all, there are that many."""
    cuts: list[tuple[int, int, int]] = []
    first = count = 0
    for place in range(places + 1):
        count += stopped[place]
        if count == 0 or count >= SMALLEST:
            cuts.append((first, place, count))
            first, count = place + 1, 0
    if count:  # the rest is small: it joins what comes before, up to the last that is not empty
        while count < SMALLEST:
            first, _, more = cuts.pop()
            count += more
        cuts.append((first, places, count))
    left = stopped.total()
    for start, end, count in _joined(cuts):
        yield Stretch(start, end, None if finished is None else left + finished, count)
        left -= count


def _joined(cuts: Iterable[tuple[int, int, int]]) -> Iterable[tuple[int, int, int]]:
    """Neighbours where nobody stopped are one stretch: a long list of zeros tells no more."""
    for empty, run in groupby(cuts, key=lambda cut: cut[2] == 0):
        own = list(run)
        if empty:
            yield own[0][0], own[-1][1], 0
        else:
            yield from own


@dataclass(frozen=True, slots=True)
class ReadingTime:
    """From the thing done before a lesson until it was said to be read, without long pauses."""

    expected: float
    """Minutes that reading its words takes."""
    people: int | None
    """How many are in it; None is withheld: too few to say, and then so is the rest."""
    quarter: float | None
    median: float | None
    three_quarters: float | None
    """Minutes: a quarter, half and three quarters of the people took no longer."""

    @property
    def is_rushed(self) -> bool:
        """Whether half of the people said so faster than anybody reads."""
        return self.median is not None and self.median < self.expected * _RUSHED


def reading_time(words: int, gaps: Sequence[timedelta]) -> ReadingTime:
    """The times of a lesson of so many words, one gap a person; those over `PAUSE` are left out."""
    expected = words / WORDS_A_MINUTE
    minutes = [gap.total_seconds() / 60 for gap in gaps if timedelta() <= gap <= PAUSE]
    if len(minutes) < SMALLEST:
        return ReadingTime(expected, None, None, None, None)
    quarter, median, three_quarters = quantiles(minutes, n=4, method="inclusive")
    return ReadingTime(expected, len(minutes), quarter, median, three_quarters)
