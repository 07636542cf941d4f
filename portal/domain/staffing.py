"""Who is there together at a moment, and whether they may answer a call.

A person brings abilities: may they be counted, do they carry naloxone, and so on. Each is yes, no,
or not known, at two levels: as judged by verified requirements alone, and as advised by all. The
level of a team's rule is its own: a rule that nobody verified advises and never blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag, StrEnum

from portal.domain.requirements import Requirement, Version


class Mode(StrEnum):
    """How somebody takes part."""

    ON_SITE = "on-site"
    REMOTE = "remote"
    """A member of the response who joins by telephone or video."""
    ON_CALL = "on-call"
    """Can be reached for advice; not a member of the response."""

    @property
    def label(self) -> str:
        """As people say it."""
        return {
            Mode.ON_SITE: "On site",
            Mode.REMOTE: "Remote",
            Mode.ON_CALL: "On call",
        }[self]


class Able(IntFlag):
    """What a person brings on a day. A `MAYBE_` bit says that the facts do not tell.

    Bits of one level never have both an ability and its `MAYBE_` set.
    """

    COUNTS = 1
    """May be counted as a member of the response."""
    NALOXONE = 2
    """Is trained in naloxone and carries it."""
    ASSESSES = 4
    """Is trained to conduct a crisis assessment."""
    CLINICIAN = 8
    """Is of a profession that the clinician rule names."""
    PEER = 16
    MAYBE_COUNTS = 256
    MAYBE_NALOXONE = 512
    MAYBE_ASSESSES = 1024
    MAYBE_CLINICIAN = 2048
    MAYBE_PEER = 4096


MAYBE = 8
"""An ability's bit shifted left by this is its `MAYBE_` bit."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What one person brings on a day."""

    judged: Able
    """By verified requirements alone: what an unverified one would forbid is allowed."""
    advised: Able
    """By all requirements in force."""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is there."""

    person: int
    name: str
    mode: Mode
    able: Abilities


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

    @property
    def first_failing(self) -> Line | None:
        """The line that decides the outcome; None when covered."""
        raise NotImplementedError


class Change(StrEnum):
    """A kind of smallest fix."""

    ADD = "add"
    """Somebody else comes on site."""
    CALL = "call"
    """Somebody is put on call."""
    COME = "come"
    """A remote member comes on site."""
    GAIN = "gain"
    """Somebody present gains an ability: finishes a training, carries naloxone."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change."""

    change: Change
    person: int
    name: str
    ability: Able | None
    """For `GAIN`: which; None otherwise."""
    needs: tuple[str, ...]
    """For `GAIN`: the slugs of the requirements still to be met for it."""


@dataclass(frozen=True, slots=True)
class Fix:
    """Changes that together make every requirement met; no smaller number of them does."""

    steps: tuple[Step, ...]
