"""What a roster may not say: somebody in two places at once, a shift twice, a year gone wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import combinations

from portal.domain.coverage import ExceptionKind, Shift
from portal.domain.dates import date_text
from portal.domain.staffing import Mode

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK = timedelta(7)
_DAY = 24 * 60
_YEARS = 10
"""A roster is about days at most so many years from today."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """A stretch of time that comes every week, from a date through a date."""

    weekday: int
    starts: time
    ends: time
    first_on: date
    last_on: date | None
    without: frozenset[date] = frozenset()
    """The dates on which it does not take place."""

    @property
    def minutes(self) -> tuple[int, int]:
        """When it begins and ends, counted from the midnight before it begins."""
        starts = self.starts.hour * 60 + self.starts.minute
        ends = self.ends.hour * 60 + self.ends.minute
        return starts, ends if ends > starts else ends + _DAY


def meeting(one: Weekly, other: Weekly) -> date | None:
    """The first date on which `one` begins and runs at the same time as `other`, if there is any.

    Times are compared as clocks show them: where these do not overlap, nothing does.
    """
    found = (_meeting(one, other, days) for days in (-1, 0, 1))
    return min((on for on in found if on is not None), default=None)


def _meeting(one: Weekly, other: Weekly, days: int) -> date | None:
    """The same, where `other` begins so many days after `one`."""
    if (one.weekday + days) % 7 != other.weekday:
        return None
    (starts, ends), (its_start, its_end) = one.minutes, other.minutes
    if its_start + days * _DAY >= ends or its_end + days * _DAY <= starts:
        return None
    later = timedelta(days)
    on = first_from(max(one.first_on, other.first_on - later), one.weekday)
    lasts = [one.last_on, other.last_on and other.last_on - later]
    last = min((day for day in lasts if day is not None), default=date.max - WEEK)
    while on <= last:
        if on not in one.without and on + later not in other.without:
            return on
        on += WEEK
    return None


def first_from(day: date, weekday: int) -> date:
    """The first such weekday on the day or after it."""
    return day + timedelta((weekday - day.weekday()) % 7)


def last_until(day: date, weekday: int) -> date:
    """The last such weekday on the day or before it."""
    return day - timedelta((day.weekday() - weekday) % 7)


def whole(shift: Shift) -> Weekly:
    """When a shift takes place, with or without people."""
    cancelled = {one.on for one in shift.exceptions if one.kind is ExceptionKind.CANCELLED}
    return Weekly(
        shift.weekday,
        shift.starts,
        shift.ends,
        shift.first_on,
        shift.last_on,
        frozenset(cancelled),
    )


def times_of(shift: Shift, person: int) -> list[tuple[Weekly, Mode]]:
    """When somebody is on a shift, and how: week by week, and on single dates."""
    runs = whole(shift)
    own = [one for one in shift.exceptions if one.person == person]
    without = runs.without | {one.on for one in own}
    found = [
        (_part(runs, place.first_on, place.last_on, without), place.mode)
        for place in shift.assigned
        if place.person == person
    ]
    return found + [
        (_part(runs, one.on, one.on, runs.without), one.mode)
        for one in own
        if one.kind is ExceptionKind.ON
    ]


def _part(runs: Weekly, first: date, last: date | None, without: frozenset[date]) -> Weekly:
    ends = [day for day in (runs.last_on, last) if day is not None]
    return Weekly(
        runs.weekday,
        runs.starts,
        runs.ends,
        max(runs.first_on, first),
        min(ends, default=None),
        without,
    )


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody has two places at the same time."""

    person: int
    shift: Shift
    other: Shift
    on: date
    """The first date of `shift` on which it happens."""

    @property
    def is_same_shift(self) -> bool:
        """Two places on one shift; else on site on two of them."""
        return self.shift.id == self.other.id


def clashes(person: int, shifts: Iterable[Shift], new: Collection[int]) -> Iterator[Clash]:
    """Where somebody is on site twice at the same time, or has two places on one shift.

    Only what the shifts with these new numbers bring about is told.
    """
    held = [(shift, *times) for shift in shifts for times in times_of(shift, person)]
    for one, other in combinations(held, 2):
        if other[0].id in new:
            one, other = other, one
        (shift, weekly, mode), (its_shift, its_weekly, its_mode) = one, other
        if shift.id not in new:
            continue
        on_site_twice = mode is its_mode is Mode.ON_SITE
        if not on_site_twice and shift.id != its_shift.id:
            continue
        on = meeting(weekly, its_weekly)
        if on is not None:
            yield Clash(person, shift, its_shift, on)


def wrong_year(day: date, today: date) -> str:
    """What to say when a day of a roster is in a year that cannot be meant; else nothing."""
    if abs(day.year - today.year) <= _YEARS:
        return ""
    return (
        f"Check the year: {date_text(day)} is more than {_YEARS} years away. "
        f"Enter a day such as {today.isoformat()}."
    )


def time_text(at: time) -> str:
    """A time as people in California say it, such as “8:00 p.m.”."""
    return f"{at.hour % 12 or 12}:{at.minute:02} {'a.m.' if at.hour < 12 else 'p.m.'}"


def times_text(starts: time, ends: time) -> str:
    """From when to when, such as “8:00 p.m. to 8:00 a.m. the next day”."""
    words = f"{time_text(starts)} to {time_text(ends)}"
    return words if ends > starts else f"{words} the next day"


def length_text(starts: time, ends: time) -> str:
    """How long that is, such as “12 hours” or “8 hours 30 minutes”, as clocks count."""
    begun, over = Weekly(0, starts, ends, date.min, None).minutes
    hours, minutes = divmod(over - begun, 60)
    words = [f"{hours} hour{'s' if hours != 1 else ''}"] if hours else []
    return " ".join([*words, *([f"{minutes} minutes"] if minutes else [])])
