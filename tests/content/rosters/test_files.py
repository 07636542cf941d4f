"""A file is what its content is, whatever its name."""

import pytest

from portal.content.rosters import is_calendar, text_of
from portal.content.rosters.files import said
from portal.domain.errors import Invalid
from portal.domain.roster_files import LARGEST


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"x" * (LARGEST + 1), "larger than 1 MB"),
        (b"PK\x03\x04rest", "a workbook"),
        (b"\xd0\xcf\x11\xe0rest", "a workbook"),
        ("team".encode("utf-16"), "UTF-16"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "Line 1 is not UTF-8"),
        (b"team,shift\nNu\xf1ez", "Line 2 is not UTF-8"),
        (b"team,shift\n\x7fELF\x02\x01", "Line 2 holds a control character"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "Line 2 is not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(content, words):
    with pytest.raises(Invalid, match=words) as error:
        text_of(content)
    assert error.value.field == "file"


@pytest.mark.parametrize("content", [b"Nu\xc3\xb1ez\r\n\tx", b"\xef\xbb\xbfNu\xc3\xb1ez\r\n\tx"])
def test_text_with_or_without_a_mark(content):
    assert text_of(content) == "Nuñez\r\n\tx"


def test_a_calendar_says_so():
    assert is_calendar("\r\nBEGIN:VCALENDAR\r\n")
    assert not is_calendar("team,shift")


def test_what_stands_in_a_file_is_shown_short_and_whole():
    assert said(" a \u200b b\n") == "a \ufffd b"
    assert len(said("x" * 500)) == 120
