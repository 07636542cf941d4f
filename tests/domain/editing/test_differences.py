"""Differences are told word by word, lose nothing, and stay quick on long texts."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.editing.differences import Op, Piece, changes, pieces

TEXTS = st.text(alphabet="ab \n.", max_size=60)


def side(found, op):
    return "".join(piece.text for piece in found if piece.op in (Op.SAME, op))


@given(TEXTS, TEXTS)
def test_put_together_again_they_are_the_texts(before, after):
    found = pieces(before, after)
    assert side(found, Op.OUT) == before
    assert side(found, Op.IN) == after
    assert all(one.op is not other.op for one, other in pairwise(found))


def test_only_the_word_that_changed_is_marked():
    assert pieces("Within an hour.\nAlways.", "Within two hours.\nAlways.") == (
        Piece(Op.SAME, "Within"),
        Piece(Op.OUT, " an hour.\n"[:-1]),
        Piece(Op.IN, " two hours."),
        Piece(Op.SAME, "\nAlways."),
    )


def test_a_huge_passage_is_replaced_as_a_whole():
    before, after = "a " * 3000, "b " * 3000
    assert [piece.op for piece in pieces(before, after)] == [Op.OUT, Op.IN]


def test_parts_that_stayed_are_not_told_and_new_ones_are_called_new():
    found = changes({"Title": "One", "Owner": "Ana"}, {"Title": "One", "Source": "notices/one"})
    assert [(one.label, one.is_new, one.is_gone) for one in found] == [
        ("Source", True, False),
        ("Owner", False, True),
    ]


def test_a_long_stretch_that_stayed_is_cut_for_reading_only():
    long = " ".join(f"word{number}" for number in range(400))
    (change,) = changes({"Text": long + " end"}, {"Text": long + " stop"})
    assert len(change.pieces[0].text) > 2000
    assert len(change.shortened[0].text) < 500
    assert "[…]" in change.shortened[0].text
