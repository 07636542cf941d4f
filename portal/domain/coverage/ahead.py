"""What is not plainly covered from a day on, worked out once and asked at any moment of the day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Generic

from portal.domain.coverage.happening import Gap, happening
from portal.domain.coverage.instants import midnight
from portal.domain.staffing import Outcome

WEEK = timedelta(days=7)
"""The time over which minutes are counted."""
LOOK_AHEAD = timedelta(days=28)
"""The time in which the next break is looked for."""
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
NEAR, FAR = WEEK + 2 * _DAY, LOOK_AHEAD + 2 * _DAY
"""So long from midnight on, whatever the clocks do, lie these times from any moment of a day on."""
_Time = tuple[datetime, datetime, Gap]


class Ahead(Generic[Gap]):
    """The gaps of an area, or of a county by its worst area, from any moment of a day on.

    Of these gaps no two happen at once; moments are whole minutes.
    """

    def __init__(self, gaps: Iterable[Gap], on: date) -> None:
        known = list(gaps)
        self.times = happening(known, midnight(on), midnight(on + NEAR))
        """When they happen in the time that is near, in order."""
        self._bad = [gap for gap in known if gap[5] is Outcome.NOT_COVERED]
        self._on = on

    @cached_property
    def _lines(self) -> dict[Outcome, _Line[Gap]]:
        return {
            outcome: _Line([time for time in self.times if time[2][5] is outcome])
            for outcome in {gap[5] for _, _, gap in self.times}
        }

    def minutes(self, at: datetime) -> dict[Outcome, int]:
        """In how many minutes of the week from then on each outcome holds."""
        found = dict.fromkeys(Outcome, 0)
        for outcome, line in self._lines.items():
            found[outcome] = line.minutes(at, at + WEEK)
        return found

    def next_break(self, at: datetime) -> tuple[datetime, Gap] | None:
        """When it is first not covered within four weeks, and the gap; None: not then."""
        bad = self._lines.get(Outcome.NOT_COVERED)
        found = bad.first(at) if bad is not None else None
        found = self._later if found is None else found
        return found if found is not None and found[0] < at + LOOK_AHEAD else None

    @cached_property
    def _later(self) -> tuple[datetime, Gap] | None:
        """The first break after the times that are near."""
        start, end = midnight(self._on + NEAR), midnight(self._on + FAR)
        found = happening(self._bad, start, end) if self._bad else []
        return (found[0][0], found[0][2]) if found else None


class _Line(Generic[Gap]):
    """Times of one outcome, in order."""

    def __init__(self, times: list[_Time[Gap]]) -> None:
        self.times = times
        self.begin = [begins for begins, _, _ in times]
        self.end = [until for _, until, _ in times]
        lengths = [(until - begins) // _MINUTE for begins, until, _ in times]
        self.before = list(accumulate(lengths, initial=0))
        """How many minutes lie before each of them, and after the last."""

    def minutes(self, start: datetime, end: datetime) -> int:
        """How many of them lie within."""
        first, last = bisect_right(self.end, start), bisect_left(self.begin, end)
        if first >= last:
            return 0
        early, late = start - self.begin[first], self.end[last - 1] - end
        outside = max(early, _NOTHING) + max(late, _NOTHING)
        return self.before[last] - self.before[first] - outside // _MINUTE

    def first(self, at: datetime) -> tuple[datetime, Gap] | None:
        """The first from then on."""
        place = bisect_right(self.end, at)
        if place == len(self.times):
            return None
        begins, _, gap = self.times[place]
        return max(begins, at), gap


_NOTHING = timedelta()
