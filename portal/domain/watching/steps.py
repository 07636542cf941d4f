"""What somebody does next with a webinar that counts: watch it, take its quiz, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.domain.quizzes import NextSitting, SittingState


class Step(StrEnum):
    """Exactly one holds."""

    WATCH = "watch"
    QUIZ = "quiz"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Turn:
    """The last time that somebody came as far as the quiz."""

    sitting: NextSitting
    last_handed_in_at: datetime | None
    completed_at: datetime | None
    """When it became a training record; None: it has not."""
    stands: bool
    """Whether that record is valid today."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more can come of it: a record came, or the attempts are used up."""
        return self.completed_at is not None or self.sitting.state is SittingState.USED_UP

    @property
    def over_since(self) -> datetime | None:
        """Only what is watched later counts for the next time."""
        return (self.completed_at or self.last_handed_in_at) if self.is_over else None


def step(turn: Turn | None, *, enough: bool, again: bool = False) -> Step:
    """What comes next. `enough` is whether enough was watched since the last turn was over.

    Who has begun the quiz goes on with it, whatever became of the recording meanwhile. `again`:
    they watch it once more though they have a record that stands, for a new one.
    """
    if turn is not None and turn.completed_at is not None and turn.stands and not again:
        return Step.DONE
    if turn is not None and not turn.is_over:
        return Step.QUIZ
    return Step.QUIZ if enough else Step.WATCH
