"""What was decided lately, so that it can be looked at again, and taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.dates import civil_date
from portal.domain.reviews import Step
from portal.models import OutsideTraining as Training
from portal.models import Person, ReviewStep
from portal.services.places import Counties
from portal.services.reviews.queue import PAGE, of

LATELY = timedelta(days=30)
_By = aliased(Person)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of somebody about somebody’s entry."""

    step: ReviewStep
    training: Training
    person: Person
    by: str | None


def decided_lately(
    session: Session, counties: Counties, at: datetime, *, but: int, page: int = 1
) -> tuple[list[Decided], int]:
    """A page of what was decided in the last 30 days, the newest first; and how many there are."""
    wanted = (
        ReviewStep.kind != Step.ANSWERED,
        ReviewStep.recorded_at > at - LATELY,
        Person.id != but,
        *of(counties, civil_date(at)),
    )
    statement = (
        select(
            ReviewStep,
            Training,
            Person,
            _By.called,
        )
        .join(Training, Training.id == ReviewStep.training_id)
        .join(Person, Person.id == Training.person_id)
        .outerjoin(_By, _By.id == ReviewStep.recorded_by_id)
        .where(*wanted)
        .order_by(
            ReviewStep.recorded_at.desc(), ReviewStep.training_id.desc(), ReviewStep.number.desc()
        )
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    total = session.scalar(
        select(func.count())
        .select_from(ReviewStep)
        .join(Training, Training.id == ReviewStep.training_id)
        .join(Person, Person.id == Training.person_id)
        .where(*wanted)
    )
    return [Decided(*row) for row in session.execute(statement)], total or 0
