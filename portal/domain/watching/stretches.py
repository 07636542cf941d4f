"""What a player says that was played, and how much of it the server's own clock allows.

Places in a recording are in milliseconds, as in captions. Nothing here trusts the browser: it can
only say that less was played than could have been.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SPEED = 2
"""So many seconds of a recording may be played in a second. What is played faster counts as if
it were played so."""
LEAST = 1000
"""Milliseconds. What is shorter is somebody looking for a place."""
LATEST = timedelta(hours=1)
"""So long after it was played it may still be said, such as after a lost connection."""

MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """A player says that it played a part without a break. How long ago is in milliseconds."""

    key: str
    """Names the stretch: said again, it is the same one, perhaps longer."""
    starts: int
    ends: int
    began_ago: int
    ended_ago: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a recording, played without a break, and when: both by the server's clock."""

    recording: str
    """The digest of what was played."""
    starts: int
    ends: int
    began_at: datetime
    ended_at: datetime


def accept(
    claim: Claim, recording: str, length: int, *, opened_at: datetime, at: datetime
) -> Stretch | None:
    """As much of a claim as can be true; None: nothing of it, or it comes too late.

    `opened_at` is when the server handed out the page that says so, `at` is now. Nothing was
    played before the one or after the other, and nothing faster than `SPEED`.
    """
    ended_at = at - max(claim.ended_ago, 0) * MILLISECOND
    began_at = max(at - max(claim.began_ago, 0) * MILLISECOND, opened_at)
    if ended_at <= began_at or at - ended_at > LATEST:
        return None
    starts = max(claim.starts, 0)
    fastest = starts + SPEED * ((ended_at - began_at) // MILLISECOND)
    ends = min(claim.ends, length, fastest)
    if ends - starts < LEAST:
        return None
    return Stretch(recording, starts, ends, began_at, ended_at)


def longer(known: Stretch, new: Stretch) -> Stretch:
    """The same stretch, said twice: all that was said of it. The order does not matter."""
    return Stretch(
        known.recording,
        known.starts,
        max(known.ends, new.ends),
        min(known.began_at, new.began_at),
        max(known.ended_at, new.ended_at),
    )
