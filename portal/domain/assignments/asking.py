"""What one assignment asks of one person on a day, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.domain.assignments.dates import due_of
from portal.domain.assignments.reach import reached
from portal.domain.assignments.states import NOTHING, Evidence, Progress, extended, progress_on
from portal.domain.assignments.values import Act, Ask, Assignment, Item, Worker
from portal.domain.assignments.wording import who_asked
from portal.domain.dates import date_text


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that one assignment asks of one person."""

    assignment: Assignment
    item: Item
    person: int
    progress: Progress
    ruled: date | None
    """The last day by the assignment alone; None where there is nothing to count from."""
    due: date | None
    """The last day, later than that only by an extension."""
    asked_by: str
    """Who asked, as a sentence."""
    words: str
    """How the date comes about without an extension, or why it is not asked any more."""
    came_on: date | None
    """The day they came to a group that is asked; None: they were chosen."""
    ask: Ask | None
    """What was said about them; None for who came later."""
    evidence: Evidence

    @property
    def extension(self) -> str:
        """The sentence about an extension that moved the date; empty when none did."""
        return extended(self.ruled, self.evidence)[1]

    @property
    def text(self) -> str:
        """Who asked, and how the date comes about."""
        return f"{self.asked_by} {self.words}"


def asked_of(
    assignment: Assignment,
    worker: Worker,
    asks: Mapping[int, Ask],
    evidence: Mapping[int, Evidence],
    on: date,
) -> list[Asked]:
    """Everything an assignment asks of a person on a day, and what it did not ask any more.

    `asks` holds the newest that was said by then, by the number of the item; `evidence` what is
    there, by the same number. Left out is left out.
    """
    found = []
    for item in assignment.items:
        how = reached(assignment, worker, asks.get(item.number), on)
        if how is None or (how.ask is not None and how.ask.act is Act.LEAVE_OUT):
            continue
        ruled, words = due_of(assignment, worker, how.ask, how.came_on)
        there = evidence.get(item.number, NOTHING)
        due, _ = extended(ruled, there)
        asked_on = how.came_on or (how.ask.on if how.ask else assignment.made_on)
        progress = progress_on(due, there, asked_on, on)
        if assignment.ended_on is not None and assignment.ended_on <= on:
            progress = Progress.TAKEN_BACK
        elif how.ask is not None and how.ask.act is Act.TAKE_BACK:
            progress, why = Progress.TAKEN_BACK, how.ask.reason
            words = f"Taken back on {date_text(how.ask.on)}." + (f" Reason: {why}" if why else "")
        elif not how.there:
            progress = Progress.GONE
        found.append(
            Asked(
                assignment,
                item,
                worker.person,
                progress,
                ruled,
                due,
                who_asked(assignment, how.came_on),
                words,
                how.came_on,
                how.ask,
                there,
            )
        )
    return found
