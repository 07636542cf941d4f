"""What is said about those who are there: an answer for each requirement, and the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.domain.requirements import Requirement, Version


class Answer(StrEnum):
    """What one requirement says about those who are there. Never collapsed to yes and no."""

    MET = "met"
    NOT_MET = "not met"
    NO_EVIDENCE = "no evidence"
    """It hangs on something that is not recorded."""
    UNKNOWN_SETTING = "unknown parameter"
    """The rule's own number or list is not known."""
    NOT_APPLICABLE = "not applicable"
    NOT_IN_FORCE = "not in force"


class Outcome(StrEnum):
    """What all requirements together say about a moment."""

    COVERED = "covered"
    """Every requirement in force that could block is met, verified or not."""
    ADVISORY = "advisory"
    """Every verified one is met; one that nobody verified is not, or cannot be judged."""
    UNKNOWN = "unknown"
    """No verified one is failed, but one cannot be judged for lack of evidence."""
    NOT_COVERED = "not covered"
    """A verified one is not met, or nobody is there at all."""

    @property
    def rank(self) -> int:
        """The higher the better."""
        return _ORDER.index(self)


_ORDER = [Outcome.NOT_COVERED, Outcome.UNKNOWN, Outcome.ADVISORY, Outcome.COVERED]


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement, judged for those who are there."""

    requirement: Requirement
    version: Version | None
    answer: Answer
    advisory: bool
    because: str
    """A sentence that names the people and the facts."""
    people: tuple[int, ...]
    """Who the sentence is about."""


@dataclass(frozen=True, slots=True)
class TeamVerdict:
    """Those who are there, judged by every requirement for teams."""

    outcome: Outcome
    lines: tuple[Line, ...]
    decides: str = ""
    """The slug of the requirement that decides the outcome; empty when covered."""

    @property
    def first_failing(self) -> Line | None:
        """The line that decides the outcome; None when covered."""
        return next((each for each in self.lines if each.requirement.slug == self.decides), None)
