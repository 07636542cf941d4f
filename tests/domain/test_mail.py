"""Reminders keep to the day: not in the evening, at night, or on a weekend."""

from datetime import date, datetime

import pytest

from portal.domain.dates import CALIFORNIA
from portal.domain.mail import QUIET, Quiet


def at(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=CALIFORNIA)


@pytest.mark.parametrize(
    ("when", "opens"),
    [
        (at(2, 8), at(2, 8)),  # a Monday
        (at(2, 17, 59), at(2, 17, 59)),
        (at(2, 18), at(3, 8)),
        (at(3, 7, 59), at(3, 8)),
        (at(6, 18), at(9, 8)),  # a Friday; the clocks change on Sunday
        (at(7, 12), at(9, 8)),
        (at(8, 12), at(9, 8)),
    ],
)
def test_what_is_quiet_and_when_it_ends(when, opens):
    assert QUIET.is_quiet(when) == (when != opens)
    assert QUIET.opens(when) == opens
    assert not QUIET.is_quiet(QUIET.opens(when))


def test_weekends_can_be_days_like_others():
    assert not Quiet(weekends=False).is_quiet(at(7, 12))
    assert Quiet(weekends=False).through(at(6, 12)) == date(2026, 3, 6)


@pytest.mark.parametrize(("day", "through"), [(2, 2), (5, 5), (6, 8), (7, 8), (8, 8)])
def test_before_a_weekend_its_days_are_told_too(day, through):
    assert QUIET.through(at(day, 12)) == date(2026, 3, through)


def test_a_week_begins_on_monday():
    assert {QUIET.week_began(date(2026, 3, day)) for day in range(2, 9)} == {date(2026, 3, 2)}
