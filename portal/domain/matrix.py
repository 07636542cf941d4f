"""The matrix of people and requirements: what a cell says, until when, and which cells are meant.

A person's states on a day are one string with a letter for each requirement, as they are kept. A
matrix has thousands of cells, so what concerns one person is worked out for all requirements at
once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import compress
from operator import itemgetter, ne
from typing import Any, NamedTuple

from portal.domain.certification import STATES, State

ALWAYS = date.min.toordinal()
"""The first day of what has always been so."""
FOREVER = date.max.toordinal()
"""The first day after what has no end."""
SHORT = frozenset(state for state in State if state.satisfies is False)
"""The states in which something that is asked for is not there."""
IN_PLACE = frozenset(state for state in State if state.holds) | {State.WAIVED}
"""The states that are counted as in place, of those in which something applies."""
_VALID, _RENEW_NOW = State.VALID.letter, State.RENEW_NOW.letter
_COUNTED = [state.letter for state in IN_PLACE]
_NOTHING = State.NOT_REQUIRED.letter
_BY = frozenset({State.NOT_YET_DUE, State.IN_PROGRESS})
_SHOW_END = _BY | {State.VALID, State.RENEW_NOW, State.GRACE, State.WAIVED}
_SHOW_START = frozenset({State.EXPIRED, State.MISSING, State.IN_PROGRESS})


class Act(StrEnum):
    """What can be done from the matrix for many cells at once."""

    EXTENSION = "extension"
    WAIVER = "waiver"
    TRAINING = "training"
    ASSIGNMENT = "assignment"


Pick = Callable[[Any], tuple[Any, ...]]
"""Takes what stands at some places of a row."""
Said = tuple[str, str, str, int]
"""What one cell says: letter, advisory, and the date that it shows as a word and a day."""


class Line(NamedTuple):
    """All stretches of one person, in order and without gaps, as columns. Days are ordinals."""

    starts: list[int]
    """The first day of each."""
    states: list[str]
    """A letter for each requirement."""
    advisory: list[str]
    """“a” where the requirement advises and “j” where it judges."""


class Cells(NamedTuple):
    """One person's cells on a day, in the order of the requirements. Days are ordinals."""

    letters: str
    advisory: str
    first: Sequence[int]
    """The first day of the state; `ALWAYS` when it has always been so."""
    ends: Sequence[int]
    """The first day it is no longer so; `FOREVER` when no end is known. What is valid and then to
    be renewed is one and the same."""
    then: Sequence[str]
    """The letter that follows; a blank where none does."""
    words: Sequence[str]
    """Of the date that the cell shows: “to”, “by”, “since”; empty for none."""
    days: Sequence[int]

    def said(self, pick: Pick) -> Iterable[Said]:
        """What the cells say that are picked."""
        letters, advisory = pick(self.letters), pick(self.advisory)
        return zip(letters, advisory, pick(self.words), pick(self.days), strict=True)


class Tally(NamedTuple):
    """How many have something, of those to whom it applies."""

    have: int
    of: int

    @property
    def percent(self) -> int | None:
        """In whole per cent, rounded down so that 100 means all; None when it applies to nobody."""
        return self.have * 100 // self.of if self.of else None

    @property
    def words(self) -> str:
        """Such as “7 of 11”."""
        return f"{self.have} of {self.of}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cells are meant: by state, and by when they lapse. Empty and None mean all."""

    states: frozenset[State] = frozenset()
    within: int | None = None
    """Lapses within so many days."""

    @property
    def is_all(self) -> bool:
        """Whether every cell is meant."""
        return not self.states and self.within is None


def cells_on(line: Line, day: date) -> Cells:
    """What a person's cells say on a day."""
    starts, states, advisory = line
    at = bisect_right(starts, day.toordinal()) - 1
    turns = _turns(tuple(states), at)
    days = (ALWAYS, *starts[1:], FOREVER)
    return Cells(
        states[at],
        advisory[at],
        turns.first(days),
        turns.ends(days),
        turns.then,
        turns.words,
        turns.days(days),
    )


