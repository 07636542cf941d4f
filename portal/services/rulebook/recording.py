"""Recording that a source was read, and taking that back."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.dates import civil_date
from portal.domain.errors import Conflict
from portal.domain.requirements import Rulebook, Setting
from portal.domain.settings import settings_to_json
from portal.models import RuleVerification, RuleWithdrawal
from portal.services import audit
from portal.services.once import add_once, one_after_the_other
from portal.services.rulebook.checking import Reading, checked, may_be_withdrawn


def record(
    session: Session,
    files: Rulebook,
    requirement: str,
    version: date,
    settings: Mapping[str, Setting],
    *,
    source: str,
    section: str,
    read_on: date,
    starts_on: date,
    note: str = "",
    by: int,
    at: datetime,
) -> RuleVerification:
    """Record that somebody read the source of a version, which judges from `starts_on` on.

    `settings` are those filled in or changed. Raises NotFound for an unknown requirement, and
    Invalid, naming the field. The very same again, as by a double click, adds nothing.
    """
    read = Reading(requirement, version, settings, source, section, read_on, starts_on, note)
    read = checked(files, read, civil_date(at))
    values = settings_to_json(read.settings)
    facts = {name: value for name, value in vars(read).items() if name != "settings"}
    one_after_the_other(session)
    withdrawn = select(RuleWithdrawal.verification_id)
    same = select(RuleVerification).filter_by(**facts).where(RuleVerification.id.not_in(withdrawn))
    for row in session.scalars(same.order_by(RuleVerification.id.desc())):
        if row.settings == values:
            return row
    row = RuleVerification(**facts, settings=values, recorded_at=at, recorded_by_id=by)
    session.add(row)
    session.flush()
    audit.note(
        session,
        "requirement verified",
        person_id=None,
        by=by,
        at=at,
        requirement=requirement,
        verification=row.id,
    )
    return row


def withdraw(
    session: Session, verification_id: int, ends_on: date, reason: str, *, by: int, at: datetime
) -> None:
    """Record that from a day on the requirement advises again. The verification stays readable.

    The same again, as by a double click, adds nothing. Raises NotFound, Invalid, naming the field,
    and Conflict when it was withdrawn otherwise.
    """
    row, reason = may_be_withdrawn(session, verification_id, ends_on, reason)
    one_after_the_other(session)
    added = add_once(
        session,
        RuleWithdrawal,
        verification_id=verification_id,
        ends_on=ends_on,
        reason=reason,
        recorded_at=at,
        recorded_by_id=by,
    )
    if not added:
        same = select(RuleWithdrawal).filter_by(
            verification_id=verification_id, ends_on=ends_on, reason=reason
        )
        if session.scalar(same):
            return
        message = "This verification has been withdrawn already."
        raise Conflict(message)
    audit.note(
        session,
        "requirement verification withdrawn",
        person_id=None,
        by=by,
        at=at,
        requirement=row.requirement,
        verification=row.id,
    )
