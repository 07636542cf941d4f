"""Two weekly stretches meet on the first date on which both run; everything else is words."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.coverage import Assigned, DatedException, ExceptionKind, Shift
from portal.domain.facts import Recorded
from portal.domain.rosters import (
    Weekly,
    clashes,
    first_from,
    last_until,
    length_text,
    meeting,
    time_text,
    times_of,
    times_text,
    wrong_year,
)
from portal.domain.staffing import Mode

MONDAY = date(2026, 11, 23)
SUNDAY = date(2026, 11, 29)
DAY = timedelta(1)
WEEK = timedelta(7)
HORIZON = timedelta(weeks=8)

times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
days = st.dates(MONDAY, MONDAY + 3 * WEEK)
weeklies = st.builds(
    Weekly,
    st.integers(0, 6),
    times,
    times,
    days,
    st.none() | days,
    st.frozensets(days, max_size=3),
)


def begun(one: Weekly):
    """Every taking place within the horizon, as naive local instants, by date."""
    on = MONDAY - WEEK
    while on < MONDAY + HORIZON:
        stands = one.first_on <= on and (one.last_on is None or on <= one.last_on)
        if on.weekday() == one.weekday and stands and on not in one.without:
            ends = on if one.ends > one.starts else on + DAY
            yield on, datetime.combine(on, one.starts), datetime.combine(ends, one.ends)
        on += DAY


@given(weeklies, weeklies)
def test_two_stretches_meet_where_writing_them_out_shows_it(one, other):
    together = [
        on
        for on, starts, ends in begun(one)
        for _, its_start, its_end in begun(other)
        if starts < its_end and its_start < ends
    ]
    assert meeting(one, other) == min(together, default=None)


@given(weeklies, weeklies)
def test_who_meets_is_met(one, other):
    assert (meeting(one, other) is None) == (meeting(other, one) is None)


def test_sunday_night_runs_into_monday_morning():
    night = Weekly(6, time(20), time(8), MONDAY, None)
    morning = Weekly(0, time(7), time(15), MONDAY, None)
    assert meeting(night, morning) == SUNDAY
    assert meeting(morning, night) == MONDAY + WEEK
    assert meeting(night, Weekly(0, time(8), time(15), MONDAY, None)) is None


def test_around_the_clock_day_after_day_does_not_meet():
    tuesday = Weekly(1, time(8), time(8), MONDAY, None)
    assert meeting(Weekly(0, time(8), time(8), MONDAY, None), tuesday) is None


def shift(**more):
    plain = {"assigned": (), "exceptions": (), "last_on": None, "first_on": MONDAY}
    return Shift(1, 1, "Night", 0, time(20), time(8), **plain | more)


def different(kind, on=MONDAY, person=None, mode=Mode.ON_SITE):
    fact = Recorded("x", datetime(2026, 1, 1, tzinfo=UTC), "")
    return DatedException(fact, on, kind, person, mode)


def place(person, first_on=MONDAY, last_on=None, mode=Mode.ON_SITE):
    fact = Recorded("x", datetime(2026, 1, 1, tzinfo=UTC), "")
    return Assigned(fact, person, mode, first_on, last_on)


def test_somebody_is_on_a_shift_within_its_dates_and_not_when_off():
    row = shift(
        last_on=MONDAY + 4 * WEEK,
        assigned=(place(7, MONDAY - WEEK), place(8)),
        exceptions=(
            different(ExceptionKind.CANCELLED, MONDAY),
            different(ExceptionKind.OFF, MONDAY + WEEK, 7),
            different(ExceptionKind.OFF, MONDAY + 2 * WEEK, 8),
        ),
    )
    ((weekly, mode),) = times_of(row, 7)
    assert mode is Mode.ON_SITE
    assert (weekly.first_on, weekly.last_on) == (MONDAY, MONDAY + 4 * WEEK)
    assert weekly.without == {MONDAY, MONDAY + WEEK}


def test_somebody_who_comes_on_one_date_is_there_on_that_date():
    row = shift(exceptions=(different(ExceptionKind.ON, MONDAY + WEEK, 7, Mode.REMOTE),))
    ((weekly, mode),) = times_of(row, 7)
    assert mode is Mode.REMOTE
    assert weekly.first_on == weekly.last_on == MONDAY + WEEK
    assert times_of(row, 8) == []


def day_shift(number, **more):
    plain = {"assigned": (place(7),), "exceptions": (), "last_on": None, "first_on": MONDAY}
    return Shift(number, 1, f"Shift {number}", 0, time(8), time(16), **plain | more)


def told(*shifts, new=(1,)):
    return [(one.shift.id, one.other.id, one.on) for one in clashes(7, shifts, new)]


def test_on_site_in_two_places_is_a_clash():
    assert told(day_shift(1), day_shift(2)) == [(1, 2, MONDAY)]
    assert told(day_shift(2), day_shift(1)) == [(1, 2, MONDAY)]
    assert told(day_shift(1), day_shift(2), new=()) == []
    assert len(told(day_shift(1), day_shift(2), new=(1, 2))) == 1


@pytest.mark.parametrize("mode", [Mode.REMOTE, Mode.ON_CALL])
def test_in_reach_of_another_shift_is_none(mode):
    assert told(day_shift(1), day_shift(2, assigned=(place(7, mode=mode),))) == []


def test_two_places_on_one_shift_are_a_clash_in_whatever_way():
    twice = (place(7, last_on=MONDAY), place(7, mode=Mode.ON_CALL))
    assert told(day_shift(1, assigned=twice)) == [(1, 1, MONDAY)]
    in_turn = (place(7, last_on=MONDAY), place(7, MONDAY + DAY, mode=Mode.ON_CALL))
    assert told(day_shift(1, assigned=in_turn)) == []


def test_who_is_off_elsewhere_may_come():
    off = day_shift(2, exceptions=(different(ExceptionKind.OFF, person=7),))
    comes = day_shift(1, assigned=(), exceptions=(different(ExceptionKind.ON, person=7),))
    assert told(comes, off) == []
    assert told(comes, day_shift(2)) == [(1, 2, MONDAY)]
    assert told(day_shift(1), off) == [(1, 2, MONDAY + WEEK)]


def test_the_weekday_before_and_after():
    assert first_from(MONDAY, 0) == MONDAY
    assert first_from(MONDAY, 6) == SUNDAY
    assert last_until(SUNDAY, 0) == MONDAY
    assert last_until(SUNDAY, 6) == SUNDAY


@pytest.mark.parametrize("year", [1926, 2015, 2037, 2126])
def test_a_year_that_cannot_be_meant(year):
    assert "Check the year" in wrong_year(date(year, 11, 23), MONDAY)


@pytest.mark.parametrize("year", [2016, 2026, 2036])
def test_a_year_that_may_be_meant(year):
    assert wrong_year(date(year, 11, 23), MONDAY) == ""


def test_times_in_words():
    assert time_text(time(0)) == "12:00 a.m."
    assert time_text(time(12, 5)) == "12:05 p.m."
    assert times_text(time(8), time(20)) == "8:00 a.m. to 8:00 p.m."
    assert times_text(time(20), time(8)) == "8:00 p.m. to 8:00 a.m. the next day"
    assert times_text(time(8), time(8)) == "8:00 a.m. to 8:00 a.m. the next day"


def test_lengths_in_words():
    assert length_text(time(8), time(8)) == "24 hours"
    assert length_text(time(8), time(9)) == "1 hour"
    assert length_text(time(20), time(8, 30)) == "12 hours 30 minutes"
    assert length_text(time(8), time(8, 30)) == "30 minutes"
