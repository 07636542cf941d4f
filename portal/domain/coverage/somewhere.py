"""What a county lacks somewhere: at each moment the worst of its areas."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from portal.domain.coverage.slots import ALL_WEEK, Slot, Slots, cut, meet
from portal.domain.coverage.weekly import (
    ALWAYS,
    FOREVER,
    CountyGap,
    Lack,
    Line,
    Open,
    WeeklyGap,
    profile,
)
from portal.domain.staffing import Outcome

_WORST_FIRST = sorted(set(Outcome) - {Outcome.COVERED}, key=lambda each: each.rank)
_Turn = tuple[int, bool, int, WeeklyGap]
"""On which date a gap of an area, by its number, begins or ends."""


def county_gaps(
    areas: Mapping[int, Sequence[WeeklyGap]],
    first: int = ALWAYS,
    until: int = FOREVER,
    slots: Slots = ALL_WEEK,
) -> list[CountyGap]:
    """When some area of a county is not plainly covered, in these slots of [first, until)."""
    turns: dict[int, list[_Turn]] = {weekday: [] for weekday in slots}
    lines = {weekday: Line(weekday, first, until) for weekday in slots}
    for area, gaps in areas.items():
        for gap in gaps:
            line = lines.get(gap.weekday)
            if line is None:
                continue
            starts, ends = max(gap.starts, line.first), min(gap.ends, line.until)
            if starts < ends and meet(slots, [(gap.weekday, gap[3:5])]):
                turns[gap.weekday] += [(starts, True, area, gap), (ends, False, area, gap)]
    found: list[CountyGap] = []
    for weekday, mine in turns.items():
        found += _of_weekday(lines[weekday], slots[weekday], mine)
    return found


def _of_weekday(line: Line, asked: Iterable[Slot], turns: list[_Turn]) -> list[CountyGap]:
    slots = cut(asked, (time for turn in turns for time in turn[3][3:5]))
    begin = [opens for opens, _ in slots]
    short: list[dict[Outcome, set[int]]] = [
        {outcome: set() for outcome in _WORST_FIRST} for _ in slots
    ]
    lacks: list[Lack | None] = [None] * len(slots)
    opened = Open(line, CountyGap)
    turns.sort(key=lambda turn: turn[:2])  # what ends on a date ends before something begins
    changed: set[int] = set()
    for number, (day, begins, area, gap) in enumerate(turns, 1):
        for slot in range(bisect_left(begin, gap.opens), bisect_left(begin, gap.closes)):
            those = short[slot][gap.outcome]
            (those.add if begins else those.discard)(area)
            changed.add(slot)
        if number == len(turns) or turns[number][0] != day:
            now = {slot: _worst(short[slot]) for slot in changed}
            changed.clear()
            if any(lacks[slot] != lack for slot, lack in now.items()):
                for slot, lack in now.items():
                    lacks[slot] = lack
                opened.turn(day, profile(slots, lacks))
    return opened.close()


def _worst(short: Mapping[Outcome, set[int]]) -> Lack | None:
    for outcome in _WORST_FIRST:
        if short[outcome]:
            return outcome, min(short[outcome])
    return None
