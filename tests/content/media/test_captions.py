"""Caption files: what is read, what is refused and at which line, and back again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.content.media.captions import (
    LARGEST,
    BadCaptions,
    read_captions,
    state_in,
    tidy,
    write_vtt,
)
from portal.domain.captions import Cue, State

VTT = """WEBVTT - with a title

NOTE
00:00:00.000 --> nothing, this is a note

STYLE
::cue { color: red }

first
00:01.000 --> 00:02.500 align:start
<v Ana Flores>Hello, <i>you</i> &amp; me.

00:00:02.500 --> 00:00:04.000
Two
lines.
"""
SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,500\r\nHello.\r\n\r\n"
    "2\r\n00:00:02,500 --> 00:00:04,000\r\nBye.\r\n"
)


def test_webvtt():
    assert read_captions(b"\xef\xbb\xbf" + VTT.encode()) == [
        Cue(1000, 2500, "Ana Flores: Hello, you & me."),
        Cue(2500, 4000, "Two\nlines."),
    ]


def test_subrip():
    assert read_captions(SRT.encode()) == [Cue(1000, 2500, "Hello."), Cue(2500, 4000, "Bye.")]


def cue(start, end, words):
    return f"\n00:00:{start:06.3f} --> 00:00:{end:06.3f}\n{words}\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "empty"),
        (" \n ", 1, "empty"),
        ("WEBVTT\n", 1, "no cue"),
        ("PK\x03\x04 nothing of the kind", 1, "no cue"),
        ("<html><script>alert(1)</script>", 1, "no cue"),
        ("WEBVTT\n" + cue(1, 3, "a") + cue(2, 4, "b"), 6, "overlap"),
        ("WEBVTT\n" + cue(3, 1, "a"), 3, "end later"),
        ("WEBVTT\n\n00:00:01.000 --> 00:00:0x.000\na\n", 3, "no pair of times"),
        ("WEBVTT\n\n00:00:01 --> 00:00:02\na\n", 3, "no pair of times"),
        ("WEBVTT\n\n00:00:01.000 --> 00:00:70.000\na\n", 3, "no pair of times"),
        ("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n\n" + cue(3, 4, "b"), 3, "says nothing"),
        ("WEBVTT\n" + cue(1, 2, "a") + cue(40, 50, "b"), 6, "after the recording"),
    ],
)
def test_what_is_refused_and_where(text, line, words):
    with pytest.raises(BadCaptions) as refused:
        read_captions(text.encode(), 30_000)
    assert any(one.startswith(f"Line {line}: ") and words in one for one in refused.value.troubles)


def test_letters_in_another_encoding_name_their_line():
    with pytest.raises(BadCaptions) as refused:
        read_captions(VTT.encode() + "\n00:00:05.000 --> 00:00:06.000\né\n".encode("latin-1"))
    assert refused.value.troubles[0].startswith("Line 18: The letters are not in UTF-8.")


def test_a_huge_file_is_not_read():
    with pytest.raises(BadCaptions, match="larger than"):
        read_captions(b"WEBVTT\n" + b"x" * LARGEST)


def test_many_problems_are_told_in_short():
    text = "WEBVTT\n" + "".join("\n00:00:01.000 --> 00:00:01.000\na\n" for _ in range(50))
    with pytest.raises(BadCaptions) as refused:
        read_captions(text.encode())
    assert len(refused.value.troubles) == 21
    assert refused.value.troubles[-1].startswith("And ")


words = st.text(min_size=1, max_size=80).map(tidy).filter(bool)


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 5000), words), min_size=1, max_size=20)
)
def test_what_is_written_is_read_back(steps):
    cues, at = [], 0
    for gap, length, text in steps:
        cues.append(Cue(at + gap, at + gap + length, text))
        at = cues[-1].end
    written = write_vtt(cues, "en", State.REVIEWED)
    assert [(c.start, c.end) for c in read_captions(written.encode())] == [
        (c.start, c.end) for c in cues
    ]
    assert [tidy(c.text) for c in read_captions(written.encode())] == [c.text for c in cues]
    assert state_in(written.encode()) is State.REVIEWED


def test_nothing_in_a_line_is_a_tag_or_a_time_to_a_browser():
    text = write_vtt([Cue(0, 1000, "<script>alert(1)</script> --> <v X>")])
    assert "<" not in text
    assert text.count("-->") == 1


def test_a_file_that_does_not_say_is_taken_for_edited():
    assert state_in(b"WEBVTT\n\nNOTE\nstate: perfect\n") is State.EDITED
    assert state_in(SRT.encode()) is State.EDITED
