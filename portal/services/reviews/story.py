"""All that became of an entry: every row that took the place of another, and every step."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.reviews import Reason, Stand, Step
from portal.models import EvidenceFile, OutsideTraining
from portal.services import confirmations, evidence
from portal.services.evidence import Listed
from portal.services.review_steps import Done


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, for people to read."""

    at: datetime
    by: str | None
    what: str
    """Such as “returned it”: who did it stands before."""
    words: str = ""
    reason: Reason | None = None
    file: EvidenceFile | None = None
    """The document that was handed in with it."""
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """An entry with all that it took the place of, and the person’s other entries."""

    rows: tuple[Listed, ...]
    """Newest first."""
    others: tuple[Listed, ...]
    """What else of the person stands, of the same name."""

    @property
    def head(self) -> Listed:
        """What stands now."""
        return self.rows[0]

    @property
    def row(self) -> OutsideTraining:
        """The row of it."""
        return self.head.entry.row

    @property
    def stand(self) -> Stand:
        """Where it stands."""
        return self.head.stand

    @property
    def seen(self) -> int:
        """So many steps were taken with it; a form says it, so that nothing is decided twice."""
        return len(self.head.steps)

    @property
    def since(self) -> datetime:
        """Since when it stands so."""
        return self.head.steps[-1].step.recorded_at if self.head.steps else self.row.recorded_at

    @property
    def first(self) -> Listed:
        """What was entered first."""
        return self.rows[-1]

    @property
    def entered(self) -> bool:
        """Whether the person entered it themself."""
        return any(confirmations.is_own(one.entry.row) for one in self.rows)

    @property
    def may_reopen(self) -> bool:
        """Whether there is a decision that can be taken back."""
        return self.stand is Stand.RETURNED or self.head.entered is not None

    @property
    def returned(self) -> Done | None:
        """The step that returned it, where it stands so."""
        return self.head.steps[-1] if self.stand is Stand.RETURNED else None

    def events(self) -> list[Event]:
        """What happened, newest first."""
        found: list[Event] = []
        before: Listed | None = None
        for one in reversed(self.rows):
            found += _recorded(one, before)
            found += _steps(one)
            before = one
        return found[::-1]


def story(session: Session, person_id: int, training_id: int) -> Story:
    """The story of which this row is part. Raises NotFound."""
    listed = evidence.of_person(session, person_id, None)
    by_id = {one.entry.row.id: one for one in listed}
    if training_id not in by_id:
        message = "This person has no such entry."
        raise NotFound(message)
    after = {one.entry.row.supersedes_id: one for one in listed if one.entry.row.supersedes_id}
    head = by_id[training_id]
    while head.entry.row.id in after:
        head = after[head.entry.row.id]
    rows = [head]
    while rows[-1].entry.row.supersedes_id is not None:
        rows.append(by_id[rows[-1].entry.row.supersedes_id])
    mine = {one.entry.row.id for one in rows}
    others = tuple(
        one
        for one in listed
        if one.entry.row.id not in mine and not one.entry.superseded
        if not one.entry.row.withdrawn
        if one.entry.row.title.casefold() == head.entry.row.title.casefold()
    )
    return Story(tuple(rows), others)


# What happened, in words


def _recorded(one: Listed, before: Listed | None) -> Iterator[Event]:
    row, by = one.entry.row, one.entry.recorded_by
    if before is None:
        yield Event(row.recorded_at, by, "entered it", file=one.file)
    elif row.withdrawn:
        yield Event(row.recorded_at, by, "withdrew it as a mistake")
    elif one.entered is not None:
        if not any(each.kind is Step.ACCEPTED for each in before.steps):
            yield Event(row.recorded_at, by, "confirmed it")
    elif row.said_by_id is not None:
        if not one.steps:
            yield Event(row.recorded_at, by, "took a decision about it back")
    elif row.evidence_id != before.entry.row.evidence_id:
        what = "handed in another document" if one.file else "took the document out"
        yield Event(row.recorded_at, by, what, file=one.file)
    else:
        yield Event(row.recorded_at, by, "corrected it")


_WHAT = {
    Step.ACCEPTED: "accepted it",
    Step.RETURNED: "returned it",
    Step.ANSWERED: "answered",
    Step.REOPENED: "took the decision back",
}


def _steps(one: Listed) -> Iterator[Event]:
    for done in one.steps:
        step = done.step
        yield Event(
            step.recorded_at,
            done.by,
            _WHAT[step.kind],
            words=step.words,
            reason=step.reason,
            checks=tuple(step.checks.values()),
        )
