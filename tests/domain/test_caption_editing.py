"""Cues are cut, joined and added without a gap or an overlap, and two people may work at once."""

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.caption_editing import added, joined, put_in, put_over, split
from portal.domain.captions import Cue, faults

A, B, C, D = (Cue(n * 1000, n * 1000 + 900, f"word {n} here") for n in range(4))

words = st.lists(st.text(alphabet="abcäø", min_size=1, max_size=9), min_size=1, max_size=12)


@given(words, st.integers(0, 9000), st.integers(1, 9000))
def test_a_cue_that_is_cut_keeps_its_words_and_its_time(said, start, length):
    cue = Cue(start, start + length, " ".join(said))
    parts = split(cue)
    assert " ".join(part.text for part in parts) == cue.text
    assert (parts[0].start, parts[-1].end) == (cue.start, cue.end)
    assert faults(parts) == []
    if len(said) > 1 and length >= 400:
        assert len(parts) == 2
        assert joined(*parts) == cue


def test_an_added_cue_fits_between():
    new = added(A, Cue(1500, 2000, "x"))
    assert (new.start, new.end, new.text) == (900, 1500, "")
    assert added(A, None).end == 2900


def test_a_part_takes_the_place_of_the_same_part_wherever_it_has_moved():
    new = [Cue(2000, 2900, "better")]
    assert put_in([A, B, C, D], [C], new) == [A, B, *new, D]
    assert put_in([Cue(0, 100, "added before"), A, B, C], [C], new)[-1:] == new
    assert put_in([], [], new) == new


def test_a_part_that_somebody_else_changed_is_not_replaced_in_silence():
    assert put_in([A, Cue(1000, 1900, "theirs"), C], [B], [B]) is None
    assert put_in([A], [], [B]) is None


def test_what_is_put_over_theirs_leaves_the_rest():
    theirs = [A, Cue(1000, 1400, "theirs"), Cue(1400, 1900, "too"), C, D]
    assert put_over(theirs, [B], [B]) == [A, B, C, D]
