"""Each second counts once, at one moment one thing is watched, and what is missing is said."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.watching.counting import Watched, union, watched
from portal.domain.watching.stretches import SPEED, Stretch

START = datetime(2026, 3, 2, 20, tzinfo=UTC)
LENGTH = 24 * 60_000


def stretch(starts, ends, began, took=None, recording="r"):
    """Seconds of the recording, and when it was played, in seconds after START."""
    took = ends - starts if took is None else took
    began_at = START + timedelta(seconds=began)
    ended_at = began_at + timedelta(seconds=took)
    return Stretch(recording, int(starts * 1000), int(ends * 1000), began_at, ended_at)


def seconds(*stretches, since=None):
    return watched(stretches, "r", LENGTH, 80, since=since).seconds


@st.composite
def stretches(draw):
    starts = draw(st.integers(0, 1400))
    took = draw(st.integers(1, 300))
    ends = draw(st.integers(starts + 1, starts + SPEED * took))
    return stretch(starts, ends, draw(st.integers(0, 3000)), took, draw(st.sampled_from("rs")))


lists = st.lists(stretches(), max_size=12)


def test_overlapping_parts_count_once():
    assert seconds(stretch(0, 60, 0), stretch(30, 90, 100)) == 90


def test_the_same_part_in_two_tabs_counts_once():
    assert seconds(stretch(0, 60, 0), stretch(0, 60, 1)) == 60


def test_two_tabs_that_play_different_parts_do_not_count_double():
    assert seconds(stretch(0, 60, 0), stretch(600, 660, 0)) == 60
    assert seconds(stretch(0, 60, 0), stretch(600, 660, 30)) == 90


def test_another_webinar_in_another_tab_does_not_count_beside_it():
    other = stretch(0, 60, 0, recording="s")
    assert seconds(other, stretch(0, 60, 10)) == 10
    assert seconds(other, stretch(0, 60, 60)) == 60


def test_another_recording_counts_for_nothing():
    assert seconds(stretch(0, 60, 0, recording="s")) == 0


def test_what_was_watched_before_the_last_turn_was_over_counts_for_nothing():
    earlier, later = stretch(0, 60, 0), stretch(60, 100, 100)
    assert seconds(earlier, later, since=START + timedelta(seconds=60)) == 40


def test_what_is_missing_is_said_in_order():
    found = watched([stretch(0, 190, 0), stretch(340, 1440, 300)], "r", LENGTH, 95)
    assert found.missing == ((190, 340),)
    assert found.words == "21 of 24 minutes"
    assert not found.is_enough
    assert watched([], "r", LENGTH, 80).missing == ((0, 1440),)
    assert watched([stretch(0, 1440, 0)], "r", LENGTH, 80).missing == ()


def test_of_a_short_recording_seconds_are_told():
    found = watched([stretch(0, 65, 0)], "r", 89_500, 70)
    assert found.words == "1:05 of 1:29 minutes"
    assert found.is_enough
    assert found.because == (
        "Watched 1:05 of 1:29 minutes of the recording; the rule asks 70 % (1:03)."
    )


def test_exactly_enough_is_enough():
    assert Watched(((0, 80_000),), 100_000, 80).is_enough
    assert not Watched(((0, 79_999),), 100_000, 80).is_enough
    assert not Watched((), 0, 80).is_enough, "a recording without length shows nothing"


@given(lists)
def test_nobody_gets_more_than_twice_the_time_that_passed(played):
    both = sum(watched(played, name, 2_000_000, 80).milliseconds for name in "rs")
    moments = [
        (int((each.began_at - START).total_seconds()), int((each.ended_at - START).total_seconds()))
        for each in played
    ]
    passed = sum(end - start for start, end in union(moments))
    assert both <= SPEED * passed * 1000


@given(lists)
def test_what_is_watched_lies_in_what_was_played(played):
    found = watched(played, "r", LENGTH, 80)
    whole = union([(each.starts, each.ends) for each in played if each.recording == "r"])
    assert found.milliseconds <= sum(end - start for start, end in whole)
    assert all(
        any(start <= one[0] and one[1] <= end for start, end in whole) for one in found.spans
    )
    assert all(one[1] < other[0] for one, other in zip(found.spans, found.spans[1:], strict=False))


@given(lists)
def test_said_twice_it_is_the_same(played):
    assert watched([*played, *played], "r", LENGTH, 80) == watched(played, "r", LENGTH, 80)


@given(lists)
def test_watched_and_missing_make_the_whole(played):
    found = watched(played, "r", LENGTH, 80)
    there = [(start // 1000, -(-end // 1000)) for start, end in found.spans]
    gaps = list(found.missing)
    assert all(0 <= start < end <= LENGTH // 1000 for start, end in gaps)
    covered = sum(end - start for start, end in union([*there, *gaps]))
    assert covered >= LENGTH // 1000 - 2 * (len(there) + 1)


@given(lists)
def test_one_after_the_other_all_of_it_counts(played):
    """Played one at a time, nothing is cut away."""
    clock, moved = 0.0, []
    for each in played:
        took = (each.ended_at - each.began_at).total_seconds()
        moved.append(stretch(each.starts / 1000, each.ends / 1000, clock, took, each.recording))
        clock += took
    ours = [each for each in moved if each.recording == "r"]
    whole = union([(each.starts, min(each.ends, LENGTH)) for each in ours])
    assert watched(moved, "r", LENGTH, 80).spans == tuple(whole)
