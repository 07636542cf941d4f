"""What somebody's cells say on a day, and since and until when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import compress
from operator import itemgetter, ne
from typing import Any, NamedTuple

from portal.domain.certification import STATES, State, judged_requirements
from portal.domain.requirements import Rulebook

ALWAYS = date.min.toordinal()
"""The first day of what has always been so."""
FOREVER = date.max.toordinal()
"""The first day after what has no end."""
_VALID, _RENEW_NOW = State.VALID.letter, State.RENEW_NOW.letter
_BY = frozenset({State.NOT_YET_DUE, State.IN_PROGRESS})
_SHOW_END = _BY | {State.VALID, State.RENEW_NOW, State.GRACE, State.WAIVED}
_SHOW_START = frozenset({State.EXPIRED, State.MISSING, State.IN_PROGRESS})

Pick = Callable[[Any], tuple[Any, ...]]
"""Takes what stands at some places of a row."""
Said = tuple[str, str, str, int]
"""What one cell says: letter, advisory, and the date that it shows as a word and a day."""


class Line(NamedTuple):
    """All stretches of one person, in order and without gaps. Days are ordinals."""

    starts: Sequence[int]
    """The first day of each."""
    states: str
    """The letters of the first stretch, one for each requirement; then those of the next; …"""


@dataclass(frozen=True)
class Cells:
    """One person's cells on a day, in the order of the requirements. Days are ordinals."""

    advisory: str
    """“a” where the requirement advises that day and “j” where it judges: the same for all."""
    turns: Turns
    starts: Sequence[int]
    """The first days of all stretches of the person."""

    @property
    def letters(self) -> str:
        """The states."""
        return self.turns.now

    @cached_property
    def first(self) -> Sequence[int]:
        """The first day of the state; `ALWAYS` when it has always been so."""
        return self.turns.first(self._days)

    @cached_property
    def ends(self) -> Sequence[int]:
        """The first day it is no longer so; `FOREVER` when no end is known.

        What is valid and then to be renewed is one and the same.
        """
        return self.turns.ends(self._days)

    @property
    def then(self) -> str:
        """The letters that follow; a blank where none does."""
        return self.turns.then

    def said(self, pick: Pick) -> Iterable[Said]:
        """What the cells say that are picked."""
        letters, advisory = pick(self.letters), pick(self.advisory)
        turns = self.turns
        days = [self._days[place] for place in pick(turns.shown)]
        return zip(letters, advisory, pick(turns.words), days, strict=True)

    @property
    def _days(self) -> tuple[int, ...]:
        return (ALWAYS, *self.starts[1:], FOREVER)


def cells_on(line: Line, day: date, advisory: str) -> Cells:
    """What a person's cells say on a day; `advisory` as in `Cells`."""
    starts, states = line
    at = bisect_right(starts, day.toordinal()) - 1
    return Cells(advisory, turns_of(states, len(starts), at), starts)


def advisory_on(rulebook: Rulebook, day: date) -> str:
    """“a” for each requirement whose version in force on a day advises, and else “j”."""
    versions = (each.on(day) for each in judged_requirements(rulebook))
    return "".join("j" if one is None or one.is_verified else "a" for one in versions)


def picking(places: Sequence[int]) -> Pick:
    """Takes what stands at these places, in this order: for many rows, in one step each."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple(row[place] for place in places)


@dataclass(frozen=True, slots=True, eq=False)
class Turns:
    """Which stretches begin and end what somebody's cells say: the same for many people.

    The picks take days out of the first days of all stretches and, after them, `FOREVER`.
    """

    first: Pick
    ends: Pick
    now: str
    then: str
    words: tuple[str, ...]
    """Of the date that each cell shows: “to”, “by”, “since”; empty for none."""
    shown: tuple[int, ...]
    """With which stretch the day of that date begins; 0 for none."""


@lru_cache(maxsize=4096)
def turns_of(letters: str, end: int, at: int) -> Turns:
    """Those of the cells in one stretch, of the `end` stretches with these states.

    Many people go through the same states on other days, so this is not worked out for each.
    """
    count = len(letters) // end
    states = [letters[place * count : (place + 1) * count] for place in range(end)]
    now = states[at]
    first, ends, then = [0] * count, [end] * count, [" "] * count
    for place in range(at, 0, -1):
        for changed in _changes(states[place - 1], states[place]):
            first[changed] = first[changed] or place
    earlier = _as_one(now)
    for place in range(at + 1, end):
        later = _as_one(states[place])
        for changed in _changes(earlier, later):
            if ends[changed] == end:
                ends[changed], then[changed] = place, states[place][changed]
        earlier = later
    words, shown = [""] * count, [0] * count  # the same for all that show no date
    for place, letter in enumerate(now):
        state = STATES[letter]
        if state in _SHOW_END and ends[place] != end:
            words[place], shown[place] = "by" if state in _BY else "to", ends[place]
        elif state in _SHOW_START and first[place]:
            words[place], shown[place] = "since", first[place]
    return Turns(picking(first), picking(ends), now, "".join(then), tuple(words), tuple(shown))


def _as_one(states: str) -> str:
    return states.replace(_RENEW_NOW, _VALID)


def _changes(before: str, after: str) -> list[int]:
    """The places of the letters that differ."""
    return [] if before == after else list(compress(_PLACES, map(ne, before, after)))


_PLACES = range(10_000)
"""More places than there will be requirements."""
