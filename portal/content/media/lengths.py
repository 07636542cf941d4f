"""What the header of an MP4 recording says: how long it is, and whether all of it is here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

MOST_BOXES = 1000
"""A file of more parts than that is no ordinary recording."""
_HEADER = 8
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


def is_cut_off(file: BinaryIO) -> bool:
    """Whether one of its boxes goes on behind the end of the file.

    Programs for playing are content with the part that is there, and so is ffmpeg: where the header
    comes first, half a download has the length of the whole.
    """
    end = file.seek(0, 2)
    start = max((last for _, _, last in _boxes(file, 0, end)), default=0)
    file.seek(start)
    head = file.read(2 * _HEADER)
    # what stands behind the last box and is none, such as a tag of a program, cuts nothing off
    if head[4:_HEADER] not in _HOLDING:
        return False
    short = int.from_bytes(head[:4])
    return start + (int.from_bytes(head[_HEADER:]) if short == 1 else short) > end


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
