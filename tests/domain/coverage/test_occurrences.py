"""A weekly shift takes place by the clock on the wall, on the nights of the change too."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.coverage import (
    ExceptionKind,
    Occurrence,
    Shift,
    double_booked,
    occurrences,
)
from portal.domain.staffing import Mode
from tests.domain.coverage.rosters import (
    DAY,
    FALL,
    SPRING,
    assigned,
    at,
    exception,
    minutes,
    shift,
    some_shifts,
    there,
)

SUNDAY = date(2026, 6, 7)


def only(found: list[Occurrence]) -> Occurrence:
    assert len(found) == 1
    return found[0]


def around(each: Shift, day: date) -> list[Occurrence]:
    return occurrences([each], at(day - 2 * DAY), at(day + 3 * DAY))


def hours(found: Occurrence) -> float:
    return (found.ends_at - found.starts_at) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("sunday", "starts", "ends", "long"),
    [
        (SUNDAY, time(22), time(6), 8),
        (SPRING - DAY, time(22), time(6), 7),
        (FALL - DAY, time(22), time(6), 9),
        (SUNDAY, time(8), time(8), 24),
        (SPRING, time(), time(), 23),
        (FALL, time(), time(), 25),
        (SPRING, time(2, 30), time(6), 3),  # begins when the clocks skip 2:30
        (SPRING, time(1), time(2, 15), 1),
        (FALL, time(1, 30), time(6), 5.5),  # begins at the first 1:30
        (FALL - DAY, time(18), time(1, 30), 7.5),  # and ends at the first 1:30
        (FALL, time(1), time(2), 2),
    ],
)
def test_a_shift_lasts_as_long_as_its_night(
    sunday: date, starts: time, ends: time, long: float
) -> None:
    found = only(around(shift(starts, ends, 1, weekday=sunday.weekday()), sunday))
    assert hours(found) == long
    assert found.on == sunday


def test_a_shift_that_the_clocks_skip_does_not_take_place() -> None:
    assert around(shift(time(2), time(3), 1), SPRING) == []


@pytest.mark.parametrize("day", [SPRING, FALL])
@pytest.mark.parametrize("hand_over", [time(1), time(1, 30), time(2), time(2, 30), time(3)])
def test_no_minute_is_lost_between_two_shifts(day: date, hand_over: time) -> None:
    before = only(around(shift(time(), hand_over, 1), day))
    after = only(around(shift(hand_over, time(12), 2), day))
    assert before.ends_at == after.starts_at


def test_an_occurrence_that_began_before_the_window_is_there() -> None:
    night = shift(time(22), time(6), 1)
    begins, ends = at(SUNDAY, 22), at(SUNDAY + DAY, 6)
    assert only(occurrences([night], ends - timedelta(minutes=1), at(SUNDAY + DAY, 12)))
    assert occurrences([night], ends, at(SUNDAY + DAY, 12)) == []
    assert occurrences([night], at(SUNDAY), begins) == []
    assert only(occurrences([night], at(SUNDAY), begins + timedelta(seconds=1)))


def test_a_shift_runs_from_its_first_date_through_its_last() -> None:
    day = shift(time(8), time(16), 1, first_on=SUNDAY, last_on=SUNDAY + 7 * DAY)
    found = occurrences([day], at(SUNDAY - 30 * DAY), at(SUNDAY + 30 * DAY))
    assert [each.on for each in found] == [SUNDAY, SUNDAY + 7 * DAY]


def test_people_have_a_place_for_their_own_dates() -> None:
    day = shift(
        time(8),
        time(16),
        assigned(1, last_on=SUNDAY),
        assigned(2, Mode.REMOTE, first_on=SUNDAY + 7 * DAY),
        assigned(3, Mode.ON_CALL),
    )
    found = occurrences([day], at(SUNDAY), at(SUNDAY + 8 * DAY))
    assert [each.people for each in found] == [
        ((1, Mode.ON_SITE), (3, Mode.ON_CALL)),
        ((2, Mode.REMOTE), (3, Mode.ON_CALL)),
    ]


def test_somebody_with_two_places_is_there_once_in_the_way_that_is_more() -> None:
    day = shift(time(8), time(16), assigned(1, Mode.ON_CALL), assigned(1), assigned(1, Mode.REMOTE))
    assert only(around(day, SUNDAY)).people == ((1, Mode.ON_SITE),)


def test_a_shift_nobody_is_on_takes_place_with_nobody() -> None:
    assert only(around(shift(time(8), time(16)), SUNDAY)).people == ()


def test_exceptions_change_one_date_only() -> None:
    day = shift(
        time(8),
        time(16),
        1,
        exceptions=(
            exception(SUNDAY, ExceptionKind.OFF, 1, number=1),
            exception(SUNDAY, ExceptionKind.ON, 2, Mode.REMOTE, number=2),
            exception(SUNDAY + 7 * DAY, ExceptionKind.CANCELLED, number=3),
            exception(SUNDAY + 14 * DAY, ExceptionKind.ON, 1, Mode.ON_CALL, number=4),
        ),
    )
    found = occurrences([day], at(SUNDAY), at(SUNDAY + 22 * DAY))
    assert [(each.on, each.people) for each in found] == [
        (SUNDAY, ((2, Mode.REMOTE),)),
        (SUNDAY + 14 * DAY, ((1, Mode.ON_CALL),)),
        (SUNDAY + 21 * DAY, ((1, Mode.ON_SITE),)),
    ]


@pytest.mark.parametrize(
    ("said", "comes"),
    [
        ([(ExceptionKind.OFF, 1, 1), (ExceptionKind.USUAL, 2, 1)], True),
        ([(ExceptionKind.USUAL, 1, 2), (ExceptionKind.OFF, 2, 1)], True),  # said on a later day
        ([(ExceptionKind.USUAL, 9, 1), (ExceptionKind.OFF, 10, 1)], False),  # the later number
        ([(ExceptionKind.OFF, 1, 1), (ExceptionKind.ON, 2, 1)], True),
    ],
)
def test_what_was_recorded_last_about_somebody_holds(
    said: list[tuple[ExceptionKind, int, int]], comes: bool
) -> None:
    for order in (said, said[::-1]):
        day = shift(
            time(8),
            time(16),
            1,
            exceptions=tuple(
                exception(SUNDAY, kind, 1, number=number, day=recorded_on)
                for kind, number, recorded_on in order
            ),
        )
        assert bool(only(around(day, SUNDAY)).people) is comes


def test_a_cancelled_shift_takes_place_after_all_with_those_who_then_come() -> None:
    day = shift(
        time(8),
        time(16),
        1,
        2,
        exceptions=(
            exception(SUNDAY, ExceptionKind.CANCELLED, number=1),
            exception(SUNDAY, ExceptionKind.OFF, 1, number=2),
            exception(SUNDAY, ExceptionKind.USUAL, number=3),
        ),
    )
    assert only(around(day, SUNDAY)).people == ((2, Mode.ON_SITE),)


def test_occurrences_stand_in_order_of_time() -> None:
    found = occurrences(
        [
            shift(time(8), time(16), 1, team=2, number=1),
            shift(time(8), time(16), 1, team=1, number=3),
            shift(time(8), time(16), 1, team=1, number=2),
            shift(time(7), time(16), 1, team=3, number=4),
        ],
        at(SUNDAY),
        at(SUNDAY + DAY),
    )
    assert [each.shift for each in found] == [4, 2, 3, 1]


@pytest.mark.parametrize("around_day", [SPRING, FALL, SUNDAY])
@settings(max_examples=50, deadline=None)
@given(st.data())
def test_who_is_there_is_as_the_clock_on_the_wall_says(
    around_day: date, data: st.DataObject
) -> None:
    each = data.draw(some_shifts(around_day, most=1))[0]
    start = at(around_day) - timedelta(minutes=data.draw(st.integers(0, 1440)))
    end = start + timedelta(minutes=data.draw(st.integers(1, 2880)))
    found = iter(occurrences([each], start, end))
    now = next(found, None)
    for minute, reading in minutes(start, end):
        while now is not None and now.ends_at <= minute:
            now = next(found, None)
        present = now.people if now is not None and now.starts_at <= minute else None
        assert present == there(each, reading)


def test_somebody_on_site_in_two_places_is_double_booked_while_both_last() -> None:
    found = occurrences(
        [
            shift(time(8), time(16), 1, 2, number=1),
            shift(time(12), time(20), 1, assigned(2, Mode.ON_CALL), number=2, team=2),
            shift(time(16), time(22), 1, number=3, team=3),
        ],
        at(SUNDAY),
        at(SUNDAY + DAY),
    )
    said = [(each.person, each.starts_at, each.ends_at) for each in double_booked(found[::-1])]
    assert said == [(1, at(SUNDAY, 12), at(SUNDAY, 16)), (1, at(SUNDAY, 16), at(SUNDAY, 20))]
    first = double_booked(found)[0]
    assert (first.first.shift, first.second.shift) == (1, 2)


@settings(max_examples=50, deadline=None)
@given(some_shifts(SUNDAY, most=5))
def test_every_minute_of_two_places_is_found(shifts: list[Shift]) -> None:
    start, end = at(SUNDAY - DAY), at(SUNDAY + DAY)
    twice = double_booked(occurrences(shifts, start, end))
    for minute, reading in minutes(start, start + timedelta(hours=8)):
        on_site = [
            person
            for each in shifts
            for person, mode in there(each, reading) or ()
            if mode is Mode.ON_SITE
        ]
        found = {each.person for each in twice if each.starts_at <= minute < each.ends_at}
        assert found == {person for person in on_site if on_site.count(person) > 1}


def test_a_window_may_begin_at_any_instant() -> None:
    start = at(SUNDAY, 9) + timedelta(microseconds=7)
    assert only(occurrences([shift(time(8), time(16), 1)], start, start + DAY))
    assert isinstance(start, datetime)
