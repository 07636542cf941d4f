"""Spelling: what somebody may have meant, and when it is better to say nothing."""

import pytest

from portal.domain.spelling import near

KNOWN = {
    "naloxon": 9,
    "notic": 30,
    "assess": 20,
    "access": 4,
    "crisi": 50,
    "team": 60,
    "064": 7,
    "train": 12,
    "trauma": 8,
}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("naloxn", ["naloxon"]),
        ("nalxoon", ["naloxon"]),
        ("truama", ["trauma"]),
        ("asess", ["assess"]),
        ("crysi", ["crisi"]),
        ("zebra", []),
        ("beam", []),
        ("teem", ["team"]),
        ("naloxon", []),
        ("tem", []),
        ("065", []),
        ("0645", []),
        ("", []),
    ],
)
def test_what_looks_like_it_is_found_and_nothing_else(typed, found):
    assert near(typed, KNOWN) == found


def test_of_equal_ones_first_what_occurs_more_often():
    assert near("plam", {"plan": 2, "plaz": 9}) == ["plaz", "plan"]
    assert near("plam", {"plan": 2, "plaz": 2}) == ["plan", "plaz"]


def test_no_more_than_asked_for():
    assert len(near("aaaax", {f"aaaa{letter}": 1 for letter in "bcdefg"}, most=2)) == 2
