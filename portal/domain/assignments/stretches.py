"""Unbroken times, such as of working in a county or of being on a team."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
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
