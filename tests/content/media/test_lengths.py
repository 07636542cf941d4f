"""An MP4's own header says how long it is; what is damaged says nothing."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.config import ROOT
from portal.content.media.lengths import is_cut_off, mp4_length

MEDIA = ROOT / "curricula" / "library" / "webinars" / "media"
FTYP = b"\x00\x00\x00\x10ftypisom\x00\x00\x02\x00"


def box(name, content):
    return (len(content) + 8).to_bytes(4) + name + content


def mvhd(scale, units, version=0):
    wide = 8 if version else 4
    times = bytes(2 * wide)
    numbers = scale.to_bytes(4) + units.to_bytes(wide)
    return box(b"mvhd", bytes([version, 0, 0, 0]) + times + numbers + bytes(80))


def length(*boxes):
    return mp4_length(io.BytesIO(b"".join([FTYP, *boxes])))


def test_it_is_read_wherever_it_stands():
    moov = box(b"moov", box(b"udta", b"x" * 9) + mvhd(600, 54_000))
    assert length(moov, box(b"mdat", b"y" * 100)) == 90_000
    assert length(box(b"mdat", b"y" * 100), moov) == 90_000
    assert length(box(b"moov", mvhd(1000, 5 * 3600 * 1000, version=1))) == 18_000_000
    large = (1).to_bytes(4) + b"mdat" + (116).to_bytes(8) + b"y" * 100
    assert length(large, moov) == 90_000
    last = (0).to_bytes(4) + b"moov" + mvhd(600, 54_000)
    assert length(last) == 90_000


@pytest.mark.parametrize(
    "boxes",
    [
        [],
        [box(b"mdat", b"y" * 100)],
        [box(b"moov", mvhd(0, 90))],
        [box(b"moov", mvhd(600, 0))],
        [box(b"moov", mvhd(600, 2**32 - 1))],
        [box(b"moov", box(b"mvhd", b"\0" * 6))],
        [box(b"moov", mvhd(600, 54_000))[:30]],
        [b"\x00\x00\x00\x03moov" * 3],
    ],
)
def test_what_says_nothing_sensible_has_no_length(boxes):
    assert length(*boxes) is None


def cut_off(*boxes):
    return is_cut_off("video/mp4", io.BytesIO(b"".join([FTYP, *boxes])))


def test_half_of_a_file_whose_header_comes_first_is_cut_off():
    moov, mdat = box(b"moov", mvhd(600, 54_000)), box(b"mdat", b"y" * 100)
    large = (1).to_bytes(4) + b"mdat" + (116).to_bytes(8) + b"y" * 100
    assert length(moov, mdat[:50]) == 90_000  # it says the length of the whole
    for half in ([moov, mdat[:50]], [moov, mdat[:-1]], [moov, large[:60]], [mdat, moov[:30]]):
        assert cut_off(*half)
    endless = (0).to_bytes(4) + b"mdat" + b"y" * 100
    for whole in ([moov, mdat], [mdat, moov], [moov, large], [moov, endless], [moov, mdat, b"y"]):
        assert not cut_off(*whole)
    assert not cut_off(moov, mdat, b"TAG" + b"x" * 125)  # what some programs write behind it
    assert not cut_off(moov, *[mdat] * 1200)  # more parts than are looked at


def webm(size, content, *, header=b"\x42\x82\x84webm"):
    """A WebM whose segment says that it has so many bytes."""
    start = b"\x1a\x45\xdf\xa3" + bytes([0x80 | len(header)]) + header
    return start + b"\x18\x53\x80\x67" + size + content


@pytest.mark.parametrize("size", [b"\x01" + (100).to_bytes(7), b"\x40\x64", b"\xe4"])
def test_half_of_a_webm_is_cut_off(size):
    """However many bytes its size itself has."""
    assert not is_cut_off("video/webm", io.BytesIO(webm(size, b"x" * 100)))
    assert not is_cut_off("video/webm", io.BytesIO(webm(size, b"x" * 120)))
    assert is_cut_off("video/webm", io.BytesIO(webm(size, b"x" * 99)))
    assert is_cut_off("video/webm", io.BytesIO(webm(size, b"")))


@pytest.mark.parametrize("size", [b"\xff", b"\x01" + b"\xff" * 7])
def test_a_webm_that_was_recorded_as_it_was_sent_has_no_size_and_is_whole(size):
    assert not is_cut_off("video/webm", io.BytesIO(webm(size, b"x" * 10)))


@given(st.binary(max_size=200))
def test_whatever_is_in_it_it_comes_to_an_end(content):
    found = length(content)
    assert found is None or found >= 0
    assert cut_off(content) in {True, False}
    assert is_cut_off("video/webm", io.BytesIO(b"\x1a\x45\xdf\xa3" + content)) in {True, False}


@pytest.mark.parametrize("name", ["sample-voice-and-distance", "sample-reading-readiness"])
def test_the_samples_say_how_long_they_are(name):
    with (MEDIA / f"{name}.mp4").open("rb") as file:
        assert 60_000 < mp4_length(file) < 120_000
