"""What is said about the rows of a file, and what it would bring."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portal.domain.coverage import Shift
from portal.domain.roster_files import Problem
from portal.domain.staffing import Mode


class State(StrEnum):
    """What would become of a row."""

    NEW = "new"
    KNOWN = "known"
    """It is on the roster already."""
    WRONG = "wrong"
    WAITING = "waiting"
    """It puts somebody on a shift whose own row is wrong."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said about one row."""

    number: int
    said: str
    state: State
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class NewPlace:
    """Somebody gets a place on a shift; a negative number is that of a new shift."""

    shift: int
    person: int
    mode: Mode
    first_on: date
    last_on: date | None


@dataclass(slots=True)
class Checked:
    """All that a file would bring."""

    verdicts: list[Verdict] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    """New ones, with negative numbers."""
    places: list[NewPlace] = field(default_factory=list)
    cancelled: list[tuple[int, date]] = field(default_factory=list)
    """By the number of the shift."""

    def count(self, state: str) -> int:
        """How many rows are in a state."""
        return sum(verdict.state == state for verdict in self.verdicts)

    @property
    def ordered(self) -> list[Verdict]:
        """What is wrong first, else as in the file."""
        return sorted(self.verdicts, key=lambda verdict: verdict.state is not State.WRONG)

    @property
    def may_be_taken_in(self) -> bool:
        """Nothing is wrong, and something is new."""
        return not self.count(State.WRONG) and bool(self.shifts or self.places or self.cancelled)
