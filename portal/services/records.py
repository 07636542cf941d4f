"""Training records: made the moment the facts are there, never changed, revoked by a fact."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.domain.certificates import RANDOM_BITS, Certificate, StandingToday, new_code, standing
from portal.domain.curriculum import Catalogue, Course, minutes
from portal.domain.dates import civil_date
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.domain.progress import Facts, progress
from portal.models import Enrolment, Person, Revocation, TrainingRecord
from portal.services import audit, learning
from portal.services.once import add_once


@dataclass(frozen=True, slots=True)
class RecordToday:
    """A training record and how its certificate stands today."""

    id: int
    enrolment_id: int
    person_id: int
    certificate: Certificate
    course: str
    completed_at: datetime
    standing: StandingToday


def complete_if_done(
    session: Session,
    enrolment: Enrolment,
    course: Course,
    at: datetime,
    random_bits: Callable[[int], int] = secrets.randbits,
) -> TrainingRecord | None:
    """Make the training record if the last fact for it has just been added.

    Call it in the transaction of every fact that can be the last. However often it is called, an
    enrolment gets one record.
    """
    facts: Facts = learning.facts(session, [enrolment.id])[enrolment.id]
    now = progress(course, facts, at)
    if not now.is_complete:
        return None
    person = session.get_one(Person, enrolment.person_id)
    add_once(
        session,
        TrainingRecord,
        enrolment_id=enrolment.id,
        person_id=person.id,
        code=new_code(random_bits(RANDOM_BITS)),
        name=person.legal_name,
        course=course.slug,
        course_title=course.title,
        edition=course.edition,
        completed_on=civil_date(at),
        completed_at=at,
        minutes=minutes(course),
        delivery=course.delivery,
        percent=now.final.best or 0,
    )
    return learning.completed(session, enrolment)


def complete_live(
    session: Session,
    enrolment: Enrolment,
    course: Course,
    *,
    completed_on: date,
    minutes: int,
    delivery: str,
    percent: int,
    at: datetime,
    subject: str | None = None,
    random_bits: Callable[[int], int] = secrets.randbits,
) -> TrainingRecord:
    """Make the training record of somebody who took the training in a session or a webinar.

    The enrolment gets one record, however often it is called. `minutes` is 0 where nobody has
    said how long it is, `subject` what it is about as requirements name it.
    """
    person = session.get_one(Person, enrolment.person_id)
    add_once(
        session,
        TrainingRecord,
        enrolment_id=enrolment.id,
        person_id=person.id,
        code=new_code(random_bits(RANDOM_BITS)),
        name=person.legal_name,
        course=course.slug,
        course_title=course.title,
        edition=course.edition,
        completed_on=completed_on,
        completed_at=at,
        minutes=minutes,
        delivery=delivery,
        percent=percent,
        subject=subject,
    )
    return session.scalars(_MADE, {"enrolment_id": enrolment.id}).one()


_MADE = select(TrainingRecord).where(TrainingRecord.enrolment_id == bindparam("enrolment_id"))
_RECORDS = select(TrainingRecord, Revocation).outerjoin(
    Revocation, Revocation.record_id == TrainingRecord.id
)
_OF_PERSON = _RECORDS.where(TrainingRecord.person_id == bindparam("person_id")).order_by(
    TrainingRecord.completed_at.desc(), TrainingRecord.id.desc()
)
_OF_ENROLMENT = _RECORDS.where(TrainingRecord.enrolment_id == bindparam("enrolment_id"))
_BY_CODE = _RECORDS.where(TrainingRecord.code == bindparam("code"))


def of_person(
    session: Session, person_id: int, catalogue: Catalogue, *, until: date | None = None
) -> list[RecordToday]:
    """Everything a person ever completed here, newest first; through a day if one is given."""
    rows = session.execute(_OF_PERSON, {"person_id": person_id})
    return [
        _today(record, revocation, catalogue)
        for record, revocation in rows
        if until is None or record.completed_on <= until
    ]


def by_code(session: Session, code: str, catalogue: Catalogue) -> RecordToday | None:
    """The record whose certificate carries this code."""
    row = session.execute(_BY_CODE, {"code": code}).first()
    return _today(*row, catalogue) if row else None


def of_enrolment(
    session: Session, enrolment: Enrolment, catalogue: Catalogue
) -> RecordToday | None:
    """The record that an enrolment led to, and how it stands today."""
    row = session.execute(_OF_ENROLMENT, {"enrolment_id": enrolment.id}).first()
    return _today(row[0], row[1], catalogue) if row else None


def of_person_one(
    session: Session, person_id: int, record_id: int, catalogue: Catalogue
) -> RecordToday:
    """One record of a person. Raises NotFound."""
    for record in of_person(session, person_id, catalogue):
        if record.id == record_id:
            return record
    message = "This person has no such record."
    raise NotFound(message)


def revoke(
    session: Session, record_id: int, reason: str, *, on: date, by: int, at: datetime
) -> None:
    """Withdraw a record, with a reason. The record stays readable, and says so.

    Raises Invalid without a reason or for a day before the completion, Conflict the second time.
    """
    record = session.get(TrainingRecord, record_id)
    if record is None:
        message = "There is no such record."
        raise NotFound(message)
    if not reason.strip():
        message = "Say why the certificate is revoked."
        raise Invalid(message, "reason")
    if on < record.completed_on:
        message = "The day cannot be before the training was completed."
        raise Invalid(message, "revoked_on")
    added = add_once(
        session,
        Revocation,
        record_id=record_id,
        revoked_on=on,
        reason=reason.strip(),
        recorded_at=at,
        recorded_by_id=by,
    )
    if not added:
        message = "This certificate has been revoked already."
        raise Conflict(message)
    audit.note(
        session, "certificate revoked", person_id=record.person_id, by=by, at=at, code=record.code
    )


def is_revoked(session: Session, record_id: int) -> bool:
    """Whether a record was withdrawn."""
    return session.get(Revocation, record_id) is not None


def _today(
    record: TrainingRecord, revocation: Revocation | None, catalogue: Catalogue
) -> RecordToday:
    certificate = Certificate(
        code=record.code,
        name=record.name,
        course_title=record.course_title,
        edition=record.edition,
        completed_on=record.completed_on,
        minutes=record.minutes,
        delivery=record.delivery,
    )
    newest = catalogue.current(record.course)
    return RecordToday(
        id=record.id,
        enrolment_id=record.enrolment_id,
        person_id=record.person_id,
        certificate=certificate,
        course=record.course,
        completed_at=record.completed_at,
        standing=standing(
            revoked_on=revocation.revoked_on if revocation else None,
            revoked_because=revocation.reason if revocation else "",
            still_counts=newest is None or newest.counts(record.edition),
            superseded_on=newest.published if newest else None,
        ),
    )
