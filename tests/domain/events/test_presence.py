"""Presence: every minute counts once, in UTC, and the rule explains itself."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.dates import CALIFORNIA
from portal.domain.events.presence import Stretch, attendance, union
from portal.domain.events.terms import Rule, length

START = datetime(2026, 3, 10, 17, tzinfo=UTC)
END = START + timedelta(minutes=90)
RULE = Rule(least_percent=80, latest_minutes=15, quiz=False)


def there(*minutes, is_open=False):
    return [
        Stretch(START + timedelta(minutes=a), START + timedelta(minutes=b), is_open)
        for a, b in minutes
    ]


STRETCHES = st.lists(
    st.tuples(st.integers(-30, 120), st.integers(0, 60)).map(lambda pair: (pair[0], sum(pair))),
    max_size=12,
)


@given(STRETCHES)
def test_the_union_is_the_minutes_that_any_stretch_holds(minutes):
    held = {m for a, b in minutes for m in range(max(a, 0), min(b, 90))}
    assert attendance(there(*minutes), START, END, RULE).present == len(held)


@given(STRETCHES)
def test_the_merged_stretches_do_not_touch(minutes):
    merged = union(there(*minutes), START, END)
    assert all(one.ends_at < other.starts_at for one, other in pairwise(merged))
    assert all(START <= each.starts_at <= each.ends_at <= END for each in merged)


@given(STRETCHES, st.integers(1, 100))
def test_more_presence_never_hurts(minutes, percent):
    rule = Rule(percent, None, quiz=False)
    some = attendance(there(*minutes[1:]), START, END, rule)
    more = attendance(there(*minutes), START, END, rule)
    assert more.present >= some.present
    assert more.meets or not some.meets


def test_two_devices_and_a_reconnect_count_once():
    found = attendance(there((2, 50), (2, 50), (48, 84)), START, END, RULE)
    assert (found.present, found.late, found.meets) == (82, 2, True)
    assert found.words == (
        "Present 82 of 90 minutes; the rule asks 80 % (72 minutes). Arrived 2 minutes late; the "
        "rule allows 15 minutes."
    )


def test_just_enough_and_one_minute_less():
    assert attendance(there((0, 72)), START, END, RULE).meets
    assert not attendance(there((0, 71)), START, END, RULE).meets


def test_just_in_time_and_one_minute_late():
    rule = Rule(50, 15, quiz=False)
    assert attendance(there((15, 90)), START, END, rule).meets
    late = attendance(there((16, 90)), START, END, rule)
    assert not late.meets
    assert "Arrived 16 minutes late; the rule allows 15 minutes." in late.words


def test_minutes_outside_the_session_do_not_count():
    assert not attendance(there((-30, 0), (90, 120)), START, END, RULE).was_there
    assert attendance(there((-30, 120)), START, END, RULE).present == 90


def test_who_never_said_when_they_left_counts_through_the_last_sign():
    found = attendance(there((0, 0), is_open=True), START, END, RULE)
    assert found.was_there
    assert found.is_open
    assert (found.present, found.meets) == (0, False)
    assert not attendance(there((0, 90), is_open=True), START, END, RULE).is_open


def test_the_night_on_which_an_hour_comes_twice():
    start = datetime(2026, 11, 1, 0, 30, tzinfo=CALIFORNIA)
    end = datetime(2026, 11, 1, 2, 30, tzinfo=CALIFORNIA)
    assert length(start.astimezone(UTC), end.astimezone(UTC)) == 180
    came = datetime(2026, 11, 1, 1, 30, tzinfo=CALIFORNIA)  # the first of two
    left = came.replace(fold=1)
    stretch = Stretch(came.astimezone(UTC), left.astimezone(UTC))
    found = attendance([stretch], start.astimezone(UTC), end.astimezone(UTC), RULE)
    assert (found.present, found.length) == (60, 180)


def test_the_night_on_which_an_hour_is_missing():
    start = datetime(2026, 3, 8, 1, 30, tzinfo=CALIFORNIA).astimezone(UTC)
    end = datetime(2026, 3, 8, 3, 30, tzinfo=CALIFORNIA).astimezone(UTC)
    found = attendance([Stretch(start, end)], start, end, RULE)
    assert (found.present, found.length) == (60, 60)
