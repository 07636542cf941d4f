"""Cells in words, and whole rows of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from portal.domain.certification import State
from portal.domain.matrix.cells import Cells, Pick, Turns, picking

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


GAP = "\0"
"""Stands for a date in what is written of a cell."""


MOST_SHAPES = 4096
"""So many rows with gaps are remembered by who writes rows."""
_Shape = tuple[str, tuple[tuple[int, int], ...], Pick]
"""A row with gaps; which dates it shows, as a stretch and how many days before it; and which of
these fills each gap."""


class Rows:
    """Writes whole rows of cells.

    The cells of people whose states came and went in the same order differ in their dates alone.
    So what stands in a row is worked out once for all of them, with a gap for each date.
    """

    def __init__(
        self,
        cell: Callable[[int, str, str, str], str],
        join: Callable[[Sequence[int], Sequence[str]], str],
    ) -> None:
        """`cell` writes what the cell at a place says: its letter, advisory, and its date.

        The date is “to”, “by” or “since” and a `GAP`, or empty. `join` makes a row of the places
        and their cells.
        """
        self._cell, self._join = cell, join
        self._cells: dict[tuple[int, str, str, str], tuple[str, int, int]] = {}
        """What is written of each, how many gaps that has, and how many days before the turn."""
        self._shapes: dict[tuple[Turns, str, tuple[int, ...]], _Shape] = {}

    def row(self, cells: Cells, places: Sequence[int]) -> str:
        """The row of somebody's cells at these places."""
        key = (cells.turns, cells.advisory, tuple(places))
        found = self._shapes.get(key)
        if found is None:
            if len(self._shapes) >= MOST_SHAPES:
                self._shapes.clear()
            found = self._shapes[key] = self._made(cells, places)
        shape, dates, pick = found
        starts = cells.starts
        return shape % pick([short_date(starts[turn] - before) for turn, before in dates])

    def _made(self, cells: Cells, places: Sequence[int]) -> _Shape:
        written, gaps = [], []
        dates: dict[tuple[int, int], int] = {}
        pick, turns, known = picking(places), cells.turns, self._cells
        says = zip(places, pick(turns.now), pick(cells.advisory), pick(turns.words), strict=True)
        for key, turn in zip(says, pick(turns.shown), strict=True):
            cell, count, before = known.get(key) or self._written(*key)
            written.append(cell)
            if count:
                gaps += [dates.setdefault((turn, before), len(dates))] * count
        shape = self._join(places, written).replace("%", "%%").replace(GAP, "%s")
        return shape, tuple(dates), picking(gaps)

    def _written(self, place: int, letter: str, advisory: str, word: str) -> tuple[str, int, int]:
        cell = self._cell(place, letter, advisory, word and f"{word} {GAP}")
        found = self._cells[place, letter, advisory, word] = (
            cell,
            cell.count(GAP),
            int(word != "since"),
        )
        return found
