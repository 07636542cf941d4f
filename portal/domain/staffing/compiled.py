"""Work that is done once for a rulebook and then asked for many thousand times."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Generic, TypeVar

from portal.domain.requirements import Requirement, Rulebook

Made = TypeVar("Made")


class Periods(Generic[Made]):
    """Something that holds from a day until the next one is in place."""

    def __init__(self, starts: Sequence[date], made: Sequence[Made]) -> None:
        self.starts = tuple(starts)
        self.made = tuple(made)

    def on(self, day: date) -> Made:
        """What holds on the day."""
        return self.made[bisect_right(self.starts, day) - 1]


def periods(requirements: Iterable[Requirement], make: Callable[[date], Made]) -> Periods[Made]:
    """What `make` says for every stretch of days in which the same versions are in force."""
    starts = sorted({date.min, *changes(requirements)})
    return Periods(starts, [make(day) for day in starts])


def changes(requirements: Iterable[Requirement]) -> set[date]:
    """The days on which a version comes into force or ends."""
    days: set[date] = set()
    for requirement in requirements:
        for version in requirement.versions:
            days.add(version.starts)
            if version.ends is not None:
                days.add(version.ends)
    return days


class _Same:
    """A rulebook as a key: equal only to itself, since comparing whole rulebooks is slow."""

    __slots__ = ("rulebook",)

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def __hash__(self) -> int:
        return id(self.rulebook)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.rulebook is self.rulebook


def once_per_rulebook(make: Callable[[Rulebook], Made]) -> Callable[[Rulebook], Made]:
    """`make`, which remembers what it made for the rulebooks it saw last."""

    @lru_cache(maxsize=8)
    def remembered(key: _Same) -> Made:
        return make(key.rulebook)

    return lambda rulebook: remembered(_Same(rulebook))
