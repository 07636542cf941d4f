"""What a file of shifts says, row by row, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from portal.domain.staffing import Mode

COLUMNS = (
    "team",
    "shift",
    "weekday",
    "starts",
    "ends",
    "person_email",
    "mode",
    "first_on",
    "last_on",
)
LARGEST = 1_000_000
"""Bytes of a file."""
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A shift, or somebody's place on it, as a row of a file says it."""

    number: int
    """As a spreadsheet counts, the header being row 1; in a calendar the number of the event."""
    team: str
    shift: str
    weekday: int
    starts: time
    ends: time
    person: str
    """An e-mail address, or # and a number; empty: the row is about the shift itself."""
    mode: Mode | None
    first_on: date
    last_on: date | None
    cancelled: tuple[date, ...] = ()
    """Only of a shift itself: the dates on which it does not take place."""


@dataclass(frozen=True, slots=True)
class Part:
    """What could be read of a row of which something else cannot be used; empty: it could not."""

    number: int
    team: str = ""
    person: str = ""
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a row that cannot be used."""

    number: int
    field: str
    """The column, or the property of an event."""
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """All that a file says."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    said: dict[int, str]
    """Each row that was read, in the file's own words."""
    parts: tuple[Part, ...] = ()
    """Of the rows with problems, so that all their other problems are told at once."""
    left_out: Mapping[int, str] = field(default_factory=dict)
    """What stands in the file and is not to be taken in, in its words, by number."""

    def without(self, numbers: Collection[int]) -> FileRead:
        """The same as if these rows, or events, did not stand in the file."""
        return FileRead(
            tuple(row for row in self.rows if row.number not in numbers),
            tuple(problem for problem in self.problems if problem.number not in numbers),
            {number: words for number, words in self.said.items() if number not in numbers},
            tuple(part for part in self.parts if part.number not in numbers),
            {number: words for number, words in self.said.items() if number in numbers},
        )
