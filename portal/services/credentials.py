"""Licenses, registrations and certifications, and what a person is by profession."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.people import ProviderType
from portal.models import Credential, PersonProviderType
from portal.services import audit, history
from portal.services.affiliations import check_days


@dataclass(frozen=True, slots=True)
class CredentialFacts:
    """What a credential says."""

    title: str
    issuer: str
    number: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class ProfessionFacts:
    """A profession and when it was held; empty dates are unknown, or not yet."""

    provider_type: ProviderType
    starts_on: date | None
    ends_on: date | None


def record_credential(
    session: Session,
    person_id: int,
    facts: CredentialFacts,
    *,
    corrects: int | None = None,
    by: int,
    at: datetime,
) -> None:
    """Add a credential, or one that takes the place of `corrects`."""
    action = "credential added" if corrects is None else "credential corrected"
    _record(session, Credential, person_id, asdict(facts), corrects, action, by, at)


def record_profession(
    session: Session,
    person_id: int,
    facts: ProfessionFacts,
    *,
    corrects: int | None = None,
    by: int,
    at: datetime,
) -> None:
    """Add a profession, or an entry that takes the place of `corrects`."""
    check_days(facts.starts_on, facts.ends_on)
    action = "profession added" if corrects is None else "profession corrected"
    _record(session, PersonProviderType, person_id, asdict(facts), corrects, action, by, at)


def _record(
    session: Session,
    table: type[history.Row],
    person_id: int,
    facts: dict[str, Any],
    corrects: int | None,
    action: str,
    by: int,
    at: datetime,
) -> None:
    """Add a row; the very same again, as by a double click, adds nothing.

    Raises NotFound or Conflict when there is nothing to correct, or not any more.
    """
    history.lock(session, person_id)
    if corrects is None:
        later = select(table.supersedes_id).where(table.supersedes_id.is_not(None))
        same = select(table.id).filter_by(person_id=person_id, **facts)
        if session.scalar(same.where(table.id.not_in(later))):
            return
    else:
        history.standing(session, table, person_id, corrects)
    row = table(
        person_id=person_id,
        supersedes_id=corrects,
        recorded_at=at,
        recorded_by_id=by,
        **facts,
    )
    session.add(row)
    session.flush()
    audit.note(session, action, person_id=person_id, by=by, at=at, entry=row.id)
