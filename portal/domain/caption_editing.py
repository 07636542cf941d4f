"""Working on captions: a cue is cut, two are joined, a part takes the place of another."""

from __future__ import annotations

from collections.abc import Sequence

from portal.domain.captions import Cue

SHORTEST = 200
"""Milliseconds of a cue that is made by cutting or adding."""
USUAL = 2000
"""Milliseconds of a cue that is added."""


def split(cue: Cue) -> list[Cue]:
    """The cue in two, where a word near the middle ends; the time goes with the letters.

    A single word, or too short a time, is left whole.
    """
    words = cue.text.split()
    length = cue.end - cue.start
    if len(words) < 2 or length < 2 * SHORTEST:
        return [cue]
    total = sum(map(len, words))
    best = min(range(1, len(words)), key=lambda n: abs(2 * sum(map(len, words[:n])) - total))
    share = sum(map(len, words[:best])) / total
    middle = cue.start + min(max(round(length * share), SHORTEST), length - SHORTEST)
    first, second = " ".join(words[:best]), " ".join(words[best:])
    return [Cue(cue.start, middle, first), Cue(middle, cue.end, second)]


def joined(first: Cue, second: Cue) -> Cue:
    """Two cues as one."""
    return Cue(first.start, max(first.end, second.end), f"{first.text} {second.text}".strip())


def added(before: Cue, after: Cue | None) -> Cue:
    """An empty cue between two; as long as there is room for, up to the usual length."""
    room = USUAL if after is None else after.start - before.end
    return Cue(before.end, before.end + max(min(USUAL, room), 0), "")


def put_in(whole: Sequence[Cue], old: Sequence[Cue], new: Sequence[Cue]) -> list[Cue] | None:
    """Captions with `new` in the place of the run of cues `old`; None where there is no such run.

    So two people may work on different parts at once: whoever saves second finds their own part as
    it was, wherever it has moved to. An empty `old` stands for captions that were empty.
    """
    if not old:
        return list(new) if not whole else None
    for place in range(len(whole) - len(old) + 1):
        if list(whole[place : place + len(old)]) == list(old):
            return [*whole[:place], *new, *whole[place + len(old) :]]
    return None


def put_over(whole: Sequence[Cue], old: Sequence[Cue], new: Sequence[Cue]) -> list[Cue]:
    """Captions with `new` in the place of every cue that touches the time of `old` or `new`."""
    span = [*old, *new]
    start, end = min(cue.start for cue in span), max(cue.end for cue in span)
    before = [cue for cue in whole if cue.end <= start]
    after = [cue for cue in whole if cue.start >= end]
    return [*before, *new, *after]
