"""Which part of a file a request asks for (RFC 9110, section 14), and which part it gets."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST = 2 * 1024 * 1024
"""Bytes of one answer to a request for a range.

A player asks for “from here to the end” and then reads as slowly as it plays. Giving it a part, as
section 15.3.7 allows, sends it back for the next one: nothing is held for it in between.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """From the byte `first` on, `length` bytes."""

    first: int
    length: int

    @property
    def last(self) -> int:
        """The last byte that belongs to it."""
        return self.first + self.length - 1


class Unsatisfiable(Exception):
    """No part of the file is meant; the answer is 416."""


_ONE = re.compile(r"(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))", re.ASCII)


def part(header: str | None, size: int, most: int = MOST) -> Part | None:
    """What a Range header asks for, at most `most` bytes of it; None: the whole file.

    What is no range of bytes at all is passed over, as the standard asks. Raises Unsatisfiable when
    it begins beyond the end, or asks for several parts at once, which no player does.
    """
    unit, equals, text = (header or "").strip().partition("=")
    if unit.strip().lower() != "bytes" or not equals:
        return None
    if "," in text:
        raise Unsatisfiable
    found = _ONE.fullmatch(text.strip())
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        start, end = max(0, size - int(suffix)), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return None  # no range at all: passed over
    if start >= size or (suffix is not None and int(suffix) == 0):
        raise Unsatisfiable
    return Part(start, min(end - start + 1, most))
