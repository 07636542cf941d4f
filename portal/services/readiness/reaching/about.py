"""What is asked for whom facts about something else are about."""

from functools import lru_cache
from typing import Any

from sqlalchemy import select, union

from portal.models import Claim, OutsideTraining, TrainingRecord
from portal.services.readiness.reaching.shape import ids


@lru_cache(maxsize=16)
def about(kinds: tuple[str, ...]) -> Any:
    """Whom facts about something else are about."""
    training = select(OutsideTraining.person_id)
    asked = {
        "records": select(TrainingRecord.person_id).where(TrainingRecord.id.in_(ids("records"))),
        "trainings": training.where(OutsideTraining.id.in_(ids("trainings"))),
        "precedents": training.join(Claim, Claim.training_id == OutsideTraining.id).where(
            Claim.equivalency_id.in_(ids("precedents"))
        ),
    }
    return union(*(asked[kind] for kind in kinds))
