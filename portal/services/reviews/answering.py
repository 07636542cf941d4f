"""What the person does about their own entry: says something, or hands in another document."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.content.uploads import Upload
from portal.domain.errors import Conflict, Invalid
from portal.domain.reviews import Step
from portal.models import OutsideTraining
from portal.services import confirmations, evidence, history, review_steps
from portal.services.evidence import TrainingFacts


def answer(
    session: Session,
    training: OutsideTraining,
    words: str,
    upload: Upload | None,
    *,
    at: datetime,
) -> OutsideTraining:
    """Record it as the person’s own act; the entry waits for a reviewer again.

    With a document a further row takes the place of the entry; the old document stays with the old
    row. The same again, as by a double click, adds nothing. Gives the row that waits. Raises
    Invalid, naming the field, or Conflict when the entry is not the person’s own word any more.
    """
    person = training.person_id
    if not words and upload is None:
        message = "Choose a document, or write an answer."
        raise Invalid(message, "words")
    history.lock(session, person)
    if training.withdrawn or not confirmations.is_own(training):
        message = "This entry waits for no answer. Your page shows where it stands."
        raise Conflict(message)
    row = training
    if upload is not None:
        row = _replaced(session, training, upload, at)
    else:
        history.standing(session, OutsideTraining, person, training.id)
    last = review_steps.last(session, row.id)
    again = (
        last is not None
        and (last.kind, last.words) == (Step.ANSWERED, words)
        and last.recorded_at > at - history.DOUBLE_CLICK
    )
    if words and not again:
        review_steps.add(session, row.id, Step.ANSWERED, words=words, by=person, at=at)
    return row


def _replaced(
    session: Session, training: OutsideTraining, upload: Upload, at: datetime
) -> OutsideTraining:
    person = training.person_id
    file = evidence.keep(session, upload, person_id=person, by=person, at=at)
    if file == training.evidence_id:
        message = "This document is attached already. Choose another, or write an answer."
        raise Invalid(message, "evidence")
    facts = TrainingFacts(*(getattr(training, name) for name in TrainingFacts.__slots__))
    return evidence.replace(
        session, training, facts, file, action="document replaced", by=person, at=at
    )
