"""Adding a training taken elsewhere, correcting it, replacing its file, withdrawing it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.uploads import Upload
from portal.domain.dates import civil_date
from portal.domain.errors import Conflict, Invalid
from portal.domain.evidence import NOT_COMPLETED_YET
from portal.models import OutsideTraining
from portal.services import claims, confirmations, history
from portal.services.evidence.files import keep
from portal.services.people import same_text


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """What an entry about an outside training says."""

    title: str
    provider: str
    subject: str
    completed_on: date
    ce_minutes: int


def add(
    session: Session,
    person_id: int,
    facts: TrainingFacts,
    upload: Upload | None,
    *,
    by: int,
    at: datetime,
) -> OutsideTraining:
    """Add a training taken elsewhere. The very same again, as by a double click, adds nothing.

    Raises Invalid, naming the field.
    """
    history.lock(session, person_id)
    evidence_id = keep(session, upload, person_id=person_id, by=by, at=at)
    row, _added = record(session, person_id, facts, evidence_id, by=by, at=at)
    return row


def record(
    session: Session,
    person_id: int,
    facts: TrainingFacts,
    evidence_id: int | None,
    *,
    by: int,
    at: datetime,
) -> tuple[OutsideTraining, bool]:
    """Add a training whose file is kept already; and whether this call added it.

    What the person has entered in the same words is confirmed when somebody else adds it.
    Raises Invalid, naming the field.
    """
    _check(facts, at)
    history.lock(session, person_id)
    values = {**asdict(facts), "evidence_id": evidence_id, "withdrawn": False}
    _check_twins(session, person_id, values)
    row, added = history.record(
        session,
        OutsideTraining,
        person_id,
        values,
        None,
        action="outside training added",
        by=by,
        at=at,
    )
    if not added and by != person_id:
        confirmations.confirm(session, row, by=by, at=at)
    return row, added


def correct(
    session: Session,
    before: OutsideTraining,
    facts: TrainingFacts,
    upload: Upload | None,
    *,
    without_file: bool = False,
    by: int,
    at: datetime,
) -> int:
    """Record what takes the place of an entry; and how much credit lapses because of it.

    The file stays with it unless there is another, or it goes `without_file`. Raises Invalid,
    naming the field, or Conflict when the entry was replaced or withdrawn.
    """
    _check(facts, at)
    history.lock(session, before.person_id)
    evidence_id = keep(session, upload, person_id=before.person_id, by=by, at=at)
    if evidence_id is None and not without_file:
        evidence_id = before.evidence_id
    values = {**asdict(facts), "evidence_id": evidence_id, "withdrawn": False}
    _check_twins(session, before.person_id, values, but=before.id)
    return _replace(session, before, values, "outside training corrected", by, at)


def replace(
    session: Session,
    before: OutsideTraining,
    facts: TrainingFacts,
    evidence_id: int | None,
    *,
    action: str,
    by: int,
    at: datetime,
) -> OutsideTraining:
    """Record what takes the place of an entry, with a file that is kept already; and give it.

    Raises Conflict when the entry was replaced or withdrawn.
    """
    values = {**asdict(facts), "evidence_id": evidence_id, "withdrawn": False}
    row, added = history.record(
        session, OutsideTraining, before.person_id, values, before.id, action=action, by=by, at=at
    )
    if added:
        claims.carry(session, before, row, by=by, at=at)
    return row


def withdraw(session: Session, before: OutsideTraining, *, by: int, at: datetime) -> int:
    """Say that an entry was made by mistake; and how much credit lapses. It stays readable.

    Raises Conflict when it was replaced or withdrawn already.
    """
    values = {name: getattr(before, name) for name in TrainingFacts.__slots__}
    values |= {"evidence_id": before.evidence_id, "withdrawn": True}
    return _replace(session, before, values, "outside training withdrawn", by, at)


def _replace(
    session: Session,
    before: OutsideTraining,
    values: dict[str, Any],
    action: str,
    by: int,
    at: datetime,
) -> int:
    if before.withdrawn:
        message = "This training was withdrawn. If that was wrong, add it again."
        raise Conflict(message)
    if all(getattr(before, name) == value for name, value in values.items()):
        return 0
    row, added = history.record(
        session, OutsideTraining, before.person_id, values, before.id, action=action, by=by, at=at
    )
    return claims.carry(session, before, row, by=by, at=at) if added else 0


def _check(facts: TrainingFacts, at: datetime) -> None:
    if facts.completed_on > civil_date(at):
        raise Invalid(NOT_COMPLETED_YET, "completed_on")


def _check_twins(
    session: Session, person_id: int, values: dict[str, Any], but: int | None = None
) -> None:
    """Refuse what would count the same training twice.

    No twin is the very same entry, nor the one to be corrected, nor what took that one's place.
    """
    later = select(OutsideTraining.supersedes_id).where(OutsideTraining.supersedes_id.is_not(None))
    statement = select(OutsideTraining).where(
        OutsideTraining.person_id == person_id,
        OutsideTraining.id.not_in(later),
        OutsideTraining.withdrawn.is_(False),
        OutsideTraining.completed_on == values["completed_on"],
        same_text(OutsideTraining.title, values["title"]),
        same_text(OutsideTraining.provider, values["provider"]),
    )
    for twin in session.scalars(statement):
        same = all(getattr(twin, name) == value for name, value in values.items())
        replaced = but is not None and but in (twin.id, twin.supersedes_id)
        if not same and not replaced:
            message = (
                "This training of this provider, completed on the same day, is recorded already. "
                "Correct that entry instead of adding another."
            )
            raise Invalid(message, "title")
