"""Every date is a civil date in California, said the same way whatever the locale."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.dates import CALIFORNIA, civil_date, clock_text, date_text, months_later


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 2, 7, 59, 59, tzinfo=UTC), date(2026, 1, 1)),  # 11:59 p.m. in winter
        (datetime(2026, 1, 2, 8, tzinfo=UTC), date(2026, 1, 2)),
        (datetime(2026, 7, 2, 6, 59, 59, tzinfo=UTC), date(2026, 7, 1)),  # 11:59 p.m. in summer
        (datetime(2026, 7, 2, 7, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 1, 1, 3, tzinfo=timezone(timedelta(hours=14))), date(2025, 12, 31)),
    ],
)
def test_the_day_is_the_one_in_california(instant: datetime, day: date) -> None:
    assert civil_date(instant) == day


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1)))  # noqa: DTZ001
def test_an_instant_lies_within_its_civil_date(instant: datetime) -> None:
    day = civil_date(instant)
    start = datetime(day.year, day.month, day.day, tzinfo=CALIFORNIA)
    following = day + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=CALIFORNIA)
    assert start <= instant < end


def test_a_date_names_its_month() -> None:
    assert date_text(date(2026, 11, 2)) == "November 2, 2026"
    assert len({date_text(date(2026, month, 1)).split()[0] for month in range(1, 13)}) == 12


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 0, "12:00 a.m."),
        (1, 5, "1:05 a.m."),
        (11, 59, "11:59 a.m."),
        (12, 0, "12:00 p.m."),
        (13, 7, "1:07 p.m."),
        (23, 59, "11:59 p.m."),
    ],
)
def test_a_time_is_said_with_twelve_hours(hour: int, minute: int, said: str) -> None:
    local = datetime(2026, 3, 4, hour, minute, tzinfo=CALIFORNIA)
    assert clock_text(local.astimezone(UTC)) == f"{said} on March 4, 2026"


def test_the_clock_follows_summer_time() -> None:
    assert clock_text(datetime(2026, 3, 8, 9, 59, tzinfo=UTC)) == "1:59 a.m. on March 8, 2026"
    assert clock_text(datetime(2026, 3, 8, 10, tzinfo=UTC)) == "3:00 a.m. on March 8, 2026"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 22), 2, date(2027, 1, 22)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
        (date(9999, 6, 1), 12, date.max),
    ],
)
def test_months_are_added_up_to_the_end_of_a_month(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@given(st.dates(max_value=date(2900, 1, 1)), st.integers(0, 600))
def test_months_later_lies_in_the_right_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day
