"""Whether a session gives credit, and the derivation in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.domain.events.presence import Attendance
from portal.domain.events.terms import Rule


class Credit(StrEnum):
    """What a session may give. Each is a fact of its own."""

    SESSION = "session"
    """For having taken part; of a training of the catalogue it becomes a training record."""
    CE = "ce"
    """Continuing education, as the provider states it."""


@dataclass(frozen=True, slots=True)
class Quiz:
    """How somebody stands with the closing quiz, in percent; `best` is None before it is taken."""

    best: int | None
    pass_percent: int

    @property
    def passed(self) -> bool:
        """Whether it is passed."""
        return self.best is not None and self.best >= self.pass_percent

    @property
    def words(self) -> str:
        """How it stands, in a sentence."""
        if self.best is None:
            return f"Closing quiz not taken yet; {self.pass_percent} % passes."
        result = "passed" if self.passed else "not passed"
        return f"Closing quiz {result} with {self.best} %; {self.pass_percent} % passes."


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the facts for credit are there, and why or why not."""

    is_met: bool
    words: str


def verdict(attendance: Attendance, rule: Rule, quiz: Quiz | None) -> Verdict:
    """What the rule says. `quiz` is None when none is asked for, or none can be taken any more."""
    if not rule.quiz:
        return Verdict(attendance.meets, attendance.words)
    if quiz is None:
        missing = "The rule asks for a closing quiz, and its training is not offered any more."
        return Verdict(is_met=False, words=f"{attendance.words} {missing}")
    return Verdict(attendance.meets and quiz.passed, f"{attendance.words} {quiz.words}")
