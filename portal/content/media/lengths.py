"""What the header of a recording says: how long an MP4 is, and whether all of a file is here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

MOST_BOXES = 1000
"""A file of more parts than that is no ordinary recording."""
_HEADER = 8
_SEGMENT = b"\x18\x53\x80\x67"
"""The name of what holds all of a WebM but its header (RFC 9559, 5.1)."""
_HOLDING = frozenset({b"mdat", b"moov", b"moof"})
"""The boxes that hold the pictures, the sound, and where each of them is."""


def mp4_length(file: BinaryIO) -> int | None:
    """The length in milliseconds; None when the header does not say it.

    A file is a row of boxes, each with its size and name. The box `moov` holds `mvhd`, which has
    so many units a second, and how many units there are (ISO/IEC 14496-12, 8.2.2).
    """
    file.seek(0)
    for name, start, end in _boxes(file, 0, file.seek(0, 2)):
        if name == b"moov":
            for inner, first, last in _boxes(file, start, end):
                if inner == b"mvhd":
                    file.seek(first)
                    return _length(file.read(min(last - first, 32)))
    return None


def is_cut_off(media_type: str, file: BinaryIO) -> bool:
    """Whether what its header announces goes on behind the end of the file.

    Programs for playing are content with the part that is there, and so is ffmpeg: where the header
    comes first, half a download has the length of the whole.
    """
    return _mp4_is_cut_off(file) if media_type == "video/mp4" else _webm_is_cut_off(file)


def _mp4_is_cut_off(file: BinaryIO) -> bool:
    """Whether one of its boxes goes on behind the end of the file."""
    end = file.seek(0, 2)
    start = max((last for _, _, last in _boxes(file, 0, end)), default=0)
    file.seek(start)
    head = file.read(2 * _HEADER)
    # what stands behind the last box and is none, such as a tag of a program, cuts nothing off
    if head[4:_HEADER] not in _HOLDING:
        return False
    short = int.from_bytes(head[:4])
    return start + (int.from_bytes(head[_HEADER:]) if short == 1 else short) > end


def _webm_is_cut_off(file: BinaryIO) -> bool:
    """Whether its one segment, which follows a header, goes on behind the end of the file.

    A program that records as it sends does not know how long the segment will be, and says so.
    """
    end = file.seek(0, 2)
    file.seek(4)  # behind the name of the header
    header = _ebml_size(file)
    if header is None:
        return False
    file.seek(header, 1)
    segment = _ebml_size(file) if file.read(4) == _SEGMENT else None
    return segment is not None and file.tell() + segment > end


def _ebml_size(file: BinaryIO) -> int | None:
    """A size: the zeros before its first one say how many bytes it has (RFC 8794, 4 and 6).

    None when it says that the size is unknown, or is cut off.
    """
    first = file.read(1)
    if not first or not first[0]:
        return None
    more = 8 - first[0].bit_length()
    rest = file.read(more)
    largest = (1 << 7 * (more + 1)) - 1
    size = int.from_bytes(first + rest) & largest
    return None if len(rest) < more or size == largest else size


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Each box between two places: its name, and where its content begins and ends."""
    for _ in range(MOST_BOXES):
        if start + _HEADER > end:
            return
        file.seek(start)
        head = file.read(_HEADER)
        size, name, content = int.from_bytes(head[:4]), head[4:], start + _HEADER
        if size == 1:  # the size did not fit, and follows
            size, content = int.from_bytes(file.read(8)), content + 8
        elif size == 0:  # the last one
            size = end - start
        if start + size < content or start + size > end:
            return  # cut off, or nonsense
        yield name, content, start + size
        start += size


def _length(header: bytes) -> int | None:
    if len(header) < 20:
        return None
    if header[0] == 1 and len(header) >= 32:
        scale, units = int.from_bytes(header[20:24]), int.from_bytes(header[24:32])
    else:
        scale, units = int.from_bytes(header[12:16]), int.from_bytes(header[16:20])
    unknown = units in {0, 2**32 - 1, 2**64 - 1}
    return None if not scale or unknown else round(units * 1000 / scale)
