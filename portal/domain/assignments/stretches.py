"""Unbroken times, such as of working in a county or of being on a team."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from portal.domain.certification.days import day_after


class Stretch(NamedTuple):
    """An unbroken time of belonging to something."""

    starts: date | None
    """None: not known."""
    until: date
    """The first day after it; `NEVER` for an open end."""

    def covers(self, day: date) -> bool:
        """Whether the day lies in it; what began on an unknown day is taken to have begun."""
        return (self.starts is None or self.starts <= day) and day < self.until


def known_days(
    starts: date | None, ends: date | None, recorded_on: date, replaced_on: date | None
) -> tuple[date, date | None]:
    """The first and last day of a time on which that very day knew of it.

    Nothing is known before it is recorded, and what a correction replaces is known until then. So
    a time and its correction meet, and somebody recorded late begins on that day.
    """
    first = recorded_on if starts is None else max(starts, recorded_on)
    if replaced_on is None:
        return first, ends
    last = replaced_on - timedelta(days=1)
    return first, last if ends is None else min(ends, last)


def unbroken(times: Iterable[tuple[date | None, date | None]]) -> list[Stretch]:
    """First and last days as stretches, in order; those that meet are one.

    What was taken back, with its last day before its first one, never was.
    """
    known = [
        Stretch(starts, day_after(ends))
        for starts, ends in times
        if starts is None or ends is None or starts <= ends
    ]
    found: list[Stretch] = []
    for one in sorted(known, key=lambda each: (each.starts or date.min, each.until)):
        last = found[-1] if found else None
        if last is not None and (one.starts or date.min) <= last.until:
            found[-1] = Stretch(last.starts, max(last.until, one.until))
        else:
            found.append(one)
    return found
