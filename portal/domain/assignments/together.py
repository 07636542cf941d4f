"""Everything that asks one person for one thing, shown together: the earliest date counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.assignments.asking import Asked
from portal.domain.assignments.ruled import Ruled
from portal.domain.assignments.states import Progress


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is asked of somebody, by an assignment or by a rule, and the date it gives."""

    assignment: int | None
    """The number of the assignment; None where a rule itself asks."""
    county: str | None
    """The county that asks; None for the state, and for a rule."""
    due: date | None
    """The last day; None where there is nothing to count from."""
    text: str
    """Who asked when or which rule asks, and how the date comes about, in sentences."""
    note: str = ""
    """Words of whoever asked."""

    @property
    def words(self) -> str:
        """The text with the words of whoever asked."""
        return f"{self.text} “{self.note}”" if self.note else self.text


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is asked of one person, with everything that asks for it."""

    person: int
    course: str
    """The slug of the training; empty for a requirement."""
    requirement: str
    """The slug of the requirement; empty for a training."""
    title: str
    due: date | None
    """The last day: the earliest of all reasons, and later only by an extension.

    None where no date could be worked out.
    """
    progress: Progress
    """Done, waived, open, late, or without a date; never taken back or gone."""
    done_on: date | None
    begun_on: date | None
    reasons: tuple[Reason, ...]
    """The earliest date first. At least one."""
    extension: str
    """The sentence about an extension that moved the date; empty when none did."""
    away: bool
    """Whether the person is on leave that day. It moves no date."""

    @property
    def is_open(self) -> bool:
        """Whether there is something to do."""
        return not self.progress.is_settled

    @property
    def why(self) -> str:
        """All of it in words: a line for each reason, the earliest first."""
        said = [one.words for one in self.reasons]
        return "\n".join([*said, self.extension] if self.extension else said)


def combined(
    title: str,
    asked: Sequence[Asked],
    *,
    away: bool = False,
    ruled: Sequence[Ruled] = (),
    on: date | None = None,
) -> Due:
    """All that asks a person for one thing, of which there is some, together.

    `ruled` are the dates of verified rules that the thing meets, as they are on the day `on`.

    Only what is asked of them may be given: neither taken back nor gone. Another reason never
    makes the date later. Once a reason is settled, only those that are not have a say in the date.
    """
    standing = [one for one in asked if not one.progress.is_settled] or list(asked)
    counted = min(standing, key=_order)
    evidence, due, progress = counted.evidence, counted.due, counted.progress
    reasons = [_reason(one) for one in sorted(asked, key=_order)]
    extension = counted.extension
    if ruled and on is not None and not progress.is_settled:
        reasons += [Reason(None, None, one.due, one.text) for one in ruled]
        reasons.sort(key=lambda one: one.due or date.max)
        first = min(one.due for one in ruled)
        if due is None or first < due:
            due, extension = first, ""
            progress = Progress.LATE if first < on else Progress.OPEN
    return Due(
        counted.person,
        counted.item.course,
        counted.item.requirement,
        title,
        due,
        progress,
        evidence.done_on,
        evidence.begun_on,
        tuple(reasons),
        extension,
        away,
    )


def _order(asked: Asked) -> tuple[bool, date, int]:
    return asked.ruled is None, asked.ruled or date.max, asked.assignment.number


def _reason(asked: Asked) -> Reason:
    made = asked.assignment
    return Reason(made.number, made.whom.county, asked.ruled, asked.text, made.note)
