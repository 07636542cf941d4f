"""Attempts at a final assessment: may the learner begin, continue, or wait?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.domain.quizzes.questions import FinalRules


@dataclass(frozen=True, slots=True)
class Sitting:
    """One attempt at a final assessment; `handed_in_at` and `percent` are None while it is open."""

    number: int
    started_at: datetime
    handed_in_at: datetime | None = None
    percent: int | None = None


class SittingState(StrEnum):
    """What a learner can do about the final assessment now."""

    BEGIN = "begin"
    CONTINUE = "continue"
    WAIT = "wait"
    PASSED = "passed"
    USED_UP = "used up"


@dataclass(frozen=True, slots=True)
class NextSitting:
    """What comes next. `left` counts the attempts not begun yet, `opens_at` is set for WAIT only.

    `best` is the best result handed in so far, None before the first.
    """

    state: SittingState
    opens_at: datetime | None
    left: int
    best: int | None


def next_sitting(rules: FinalRules, sittings: Sequence[Sitting], at: datetime) -> NextSitting:
    """What a learner with these attempts can do at this moment. Exactly one state holds.

    The pause is over at the exact second it ends. An open attempt can always be continued, unless
    the final was passed already.
    """
    handed_in = [sitting for sitting in sittings if sitting.handed_in_at is not None]
    best = max((sitting.percent or 0 for sitting in handed_in), default=None)
    left = max(rules.attempts - len(sittings), 0)
    opens_at: datetime | None = None
    if best is not None and best >= rules.pass_percent:
        state = SittingState.PASSED
    elif len(handed_in) < len(sittings):
        state = SittingState.CONTINUE
    elif left == 0:
        state = SittingState.USED_UP
    else:
        last = max((s.handed_in_at for s in handed_in if s.handed_in_at is not None), default=None)
        opens = last + timedelta(hours=rules.pause_hours) if last is not None else None
        if opens is not None and at < opens:
            state, opens_at = SittingState.WAIT, opens
        else:
            state = SittingState.BEGIN
    return NextSitting(state, opens_at, left, best)
