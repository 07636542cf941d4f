"""Which parts of a recording count as watched, each once.

At one moment somebody watches one thing: where two tabs played at the same time, the one that
began first counts, whatever they played. So nobody gets more out of a minute than `SPEED` minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from portal.domain.captions import minute
from portal.domain.watching.stretches import Stretch

Span = tuple[int, int]
"""From a place in a recording to another, in milliseconds."""
SHORTEST_GAP = 1000
"""Milliseconds. Nobody is sent to look for less."""
SHORT = 600
"""Seconds. Of a recording that is shorter, seconds are told, too."""


@dataclass(frozen=True, slots=True)
class Watched:
    """How much of a recording was watched, and what is missing."""

    spans: tuple[Span, ...]
    """In order; no two touch."""
    length: int
    """Of the recording, in milliseconds."""
    percent: int
    """So much of it the rule asks."""

    @property
    def milliseconds(self) -> int:
        """Of the recording, each counted once."""
        return sum(end - start for start, end in self.spans)

    @property
    def is_enough(self) -> bool:
        """Whether the rule is met."""
        return self.milliseconds * 100 >= self.percent * self.length > 0

    @property
    def asked(self) -> int:
        """How many seconds the rule asks, rounded up."""
        return -(-self.percent * self.length // 100_000)

    @property
    def seconds(self) -> int:
        """Whole seconds; never more than there are."""
        return self.milliseconds // 1000

    @property
    def length_seconds(self) -> int:
        """Of the recording, rounded as players do."""
        return self.length // 1000

    @property
    def missing(self) -> tuple[Span, ...]:
        """Parts that were not watched, in whole seconds, in order."""
        edges = [(0, 0), *self.spans, (self.length, self.length)]
        return tuple(
            (end // 1000, min(-(-start // 1000), self.length_seconds))
            for (_, end), (start, _) in pairwise(edges)
            if start - end >= SHORTEST_GAP
        )

    @property
    def words(self) -> str:
        """Such as “18 of 24 minutes”, and with seconds where the recording is short."""
        if self.length_seconds < SHORT:
            return f"{minute(self.seconds)} of {minute(self.length_seconds)} minutes"
        return f"{self.seconds // 60} of {self.length_seconds // 60} minutes"

    @property
    def because(self) -> str:
        """What the record rests on, in a sentence."""
        return (
            f"Watched {self.words} of the recording; the rule asks {self.percent} % "
            f"({minute(self.asked)})."
        )


def watched(
    stretches: Iterable[Stretch],
    recording: str,
    length: int,
    percent: int,
    *,
    since: datetime | None = None,
) -> Watched:
    """What of a recording somebody has watched, in stretches that began after `since`.

    `stretches` are all of theirs, of every recording, in the order in which they were first said.
    """
    spans = [
        (max(start, 0), min(end, length))
        for stretch, (start, end) in apart(stretches)
        if stretch.recording == recording and (since is None or stretch.began_at > since)
    ]
    return Watched(tuple(union(spans)), length, percent)


def apart(stretches: Iterable[Stretch]) -> list[tuple[Stretch, Span]]:
    """Of each stretch the part that was played while nothing that began earlier was."""
    found: list[tuple[Stretch, Span]] = []
    busy_until: datetime | None = None
    for each in sorted(stretches, key=lambda one: one.began_at):
        # Whatever kept somebody busy until then began earlier, so it covers all of the time before.
        free_from = max(each.began_at, busy_until) if busy_until else each.began_at
        if free_from < each.ended_at:
            free, whole = each.ended_at - free_from, each.ended_at - each.began_at
            start = each.ends - int((each.ends - each.starts) * (free / whole))
            found.append((each, (start, each.ends)))
        busy_until = max(busy_until, each.ended_at) if busy_until else each.ended_at
    return found


def union(spans: Sequence[Span]) -> list[Span]:
    """The same places, merged where they touch, in order."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
