"""What changed between two texts, word by word, so that a person can read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\s*\S+|\s+")
_MOST = 4_000_000
"""Of words before times words after; beyond it, a passage is shown as replaced in whole."""
_AROUND = 200
"""So many characters of what stayed are shown around what changed."""


class Op(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, and whether they stayed, went or came."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something about an item that is not as it was."""

    label: str
    pieces: tuple[Piece, ...]

    @property
    def shortened(self) -> tuple[Piece, ...]:
        """The pieces, with long stretches that stayed cut in their middle, for reading."""
        return tuple(_cut(piece) for piece in self.pieces)

    @property
    def is_new(self) -> bool:
        """Whether nothing stood there before."""
        return all(piece.op is Op.IN for piece in self.pieces)

    @property
    def is_gone(self) -> bool:
        """Whether nothing stands there now."""
        return all(piece.op is Op.OUT for piece in self.pieces)


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as one: what stayed, what went, what came. Put together again they are the texts.

    Lines are compared first and words within what differs, so a long text stays quick.
    """
    found: list[Piece] = []
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for old, new in _stretches(*lines):
        if old == new:
            found.append(Piece(Op.SAME, "".join(old)))
        else:
            found += _words("".join(old), "".join(new))
    return tuple(_joined(found))


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """What differs between two items that are told by label, in the order of the labels."""
    labels = list(dict.fromkeys([*after, *before]))
    return [
        Change(label, pieces(before.get(label, ""), after.get(label, "")))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]


def _cut(piece: Piece) -> Piece:
    text = piece.text
    if piece.op is not Op.SAME or len(text) <= 3 * _AROUND:
        return piece
    start, end = text[:_AROUND].rpartition(" "), text[-_AROUND:].partition(" ")
    return Piece(Op.SAME, f"{start[0] or start[2]} […] {end[2] or end[0]}")


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > _MOST:
        old, new = [before], [after]
    for went, came in _stretches(old, new):
        if went == came:
            yield Piece(Op.SAME, "".join(went))
        else:
            yield Piece(Op.OUT, "".join(went))
            yield Piece(Op.IN, "".join(came))


def _stretches(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """What belongs together on both sides, in order."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        yield before[i1:i2], after[j1:j2]


def _joined(found: Iterable[Piece]) -> Iterator[Piece]:
    """Without empty pieces, and neighbours of one kind as one."""
    last: Piece | None = None
    for piece in found:
        if not piece.text:
            continue
        if last is not None and last.op is piece.op:
            last = Piece(last.op, last.text + piece.text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
