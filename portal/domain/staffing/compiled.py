"""What holds for stretches of days in which the same versions of requirements are in force."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Generic, TypeVar

from portal.domain.requirements import Requirement

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
