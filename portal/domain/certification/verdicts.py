"""What is said about a person and a requirement: the state, since when, until when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.requirements import Requirement, Version


class State(StrEnum):
    """Where somebody stands with one requirement. Exactly one at any moment."""

    NOT_REQUIRED = "not-required"
    NOT_YET_DUE = "not-yet-due"
    IN_PROGRESS = "in-progress"
    VALID = "valid"
    RENEW_NOW = "renew-now"
    GRACE = "grace"
    EXPIRED = "expired"
    MISSING = "missing"
    WAIVED = "waived"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return "Renew now" if self is State.RENEW_NOW else self.value.replace("-", " ").capitalize()

    @property
    def letter(self) -> str:
        """One letter for it, in kept rows."""
        return _LETTERS[self]

    @property
    def holds(self) -> bool:
        """Whether the person has what the requirement asks: a training that counts, say."""
        return self in _HOLDS

    @property
    def satisfies(self) -> bool | None:
        """Whether the person may be counted as far as this goes; None: it cannot be said."""
        if self is State.UNKNOWN:
            return None
        return self in _HOLDS | {State.NOT_REQUIRED, State.WAIVED, State.NOT_YET_DUE}


_HOLDS = frozenset({State.VALID, State.RENEW_NOW, State.GRACE})
_LETTERS = {
    State.NOT_REQUIRED: "-",
    State.NOT_YET_DUE: "d",
    State.IN_PROGRESS: "p",
    State.VALID: "v",
    State.RENEW_NOW: "r",
    State.GRACE: "g",
    State.EXPIRED: "e",
    State.MISSING: "m",
    State.WAIVED: "w",
    State.UNKNOWN: "u",
}
STATES = {letter: state for state, letter in _LETTERS.items()}
"""The state by its letter."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the derivation, as a sentence. `fact` is the key of the fact it rests on."""

    text: str
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days with one state. Spans of a person tile time: no gap, no overlap."""

    starts: date
    """The first day; `date.min` for “always”."""
    ends: date | None
    """The first day of the next span; None for “from then on”."""
    state: State
    advisory: bool
    """Whether the version in force is unverified: then the state advises and never blocks."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person and a requirement on a day."""

    requirement: Requirement
    version: Version | None
    """The version in force that day; None when it is not in force."""
    state: State
    advisory: bool
    since: date | None
    """The first day of the state; None when it has always been so."""
    through: date | None
    """The last day of the state, as far as is known now; None when no end is known."""
    due: date | None
    """The last day to act before the state gets worse; None when there is none or it is unknown."""
    action: str
    """What to do next, as a sentence; empty when there is nothing to do."""
    reasons: tuple[Reason, ...]
    """The derivation, step by step: rule, facts, arithmetic."""
