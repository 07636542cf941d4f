"""Edges of stretches: half-open inside, and never beyond the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.certification.days import (
    NEVER,
    day_after,
    days_earlier,
    days_later,
    first_day,
    last_day,
    months_earlier,
)


def test_an_open_end_is_never_and_an_unknown_beginning_is_always() -> None:
    assert day_after(None) == day_after(date.max) == NEVER
    assert last_day(NEVER) is None
    assert first_day(None) == date.min


@given(st.dates(max_value=date(9999, 12, 30)))
def test_the_day_after_and_the_last_day_undo_each_other(day: date) -> None:
    assert day_after(day) == day + timedelta(days=1)
    if day_after(day) != NEVER:
        assert last_day(day_after(day)) == day


@given(st.dates(), st.integers(0, 5_000_000))
def test_days_never_leave_the_calendar(day: date, days: int) -> None:
    assert date.min <= days_earlier(day, days) <= day <= days_later(day, days) <= NEVER


def test_days_are_counted_up_to_the_calendars_edges() -> None:
    assert days_earlier(date(2027, 3, 10), 60) == date(2027, 1, 9)
    assert days_later(date(2026, 1, 10), 90) == date(2026, 4, 10)
    assert days_earlier(date(1, 1, 5), 4) == days_earlier(date(1, 1, 5), 5) == date.min
    assert days_later(date(9999, 12, 30), 1) == days_later(date(9999, 12, 30), 2) == NEVER


def test_months_are_clamped_to_the_months_end_and_to_the_calendar() -> None:
    assert months_earlier(date(2027, 3, 31), 1) == date(2027, 2, 28)
    assert months_earlier(date(2027, 3, 31), 24) == date(2025, 3, 31)
    assert months_earlier(date(1, 3, 31), 2) == date(1, 1, 31)
    assert months_earlier(date(1, 3, 31), 3) == date.min
    assert months_earlier(date(2027, 3, 31), 999_999) == date.min
