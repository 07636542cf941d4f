"""How long somebody was there, from stretches of time that may overlap; and whether it is enough.

Counted in UTC: a session over the night on which the clocks change is as long as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.domain.events.terms import Rule, length, minutes_text


class Source(StrEnum):
    """Whose word a stretch of presence is."""

    JOINED = "joined"
    """The person's own, on the join page."""
    FILE = "file"
    """A meeting tool's."""
    TRAINER = "trainer"

    @property
    def label(self) -> str:
        """As pages say it."""
        return {
            Source.JOINED: "On the join page",
            Source.FILE: "From an attendance file",
            Source.TRAINER: "By the trainer",
        }[self]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Somebody was there from an instant to another. Both aware."""

    starts_at: datetime
    ends_at: datetime
    is_open: bool = False
    """Nobody has said when it ended; it is counted through the last sign of presence."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """What the stretches come to, and what the rule says of it."""

    present: int
    """Whole minutes within the session, each counted once."""
    length: int
    """Of the session, in minutes."""
    late: int | None
    """Whole minutes after the start at arrival; None: never there."""
    is_open: bool
    """For a stretch that counts nobody has said when it ended."""
    meets: bool
    words: str

    @property
    def was_there(self) -> bool:
        """Whether somebody was there at all."""
        return self.late is not None


def union(stretches: Iterable[Stretch], starts_at: datetime, ends_at: datetime) -> list[Stretch]:
    """The stretches within the session, merged where they touch, in order of time.

    One without length is kept only while nobody has said when it ended: somebody did arrive.
    """
    merged: list[Stretch] = []
    cut = (
        (max(each.starts_at, starts_at), min(each.ends_at, ends_at), each.is_open)
        for each in stretches
    )
    within = sorted(
        (start, end) for start, end, is_open in cut if start < end or (is_open and start == end)
    )
    for start, end in within:
        if merged and start <= merged[-1].ends_at:
            last = merged.pop()
            merged.append(Stretch(last.starts_at, max(last.ends_at, end)))
        else:
            merged.append(Stretch(start, end))
    return merged


def attendance(
    stretches: Iterable[Stretch], starts_at: datetime, ends_at: datetime, rule: Rule
) -> Attendance:
    """What these stretches come to under the rule, in figures and in words."""
    known = list(stretches)
    there = union(known, starts_at, ends_at)
    seconds = sum((each.ends_at - each.starts_at).total_seconds() for each in there)
    total = length(starts_at, ends_at)
    present = min(int(seconds) // 60, total)
    if not there:
        return Attendance(0, total, None, is_open=False, meets=False, words="Not present.")
    late = max(0, int((there[0].starts_at - starts_at).total_seconds()) // 60)
    enough = present * 100 >= rule.least_percent * total and present > 0
    in_time = rule.latest_minutes is None or late <= rule.latest_minutes
    return Attendance(
        present=present,
        length=total,
        late=late,
        is_open=any(each.is_open for each in known) and not enough,
        meets=enough and in_time,
        words=_words(present, total, late, rule, in_time=in_time),
    )


def _words(present: int, total: int, late: int, rule: Rule, *, in_time: bool) -> str:
    needed = -(-rule.least_percent * total // 100)
    words = (
        f"Present {present} of {minutes_text(total)}; the rule asks {rule.least_percent} %"
        f" ({minutes_text(needed)})."
    )
    if rule.latest_minutes is None:
        return words
    came = f"Arrived {minutes_text(late)} late" if late else "Arrived on time"
    allowed = minutes_text(rule.latest_minutes) if rule.latest_minutes else "none"
    if in_time and not late:
        return f"{words} {came}."
    return f"{words} {came}; the rule allows {allowed}."
