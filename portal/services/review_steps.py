"""What reviewers, and the people themselves, did with entries about trainings taken elsewhere."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.domain.dates import civil_date
from portal.domain.reviews import Reason, Step
from portal.models import Person, ReviewStep

_By = aliased(Person)


@dataclass(frozen=True, slots=True)
class Done:
    """A step, and who took it."""

    step: ReviewStep
    by: str | None

    @property
    def kind(self) -> Step:
        """What was done."""
        return self.step.kind


def of_trainings(
    session: Session, training_ids: Iterable[int], until: date | None = None
) -> dict[int, list[Done]]:
    """The steps of these entries, in their order, as known by the end of a day or now."""
    ids = list(training_ids)
    found: dict[int, list[Done]] = defaultdict(list)
    if not ids:
        return found
    statement = (
        select(ReviewStep, _By.called)
        .outerjoin(_By, _By.id == ReviewStep.recorded_by_id)
        .where(ReviewStep.training_id.in_(ids))
        .order_by(ReviewStep.training_id, ReviewStep.number)
    )
    for step, by in session.execute(statement):
        if until is None or civil_date(step.recorded_at) <= until:
            found[step.training_id].append(Done(step, by))
    return found


def last(session: Session, training_id: int) -> ReviewStep | None:
    """What was done with an entry last."""
    statement = (
        select(ReviewStep)
        .where(ReviewStep.training_id == training_id)
        .order_by(ReviewStep.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).first()


def add(
    session: Session,
    training_id: int,
    kind: Step,
    *,
    reason: Reason | None = None,
    words: str = "",
    checks: dict[str, str] | None = None,
    by: int,
    at: datetime,
) -> ReviewStep:
    """Add the next step of an entry. Whoever calls this holds the lock of the person."""
    before = last(session, training_id)
    row = ReviewStep(
        training_id=training_id,
        number=before.number + 1 if before else 1,
        kind=kind,
        reason=reason,
        words=words,
        checks=checks or {},
        recorded_at=at,
        recorded_by_id=by,
    )
    session.add(row)
    session.flush()
    return row
