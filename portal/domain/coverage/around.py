"""What else people are on at the time of a shift and close to it: whether they could come."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.domain.coverage.occurrences import occurrences
from portal.domain.coverage.shifts import Occurrence, Shift
from portal.domain.staffing import Mode

NEAR = timedelta(hours=12)
"""How far around the time is looked. No rule of rest: whoever plans reads it, and decides."""


@dataclass(slots=True)
class Around:
    """Where somebody is on site around a time."""

    during: Occurrence | None = None
    """At the time itself, or a part of it."""
    before: Occurrence | None = None
    """The last that ends by then."""
    after: Occurrence | None = None
    """The first that begins after it."""


def around(
    shifts: Iterable[Shift], people: Collection[int], start: datetime, end: datetime
) -> dict[int, Around]:
    """For those of these people who are on site somewhere around [start, end): where."""
    found: dict[int, Around] = {}
    for each in occurrences(shifts, start - NEAR, end + NEAR):
        for person, mode in each.people:
            if mode is not Mode.ON_SITE or person not in people:
                continue
            mine = found.setdefault(person, Around())
            if each.ends_at <= start:
                if mine.before is None or mine.before.ends_at < each.ends_at:
                    mine.before = each
            elif each.starts_at < end:
                mine.during = mine.during or each
            else:
                mine.after = mine.after or each
    return found
