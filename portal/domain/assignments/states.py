"""Where somebody stands with what is asked of them: all reasons together, the earliest counts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from portal.domain.dates import date_text


class Progress(StrEnum):
    """Where somebody stands with one thing that is asked of them. Exactly one on any day."""

    DONE = "done"
    """It is there: completed, or the requirement is met in any way."""
    WAIVED = "waived"
    """A waiver says that it need not be."""
    OPEN = "open"
    """Not there yet, and there is time."""
    LATE = "late"
    """Not there, and the last day has passed."""
    NO_DATE = "no-date"
    """Not there, and no date could be worked out."""
    TAKEN_BACK = "taken-back"
    """Not asked any more."""
    GONE = "gone"
    """Not asked any more, since they are no longer where it was asked."""

    @property
    def label(self) -> str:
        """The state as people read it."""
        return {
            Progress.NO_DATE: "No date yet",
            Progress.TAKEN_BACK: "Taken back",
            Progress.GONE: "No longer there",
        }.get(self, self.value.capitalize())

    @property
    def is_asked(self) -> bool:
        """Whether it is asked of them that day, done or not."""
        return self not in (Progress.TAKEN_BACK, Progress.GONE)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is to be done about it."""
        return self in (Progress.DONE, Progress.WAIVED)


class Evidence(NamedTuple):
    """What is there on a day for one person and one thing, whoever asks for it."""

    done_on: date | None = None
    """The day since which it is there; None: it is not."""
    waived: bool = False
    extended: date | None = None
    """Through this day an extension gives more time."""
    begun_on: date | None = None
    """The day on which they began the training, if it is under way."""
    held_until: date | None = None
    """The first day on which it was no longer there, if it was and has lapsed."""


NOTHING = Evidence()


def extended(due: date | None, evidence: Evidence) -> tuple[date | None, str]:
    """The date with an extension, and the sentence about it if it moved the date."""
    through = evidence.extended
    if due is None or through is None or through <= due:
        return due, ""
    return through, f"An extension gives time through {date_text(through)}."


def progress_on(due: date | None, evidence: Evidence, asked_on: date, on: date) -> Progress:
    """Where somebody stands on a day who was asked on a day. The last day still counts.

    What was there when it was asked for, or since, and has lapsed in time was done.
    """
    lapsed = evidence.held_until is not None and asked_on < evidence.held_until
    if evidence.done_on is not None or lapsed:
        return Progress.DONE
    if evidence.waived:
        return Progress.WAIVED
    if due is None:
        return Progress.NO_DATE
    return Progress.LATE if due < on else Progress.OPEN
