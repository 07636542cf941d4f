"""Ranges of bytes, against what slicing gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.ranges import Part, Unsatisfiable, part

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("bytes=0-", Part(0, SIZE)),
        ("bytes=0-0", Part(0, 1)),
        ("bytes=999-", Part(999, 1)),
        ("bytes=500-99999", Part(500, 500)),
        ("bytes=-1", Part(999, 1)),
        ("bytes=-5000", Part(0, SIZE)),
        ("Bytes = 1-2", Part(1, 2)),
        ("bytes=5-4", None),
        ("bytes=a-b", None),
        ("bytes=-", None),
        ("bytes=٣-4", None),
        ("lines=1-2", None),
    ],
)
def test_what_is_asked_for(header, expected):
    assert part(header, SIZE) == expected


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0", "bytes=0-1,5-6"])
def test_what_there_is_not(header):
    with pytest.raises(Unsatisfiable):
        part(header, SIZE)


def test_an_empty_file_has_no_part():
    with pytest.raises(Unsatisfiable):
        part("bytes=0-", 0)


@given(
    st.binary(min_size=1, max_size=200),
    st.integers(0, 250),
    st.integers(0, 250),
    st.integers(1, 64),
)
def test_a_part_is_a_slice_and_no_longer_than_allowed(content, first, last, most):
    try:
        found = part(f"bytes={first}-{last}", len(content), most)
    except Unsatisfiable:
        assert first >= len(content)
        return
    if found is None:
        assert last < first
        return
    expected = content[first : last + 1][:most]
    assert content[found.first : found.first + found.length] == expected
    assert found.last == first + len(expected) - 1
