"""Licenses, registrations and certifications, and what a person is by profession."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.people import ProviderType
from portal.models import Credential, PersonProviderType
from portal.services import history
from portal.services.affiliations import check_days


@dataclass(frozen=True, slots=True)
class CredentialFacts:
    """What a credential says; empty dates are unknown, or it does not expire."""

    title: str
    issuer: str
    number: str
    expires_on: date | None
    starts_on: date | None = None
    provider_type: ProviderType | None = None
    """The profession that it licenses; None when it was not said."""


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
    """Add a credential, or one that takes the place of `corrects`.

    Raises Invalid when it expires before it begins.
    """
    check_days(facts.starts_on, facts.expires_on, "expires_on")
    action = "credential added" if corrects is None else "credential corrected"
    history.record(
        session, Credential, person_id, asdict(facts), corrects, action=action, by=by, at=at
    )


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
    history.record(
        session, PersonProviderType, person_id, asdict(facts), corrects, action=action, by=by, at=at
    )
