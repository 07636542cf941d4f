"""Licenses, registrations and certifications, and what a person is by profession."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from portal.domain.dates import civil_date, date_text
from portal.domain.errors import Invalid
from portal.domain.people import ProviderType
from portal.models import Credential, PersonProviderType
from portal.services import history
from portal.services.affiliations import check_days, check_end, check_start


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
    first_licensed_on: date | None = None
    """The day on which it was issued for the first time."""


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

    Raises Invalid when it expires before it begins, or does either before its first issue; and when
    it begins or expires in a year that cannot be meant.
    """
    check_start(facts.starts_on, civil_date(at))
    check_end(facts.expires_on, civil_date(at), "expires_on")
    check_days(facts.starts_on, facts.expires_on, "expires_on")
    _check_first(facts, at)
    action = "credential added" if corrects is None else "credential corrected"
    history.record(
        session, Credential, person_id, asdict(facts), corrects, action=action, by=by, at=at
    )


def _check_first(facts: CredentialFacts, at: datetime) -> None:
    """Refuse a first issue that comes after what follows from it, or has not come yet."""
    first = facts.first_licensed_on
    if first is None:
        return
    for day, what in ((facts.starts_on, "the day it is good from"), (facts.expires_on, "its end")):
        if day is not None and first > day:
            message = f"It cannot be licensed first after {what}, {date_text(day)}."
            raise Invalid(message, "first_licensed_on")
    if first > civil_date(at):
        message = f"{date_text(first)} has not come yet. Enter the day it was first licensed."
        raise Invalid(message, "first_licensed_on")


_table: Any = Credential.__table__
_later, _last = _table.alias("later").c, _table.alias("last").c


def not_renewed(one: Any) -> ColumnElement[bool]:
    """No entry that holds lasts longer: of the same profession, or of the same name and number.

    `one` is the table of credentials, or its columns.
    """
    alike = or_(
        _later.provider_type == one.provider_type,
        and_(_later.title == one.title, _later.number == one.number),
    )
    return ~exists(
        select(_later.id).where(
            _later.person_id == one.person_id,
            _later.expires_on > one.expires_on,
            or_(_later.starts_on.is_(None), _later.starts_on <= _later.expires_on),
            alike,
            ~exists(select(_last.id).where(_last.supersedes_id == _later.id)),
        )
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
    """Add a profession, or an entry that takes the place of `corrects`. Raises Invalid."""
    check_start(facts.starts_on, civil_date(at))
    check_days(facts.starts_on, facts.ends_on)
    action = "profession added" if corrects is None else "profession corrected"
    history.record(
        session, PersonProviderType, person_id, asdict(facts), corrects, action=action, by=by, at=at
    )
