"""Parts of the week by the clock: of each weekday, from which minute until which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from functools import lru_cache
from itertools import pairwise

MIDNIGHT = 24 * 60
"""The end of a day."""
Slot = tuple[int, int]
"""From when until when, in minutes after midnight."""
Slots = Mapping[int, Sequence[Slot]]
"""By weekday, 0 is Monday: in order and apart. Weekdays without any may be left out."""
ALL_DAY: Sequence[Slot] = ((0, MIDNIGHT),)
ALL_WEEK: Slots = dict.fromkeys(range(7), ALL_DAY)


def minute_of(at: time) -> int:
    """Minutes after midnight; shifts begin and end on full minutes."""
    return at.hour * 60 + at.minute


@lru_cache(
    maxsize=1024
)  # there are few shifts that differ, and each is asked about again and again
def parts(weekday: int, starts: time, ends: time) -> Sequence[tuple[int, Slot]]:
    """The weekdays on which a shift lasts, and when: one that runs over midnight has two."""
    opens, closes = minute_of(starts), minute_of(ends)
    if opens < closes:
        return [(weekday, (opens, closes))]
    morning = [((weekday + 1) % 7, (0, closes))] if closes else []
    return [(weekday, (opens, MIDNIGHT)), *morning]


def united(pieces: Iterable[tuple[int, Slot]]) -> dict[int, list[Slot]]:
    """All of these as slots: those that meet are one."""
    found: dict[int, list[Slot]] = {}
    for weekday, (opens, closes) in sorted(pieces):
        mine = found.setdefault(weekday, [])
        if mine and opens <= mine[-1][1]:
            mine[-1] = (mine[-1][0], max(mine[-1][1], closes))
        else:
            mine.append((opens, closes))
    return found


def meet(slots: Slots, pieces: Iterable[tuple[int, Slot]]) -> bool:
    """Whether some of these pieces lies within the slots, if only in part."""
    for weekday, (starts, ends) in pieces:  # no generator: it is asked of all gaps of a county
        for opens, closes in slots.get(weekday, ()):
            if opens < ends and starts < closes:
                return True
    return False


def besides(slots: Iterable[Slot]) -> list[Slot]:
    """The rest of the day."""
    edges = [0, *(edge for slot in slots for edge in slot), MIDNIGHT]
    rest = zip(edges[::2], edges[1::2], strict=True)
    return [(opens, closes) for opens, closes in rest if opens < closes]


def cut(slots: Iterable[Slot], times: Iterable[int]) -> list[Slot]:
    """The same slots in smaller pieces, so that each of these times is an edge."""
    times = sorted(set(times))
    found: list[Slot] = []
    for opens, closes in slots:
        inside = [time for time in times if opens < time < closes]
        found += pairwise([opens, *inside, closes])
    return found
