"""What has to be settled before people are asked: each case in one group, each group one choice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from portal.domain.assignments.states import Evidence


class Problem(StrEnum):
    """Why asking somebody for something needs a decision first. The first that fits counts."""

    LEFT = "left"
    THERE_ALREADY = "there-already"
    ASKED_ALREADY = "asked-already"
    NO_START = "no-start"
    DATE_PAST = "date-past"
    ON_LEAVE = "on-leave"

    @property
    def label(self) -> str:
        """The heading of the group."""
        return {
            Problem.LEFT: "No longer there",
            Problem.THERE_ALREADY: "Done or met already",
            Problem.ASKED_ALREADY: "Asked already",
            Problem.NO_START: "No day to count from",
            Problem.DATE_PAST: "The date is past already",
            Problem.ON_LEAVE: "On leave today",
        }[self]

    @property
    def meaning(self) -> str:
        """What it means for those in it."""
        return {
            Problem.LEFT: (
                "They were chosen, and do not work in the county any more. They cannot be asked."
            ),
            Problem.THERE_ALREADY: (
                "What they have stays as it is, whatever you choose. If they are asked anyway, it "
                "shows as done at once."
            ),
            Problem.ASKED_ALREADY: (
                "Another assignment asks them for the same. If they are asked twice, both reasons "
                "are shown, and the earlier date counts."
            ),
            Problem.NO_START: (
                "The first day that the date is counted from is not recorded. No date is made up. "
                "Record the day on their page, or set a date here."
            ),
            Problem.DATE_PAST: (
                "Counted from their own first day, the date lies before today. They would be late "
                "the moment they are asked."
            ),
            Problem.ON_LEAVE: "Leave moves no date. You can give them more time.",
        }[self]


class Choice(StrEnum):
    """What becomes of a group."""

    SKIP = "skip"
    KEEP = "keep"
    """Ask them, by the date there is."""
    IN_DAYS = "in-days"
    """Ask them, due so many days from today."""
    ON_DAY = "on-day"
    """Ask them, due on a day."""


CHOICES: Mapping[Problem, tuple[Choice, ...]] = {
    Problem.LEFT: (Choice.SKIP,),
    Problem.THERE_ALREADY: (Choice.SKIP, Choice.KEEP),
    Problem.ASKED_ALREADY: (Choice.SKIP, Choice.KEEP, Choice.IN_DAYS, Choice.ON_DAY),
    Problem.NO_START: (Choice.KEEP, Choice.IN_DAYS, Choice.ON_DAY, Choice.SKIP),
    Problem.DATE_PAST: (Choice.IN_DAYS, Choice.ON_DAY, Choice.KEEP, Choice.SKIP),
    Problem.ON_LEAVE: (Choice.KEEP, Choice.IN_DAYS, Choice.ON_DAY, Choice.SKIP),
}
"""What may be chosen for each group; the first is proposed."""


def choice_label(problem: Problem, choice: Choice) -> str:
    """The choice as the form says it."""
    if choice is Choice.KEEP:
        return _KEEP.get(problem, "Ask them, with the date as it is")
    return {
        Choice.SKIP: "Leave them out",
        Choice.IN_DAYS: "Ask them, due so many days from today",
        Choice.ON_DAY: "Ask them, due on another day",
    }[choice]


_KEEP = {
    Problem.THERE_ALREADY: "Ask them anyway; it shows as done",
    Problem.ASKED_ALREADY: "Ask them once more, with the date of this assignment",
    Problem.NO_START: "Ask them now; the date follows once the day is recorded",
    Problem.DATE_PAST: "Ask them, and show them as late",
}


def problem_of(
    *,
    is_there: bool,
    evidence: Evidence,
    is_asked: bool,
    due: date | None,
    away: bool,
    today: date,
) -> Problem | None:
    """The group that a person and an item fall into; None: nothing has to be settled."""
    if not is_there:
        return Problem.LEFT
    if evidence.done_on is not None or evidence.waived:
        return Problem.THERE_ALREADY
    if is_asked:
        return Problem.ASKED_ALREADY
    if due is None:
        return Problem.NO_START
    if due < today:
        return Problem.DATE_PAST
    return Problem.ON_LEAVE if away else None