def picking(places: Sequence[int]) -> Pick:
    """Takes what stands at these places, in this order: for many rows, in one step each."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple(row[place] for place in places)


class _Turns(NamedTuple):
    """Which stretches begin and end what somebody's cells say.

    The picks take days out of the first days of all stretches and, after them, `FOREVER`.
    """

    first: Pick
    ends: Pick
    then: str
    words: tuple[str, ...]
    days: Pick


@lru_cache(maxsize=4096)
def _turns(states: tuple[str, ...], at: int) -> _Turns:
    """Those of the cells in one stretch, of the stretches with these states.

    Many people go through the same states on other days, so this is not worked out for each.
    """
    now, end = states[at], len(states)
    count = len(now)
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
    words = [""] * count
    days = first.copy()
    for place, letter in enumerate(now):
        state = STATES[letter]
        if state in _SHOW_END and ends[place] != end:
            words[place], days[place] = "by" if state in _BY else "to", ends[place]
        elif state in _SHOW_START and first[place]:
            words[place] = "since"
        else:
            days[place] = 0  # the same for all that show none
    return _Turns(picking(first), picking(ends), "".join(then), tuple(words), picking(days))


def _as_one(states: str) -> str:
    return states.replace(_RENEW_NOW, _VALID)


def _changes(before: str, after: str) -> list[int]:
    """The places of the letters that differ."""
    return [] if before == after else list(compress(_PLACES, map(ne, before, after)))


_PLACES = range(10_000)
"""More places than there will be requirements."""


def chosen(cells: Cells, wanted: Wanted, places: Iterable[int], day: date) -> list[int]:
    """The places of those cells that are meant."""
    if wanted.is_all:
        return list(places)
    letters = {state.letter for state in wanted.states}
    until = FOREVER if wanted.within is None else day.toordinal() + wanted.within
    return [
        place
        for place in places
        if (not letters or cells.letters[place] in letters)
        and (wanted.within is None or (cells.ends[place] <= until and lapses(cells, place)))
    ]


def lapses(cells: Cells, place: int) -> bool:
    """Whether it is well now and then is not.

    What is newly asked of somebody is no lapse. Where a time of grace follows, what is valid
    lapses into it.
    """
    if cells.ends[place] == FOREVER:
        return False
    now, then = STATES[cells.letters[place]], STATES[cells.then[place]]
    if now.holds:
        return then not in (State.VALID, State.RENEW_NOW, State.WAIVED)
    return now is not State.NOT_REQUIRED and now.satisfies is True and then.satisfies is False


def tallies(people: Collection[str]) -> list[Tally]:
    """For each requirement: how many of these people, by their letters, have what it asks."""
    return [tally("".join(column)) for column in zip(*people, strict=True)]


def tally(letters: str) -> Tally:
    """The same for some cells."""
    have = sum(map(letters.count, _COUNTED))
    return Tally(have, len(letters) - letters.count(_NOTHING))


def applies(people: Collection[str]) -> list[int]:
    """The places of the requirements that apply to any of these people."""
    columns = enumerate(zip(*people, strict=True))
    return [place for place, column in columns if set(column) != {_NOTHING}]


REASONS = {
    State.NOT_REQUIRED: "does-not-apply",
    State.NOT_YET_DUE: "there-is-time",
    State.IN_PROGRESS: "begun",
    State.VALID: "evidence-counts",
    State.RENEW_NOW: "evidence-ends-soon",
    State.GRACE: "evidence-ended-grace-runs",
    State.EXPIRED: "evidence-ended",
    State.MISSING: "no-evidence",
    State.WAIVED: "waiver-granted",
    State.UNKNOWN: "cannot-be-judged",
}
NOT_IN_FORCE = "not-in-force"
"""The code where no version of the requirement is in force."""


def date_words(word: str, day: int) -> str:
    """The date that a cell shows, short: “to Jan 14, 2027”; empty for none."""
    if not word:
        return ""
    return f"{word} {short_date(day if word == 'since' else day - 1)}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=4096)
def short_date(ordinal: int) -> str:
    """A day in few letters: “Jan 14, 2027”."""
    day = date.fromordinal(ordinal)
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
