"""Captions: times, what is wrong with them, and which version viewers get."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.captions import (
    LONGEST_TEXT,
    Cue,
    State,
    Version,
    clock,
    faults,
    in_seconds,
    milliseconds,
    minute,
    shown,
    state,
    unfinished,
)
from portal.domain.errors import Invalid

GOOD = [Cue(0, 900, "Hello."), Cue(900, 2000, "Here we go.")]
ONE, OTHER = "a" * 64, "b" * 64


@given(st.integers(0, 30 * 3600 * 1000))
def test_a_time_that_is_shown_is_read_back(ms):
    assert milliseconds(clock(ms)) == ms
    assert in_seconds(minute(ms // 1000)) == ms // 1000


@pytest.mark.parametrize(
    "text", ["", "12", "1:60", "a:b", "1:2:3:4", "-1:00", "1:61:00", "1:00.0000"]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(Invalid):
        milliseconds(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("62", 62), ("62s", 62), ("1m2s", 62), ("1:02", 62), ("1h1m1s", 3661), ("62.9", 62)],
)
def test_moments_in_addresses(text, seconds):
    assert in_seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "x", "-5", "1e3", "99999999", "٣"])
def test_what_is_no_moment_is_none(text):
    assert in_seconds(text) is None


def test_cues_in_order_have_no_faults():
    assert faults(GOOD) == []
    assert faults(GOOD, 2000) == []


@pytest.mark.parametrize(
    ("cues", "place", "words"),
    [
        ([], 0, "no cue"),
        ([Cue(0, 1000, "a"), Cue(999, 2000, "b")], 1, "overlap"),
        ([Cue(0, 9000, "a"), Cue(1000, 2000, "b"), Cue(3000, 4000, "c")], 2, "overlap"),
        ([Cue(1000, 1000, "a")], 0, "end later"),
        ([Cue(2000, 1000, "a")], 0, "end later"),
        ([Cue(0, 1000, " \n ")], 0, "says nothing"),
        ([Cue(0, 1000, "x" * (LONGEST_TEXT + 1))], 0, "Split it"),
        ([Cue(0, 200_000, "a")], 0, "after the recording"),
    ],
)
def test_each_fault_names_its_cue(cues, place, words):
    found = faults(cues, 60_000)
    assert (place, True) in [(one.cue, words in one.message) for one in found]


@given(
    st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 5000)), min_size=1, max_size=40),
)
def test_what_has_no_faults_never_shows_two_lines_at_once(steps):
    cues, at = [], 0
    for gap, length in steps:
        cues.append(Cue(at + gap - 1, at + gap - 1 + length, "x"))
        at = cues[-1].end
    assert faults(cues) == []
    assert all(before.end <= after.start for before, after in pairwise(cues))
    pushed = [*cues, Cue(cues[-1].end - 1, cues[-1].end + 10, "y")]
    assert [one.cue for one in faults(pushed)] == [len(cues)]


def versions(*states, recording=ONE):
    return [Version(number, one, recording) for number, one in enumerate(states, 1)]


def test_viewers_get_what_was_reviewed_last():
    rows = versions(State.AUTOMATIC, State.REVIEWED, State.EDITED)
    assert shown(rows, ONE).number == 2
    assert state(rows, ONE) is State.REVIEWED


def test_without_a_review_they_get_what_was_saved_last():
    rows = versions(State.EDITED, State.AUTOMATIC)
    assert (shown(rows, ONE).number, state(rows, ONE)) == (2, State.AUTOMATIC)


def test_captions_of_another_recording_are_nobodys():
    rows = versions(State.REVIEWED)
    assert shown(rows, OTHER) is None
    assert state(rows, OTHER) is State.NONE
    assert "made for another recording" in unfinished(rows, OTHER)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "It has no captions in English"),
        (versions(State.AUTOMATIC), "made by a program, not reviewed"),
        (versions(State.EDITED), "edited, not reviewed yet"),
        (versions(State.REVIEWED), ""),
        (versions(State.REVIEWED, State.EDITED), ""),
    ],
)
def test_what_is_missing_before_a_recording_is_shown(rows, words):
    found = unfinished(rows, ONE)
    assert (words in found) if words else (found == "")
