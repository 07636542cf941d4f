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


_MARK = "\0"
NUMBER, NAME, GAP = (_MARK + kind for kind in "#nd")
"""Stand for the person's number and name and for a date in what is written of a cell."""
_FILLS = {NUMBER[-1]: 0, NAME[-1]: 1}
_DATES = len(_FILLS)
"""Where what fills a gap stands: the number, the name, and then the dates."""


MOST_SHAPES = 4096
"""So many rows with gaps are remembered by who writes rows, unless they say otherwise."""
_Shape = tuple[list[str], tuple[tuple[int, int], ...], Pick]
"""A row in parts, every second one a gap; which dates it shows, as a stretch and how many days
before it; and what fills each gap, of the number, the name and the dates."""


class Rows:
    """Writes whole rows of cells.

    The cells of people whose states came and went in the same order differ in their dates alone.
    So what stands in a row is worked out once for all of them, with gaps for the rest.
    """

    def __init__(
        self,
        cell: Callable[[int, str, str, str], str],
        join: Callable[[Sequence[int], Sequence[str]], str],
        most: int = MOST_SHAPES,
    ) -> None:
        """`cell` writes what the cell at a place says: its letter, advisory, and its date.

        The date is “to”, “by” or “since” and a `GAP`, or empty. `NUMBER` and `NAME` may stand
        anywhere. `join` makes a row of the places and their cells, in this order. So many rows
        with gaps are remembered as `most` says.
        """
        self._cell, self._join, self._most = cell, join, most
        self._cells: dict[tuple[int, str, str, str], tuple[str, int, int]] = {}
        """What is written of each, how many gaps that has, and how many days before the turn."""
        self._shapes: dict[tuple[Turns, str, tuple[int, ...]], _Shape] = {}

    def row(self, cells: Cells, places: Sequence[int], number: str = "", name: str = "") -> str:
        """The row of somebody's cells at these places, with their number and name put in."""
        key = (cells.turns, cells.advisory, tuple(places))
        found = self._shapes.get(key)
        if found is None:
            if len(self._shapes) >= self._most:
                self.forget()
            found = self._shapes[key] = self._made(cells, places)
        parts, dates, pick = found
        starts, row = cells.starts, parts.copy()
        days = [short_date(starts[turn] - before) for turn, before in dates]
        row[1::2] = pick([number, name, *days])
        return "".join(row)

    def forget(self) -> None:
        """Let go of what was worked out, for the memory."""
        self._shapes.clear()

    def _made(self, cells: Cells, places: Sequence[int]) -> _Shape:
        pick, turns, known = picking(places), cells.turns, self._cells
        says = zip(places, pick(turns.now), pick(cells.advisory), pick(turns.words), strict=True)
        written = [known.get(said) or self._written(*said) for said in says]
        dates: dict[tuple[int, int], int] = {}
        gaps = [
            dates.setdefault((turn, before), len(dates) + _DATES)
            for (_, count, before), turn in zip(written, pick(turns.shown), strict=True)
            for _ in range(count)
        ]
        row = self._join(places, [cell for cell, _, _ in written])
        first, *rest = row.split(_MARK)
        parts = [""] * (2 * len(rest) + 1)
        parts[::2] = [first, *[part[1:] for part in rest]]
        dated = iter(gaps)
        fills = [next(dated) if part[0] == GAP[-1] else _FILLS[part[0]] for part in rest]
        return parts, tuple(dates), picking(fills)

    def _written(self, place: int, letter: str, advisory: str, word: str) -> tuple[str, int, int]:
        cell = self._cell(place, letter, advisory, word and f"{word} {GAP}")
        found = self._cells[place, letter, advisory, word] = (
            cell,
            cell.count(GAP),
            int(word != "since"),
        )
        return found
