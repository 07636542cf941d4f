"""What an area lacks, as gaps that recur on one weekday from a day until another.

Rosters repeat by the week, so all of time comes to few of them, however many years there are. They
say the same as `stretches`, by the clock: what a time of the clock comes to on a night on which
clocks change, `instant` says. Days are ordinals, half-open; times are minutes after midnight.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from portal.domain.coverage.slots import ALL_WEEK, Slot, Slots, besides
from portal.domain.staffing import Answer, Outcome

ALWAYS = date.min.toordinal()
FOREVER = date.max.toordinal()
"""The end of what has none. No day asked about is so late."""

Lack = tuple[Any, ...]
"""What is said of a gap: the fields after its times."""
Profile = tuple[tuple[int, int, Lack], ...]
"""What a day lacks: from when until when, in order; neighbors differ."""


class WeeklyGap(NamedTuple):
    """A part of a day that is not plainly covered, each week for a stretch of days."""

    weekday: int
    """0 is Monday."""
    starts: int
    """The first date of that weekday on which it is there."""
    ends: int
    """The first one on which it is not any more."""
    opens: int
    closes: int
    outcome: Outcome
    requirement: str
    """The slug of the requirement that decides it."""
    answer: Answer | None
    """What that says of those who are there, where the outcome leaves it open: it advises."""
    team: int | None
    """The team that comes closest; None when nobody is on shift."""


class CountyGap(NamedTuple):
    """The same of a county: at each moment the worst of its areas."""

    weekday: int
    starts: int
    ends: int
    opens: int
    closes: int
    outcome: Outcome
    area: int
    """Of the areas of which this holds, the one with the lowest number."""


Gap = TypeVar("Gap", bound=WeeklyGap | CountyGap)


class Line:
    """The dates of one weekday within some days."""

    def __init__(self, weekday: int, first: int, until: int) -> None:
        self.weekday = weekday
        self.first = self.on(first)
        self.until = until if until == FOREVER else self.on(until)

    def on(self, day: int) -> int:
        """The first date of the weekday from a day on."""
        return day + (self.weekday + 1 - day) % 7

    def within(self, days: Iterable[int]) -> set[int]:
        """The dates from which on something may be different that changes on these days."""
        first, until = self.first - 7, self.until
        found = {self.on(day) for day in days if first < day < until}
        return {day for day in found if self.first <= day < until}


class Open(Generic[Gap]):
    """The gaps of one weekday while walking through its dates."""

    def __init__(self, line: Line, made: Callable[..., Gap]) -> None:
        self.line = line
        self.made = made
        self.found: list[Gap] = []
        self._since: dict[tuple[int, int, Lack], int] = {}

    def turn(self, day: int, profile: Profile) -> None:
        """From this date on the day lacks this."""
        if profile == tuple(self._since):
            return
        since = {gap: self._since.pop(gap, day) for gap in profile}
        self._close(day)
        self._since = since

    def _close(self, day: int) -> None:
        for (opens, closes, lack), starts in self._since.items():
            if starts < day:
                self.found.append(self.made(self.line.weekday, starts, day, opens, closes, *lack))

    def close(self) -> list[Gap]:
        """All that there were, at the end."""
        self._close(self.line.until)
        return self.found


def profile(slots: Iterable[tuple[int, int]], lacks: Iterable[Lack | None]) -> Profile:
    """What a day lacks; neighbors that are alike are one."""
    found: list[tuple[int, int, Lack]] = []
    for (opens, closes), lack in zip(slots, lacks, strict=True):
        if lack is None:
            continue
        if found and found[-1][1] == opens and found[-1][2] == lack:
            found[-1] = (found[-1][0], closes, lack)
        else:
            found.append((opens, closes, lack))
    return tuple(found)


def patched(
    kept: Collection[Gap],
    fresh: Collection[Gap],
    first: int,
    until: int,
    slots: Slots = ALL_WEEK,
) -> list[Gap]:
    """What was known, with what is said anew of all days of [first, until) in its place.

    With `slots`, it is said anew of these parts of the days alone.
    """
    lines = [Line(weekday, first, until) for weekday in range(7)]
    if slots is not ALL_WEEK:
        fresh = [gap for line in lines for gap in _all_day(line, kept, fresh, slots)]
    alike: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
    made: dict[tuple[Any, ...], Gap] = {}
    for gap in kept:
        line, said = lines[gap[0]], (gap[0], *gap[3:])
        made[said] = gap
        pieces = alike.setdefault(said, [])
        pieces += [(gap[1], min(gap[2], line.first)), (max(gap[1], line.until), gap[2])]
    for gap in fresh:
        said = (gap[0], *gap[3:])
        made[said] = gap
        alike.setdefault(said, []).append(gap[1:3])
    found: list[Any] = [
        made[said]._replace(starts=starts, ends=ends)
        for said, pieces in alike.items()
        for starts, ends in _joined(pieces)
    ]
    return found


class Piece(NamedTuple):
    """Some minutes of a weekday, from a day until another."""

    weekday: int
    slot: Slot
    starts: int
    ends: int


def differing(
    kept: Iterable[Gap], fresh: Iterable[Gap], first: int, until: int, slots: Slots
) -> list[Piece]:
    """Where what is said anew of these slots of the days of [first, until) was not known as such.

    Pieces may overlap, and reach further than what differs. There are none where all was known.
    """
    lines = {weekday: Line(weekday, first, until) for weekday in slots}
    known: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
    for gap in kept:
        weekday, starts, ends, opens, closes, *lack = gap
        line = lines.get(weekday)
        if line is None:
            continue
        days = max(starts, line.first), min(ends, line.until)
        for slot in slots[weekday]:
            piece = max(opens, slot[0]), min(closes, slot[1])
            if piece[0] < piece[1]:
                known.setdefault((weekday, piece, *lack), []).append(days)
    before = {(said, *days) for said, pieces in known.items() for days in _joined(pieces)}
    now = {((gap[0], gap[3:5], *gap[5:]), gap[1], gap[2]) for gap in fresh}
    return [Piece(said[0], said[1], starts, ends) for said, starts, ends in before ^ now]


def _all_day(line: Line, kept: Iterable[Gap], fresh: Iterable[Gap], slots: Slots) -> Iterable[Gap]:
    """What all of the days lack: within the slots what is fresh, and else what was known."""
    rest = besides(slots.get(line.weekday, ()))
    pieces: list[tuple[int, int, Gap, int, int]] = []
    for gap in fresh:
        if gap.weekday == line.weekday:
            pieces.append((gap.opens, gap.closes, gap, gap.starts, gap.ends))
    for gap in kept:
        starts, ends = max(gap.starts, line.first), min(gap.ends, line.until)
        if gap.weekday == line.weekday and starts < ends:
            pieces += [
                (max(gap.opens, opens), min(gap.closes, closes), gap, starts, ends)
                for opens, closes in rest
                if gap.opens < closes and opens < gap.closes
            ]
    if not pieces:
        return []
    pieces.sort(key=lambda piece: piece[:2])
    opened = Open(line, type(pieces[0][2]))
    for day in sorted({day for piece in pieces for day in piece[3:] if day < line.until}):
        there = [piece for piece in pieces if piece[3] <= day < piece[4]]
        opened.turn(day, profile([piece[:2] for piece in there], [piece[2][5:] for piece in there]))
    return opened.close()


def _joined(pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of days, those that touch as one."""
    found: list[tuple[int, int]] = []
    for starts, ends in sorted(piece for piece in pieces if piece[0] < piece[1]):
        if found and found[-1][1] == starts:
            found[-1] = (found[-1][0], ends)
        else:
            found.append((starts, ends))
    return found
