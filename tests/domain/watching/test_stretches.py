"""A player's word counts only as far as the server's clock allows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.watching.stretches import LATEST, LEAST, SPEED, Claim, Stretch, accept, longer

OPENED = datetime(2026, 3, 2, 20, tzinfo=UTC)
LENGTH = 24 * 60_000
NOW = OPENED + timedelta(minutes=10)
anything = st.integers(-(10**9), 10**9)
claims = st.builds(Claim, st.just("a"), anything, anything, anything, anything)


def played(starts, ends, began_ago, ended_ago=0, at=NOW):
    """What is accepted of it; all in seconds."""
    said = Claim("a", *(1000 * each for each in (starts, ends, began_ago, ended_ago)))
    return accept(said, "r", LENGTH, opened_at=OPENED, at=at)


def test_a_minute_played_in_a_minute_counts_whole():
    assert played(60, 120, 60) == Stretch("r", 60_000, 120_000, NOW - timedelta(minutes=1), NOW)


def test_twice_as_fast_counts_whole_and_faster_only_so_far():
    assert played(0, 120, 60).ends == 120_000
    assert played(0, 240, 60).ends == 120_000


def test_nothing_was_played_before_the_page_was_there():
    found = played(0, 1440, 3600)
    assert found.began_at == OPENED
    assert found.ends == 1_200_000, "ten minutes, at twice the speed"


def test_nothing_is_played_in_the_future():
    assert played(0, 60, 60, -600).ended_at == NOW


def test_a_jump_counts_for_nothing():
    assert played(0, 1440, 0) is None


def test_looking_for_a_place_counts_for_nothing():
    assert played(10, 10.5, 5) is None


def test_a_player_that_went_backwards_counts_for_nothing():
    assert played(100, 50, 50) is None


def test_it_may_come_late_within_reason():
    late = OPENED + timedelta(hours=2)
    said = int(LATEST.total_seconds())
    assert played(0, 60, said + 60, said, at=late) is not None
    assert played(0, 60, said + 61, said + 1, at=late) is None


def test_it_ends_with_the_recording():
    assert played(1430, 1500, 70).ends == LENGTH


@given(claims, st.integers(0, 7200))
def test_whatever_is_said_it_is_within_time_and_recording(claim, seconds):
    at = OPENED + timedelta(seconds=seconds)
    found = accept(claim, "r", LENGTH, opened_at=OPENED, at=at)
    if found is not None:
        assert OPENED <= found.began_at < found.ended_at <= at
        assert 0 <= found.starts <= found.ends - LEAST <= LENGTH
        wall = (found.ended_at - found.began_at).total_seconds() * 1000
        assert found.ends - found.starts <= SPEED * wall
        assert found.ends <= max(claim.ends, 0)


@given(claims, claims)
def test_the_same_stretch_said_again_in_any_order_is_one(one, other):
    other = replace(other, starts=one.starts)
    first, second = (accept(each, "r", LENGTH, opened_at=OPENED, at=NOW) for each in (one, other))
    if first is not None and second is not None:
        both = longer(first, second)
        assert both == longer(second, first) == longer(both, first) == longer(both, second)
        wall = (both.ended_at - both.began_at).total_seconds() * 1000
        assert both.ends - both.starts <= SPEED * wall
