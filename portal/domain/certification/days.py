"""Edges of stretches of days. Inside this package they are half-open, and an open end is `NEVER`.

A fact says its first and its last day; a stretch here runs from its first day up to the first day
after it. So two stretches meet without a gap, and the earlier of two edges is the smaller.
"""

from __future__ import annotations

from datetime import date, timedelta

from portal.domain.dates import months_later

NEVER = date.max
"""The edge of what has no end."""
_DAY = timedelta(days=1)
LAST = NEVER - _DAY
"""The last day that can be asked about."""


def first_day(starts_on: date | None) -> date:
    """The first day of something; `date.min` when it is not known, which is “always”."""
    return date.min if starts_on is None else starts_on


def day_after(ends_on: date | None) -> date:
    """The first day after a last day; `NEVER` for an open end."""
    return NEVER if ends_on is None or ends_on == NEVER else ends_on + _DAY


def last_day(until: date) -> date | None:
    """The last day before an edge; None for an open end."""
    return None if until == NEVER else until - _DAY


def days_earlier(day: date, days: int) -> date:
    """So many days before, or where the calendar begins."""
    return date.min if days >= (day - date.min).days else day - timedelta(days=days)


def days_later(day: date, days: int) -> date:
    """So many days after, or where the calendar ends."""
    return NEVER if days >= (NEVER - day).days else day + timedelta(days=days)


def months_earlier(day: date, months: int) -> date:
    """The same day so many months before, clamped to the month's end and to the calendar."""
    return date.min if months >= (day.year - 1) * 12 + day.month else months_later(day, -months)
