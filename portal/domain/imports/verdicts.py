"""What becomes of a row, and why; and what it would record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from portal.domain.imports.problems import Problem
from portal.domain.imports.rows import Read
from portal.domain.people import ProviderType


class State(StrEnum):
    """What would become of a row."""

    NEW = "new"
    """Somebody or something that the portal does not know yet."""
    ADDS = "adds"
    """Something further about somebody who is known."""
    SAME = "same"
    """The portal says all of it already."""
    DIFFERS = "differs"
    """The portal says something else: a person decides what holds."""
    ASK = "ask"
    """Somebody may be meant: a person decides who."""
    WRONG = "wrong"
    OUT = "out"
    """Left out."""

    @property
    def waits(self) -> bool:
        """Whether nothing can be taken in before something is done about it."""
        return self in {State.WRONG, State.ASK, State.DIFFERS}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant."""

    value: str
    """The number of a person, or “row” and the number of another row."""
    words: str
    """Who it is."""
    why: str
    may_be_chosen: bool = True
    same_name: bool = False
    """Whether the name is the very same but for signs and order."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody works."""

    agency: int
    team: int | None
    position: str
    starts_on: date | None


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """What a row of people would record."""

    place: Place | None
    supersedes: int | None
    """The affiliation that the place corrects."""
    profession: ProviderType | None


@dataclass(frozen=True, slots=True)
class FactPlan:
    """What a row of trainings or credentials would record."""

    values: Mapping[str, Any]
    supersedes: int | None


Plan = PersonPlan | FactPlan


@dataclass(slots=True)
class Verdict:
    """What is said about one row."""

    read: Read
    state: State
    person: int | None = None
    """Who is meant; None for somebody new and while it is not known."""
    same_row: int | None = None
    """The row that brings the person who is meant."""
    who: str = ""
    """What the portal calls them; empty for somebody new."""
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    plan: Plan | None = None
    waits_for: int | None = None
    """The row that has to be put right first, where nothing else is wrong with this one."""
    may_be_new: bool = True
    """Whether it may be said to be somebody new; not while its address is somebody's."""

    @property
    def number(self) -> int:
        """As spreadsheets count rows."""
        return self.read.number

    @property
    def is_unusable(self) -> bool:
        """Whether something is wrong with the row itself, whatever becomes of others."""
        return self.state is State.WRONG and self.waits_for is None

    @property
    def sole(self) -> str:
        """The one candidate of the very same name, where there is no other; else empty."""
        open_to = [one for one in self.candidates if one.may_be_chosen]
        only = len(self.candidates) == len(open_to) == 1 and open_to[0].same_name
        return open_to[0].value if self.state is State.ASK and only else ""


@dataclass(slots=True)
class Looked:
    """All that is said about a list."""

    verdicts: list[Verdict]

    def count(self, *states: str) -> int:
        """How many rows are in one of these states."""
        return sum(verdict.state in states for verdict in self.verdicts)

    @property
    def waits(self) -> int:
        """How many rows need somebody to do something."""
        return sum(verdict.state.waits for verdict in self.verdicts)

    @property
    def unusable(self) -> int:
        """How many rows cannot be used, whatever becomes of others."""
        return sum(verdict.is_unusable for verdict in self.verdicts)

    @property
    def brings(self) -> int:
        """How many rows bring something."""
        return self.count(State.NEW, State.ADDS)

    @property
    def may_be_taken_in(self) -> bool:
        """Nothing waits, and something is new."""
        return not self.waits and bool(self.brings)

    @property
    def ordered(self) -> list[Verdict]:
        """What waits first, else as in the file."""
        return sorted(self.verdicts, key=lambda verdict: _ORDER[verdict.state])


_ORDER = {state: place for place, state in enumerate((State.WRONG, State.ASK, State.DIFFERS))}
_ORDER |= {state: len(_ORDER) for state in State if state not in _ORDER}
