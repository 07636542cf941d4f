"""By when a verified rule itself asks for what an assignment asks for, too."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from portal.domain.certification import State, Verdict

OPEN = frozenset({State.NOT_YET_DUE, State.IN_PROGRESS, State.MISSING, State.EXPIRED})
"""States in which somebody has something to do by a day."""


class Ruled(NamedTuple):
    """A date that a rule gives."""

    due: date
    """The last day."""
    text: str
    """The rule, the facts, and the arithmetic, in sentences."""


def ruled(verdict: Verdict) -> Ruled | None:
    """The date of a verdict that judges; an unverified rule advises, and gives none."""
    if verdict.advisory or verdict.state not in OPEN:
        return None
    due = verdict.due
    if verdict.state in {State.MISSING, State.EXPIRED}:
        due = verdict.since - timedelta(days=1) if verdict.since else None
    if due is None or verdict.version is None:
        return None
    due = max(due, verdict.version.starts)  # before it is in force, no rule asks for anything
    said = " ".join(reason.text for reason in verdict.reasons)
    return Ruled(due, f"The requirement “{verdict.requirement.title}” itself asks for it. {said}")
