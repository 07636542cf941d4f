"""Somebody of the sample world who is recorded twice, as happens when two lists are taken in."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.dates import civil_date
from portal.models import Affiliation, Credential, Person, PersonProviderType


def create(session: Session, at: datetime, county: str) -> None:
    """The last person without an address who came to the county, once more with an address."""
    known, works = session.execute(
        select(Person, Affiliation)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(Affiliation.county_fips == county, Person.email == "")
        .order_by(Person.id.desc())
    ).first() or (None, None)
    if known is None or works is None:
        return
    recorded_at = at - timedelta(days=12)
    started = civil_date(recorded_at)
    profession = session.scalars(
        select(PersonProviderType).where(PersonProviderType.person_id == known.id)
    ).first()
    again = Person(
        legal_name=known.legal_name,
        name_used="",
        email="again@sample.example",
        phone="",
        recorded_at=recorded_at,
    )
    session.add(again)
    session.flush()
    session.add(
        Affiliation(
            person_id=again.id,
            county_fips=county,
            agency_id=works.agency_id,
            position=works.position,
            starts_on=started,
            recorded_at=recorded_at,
        )
    )
    if profession is not None:
        session.add(
            PersonProviderType(
                person_id=again.id,
                provider_type=profession.provider_type,
                starts_on=started,
                recorded_at=recorded_at,
            )
        )
    session.add(
        Credential(
            person_id=again.id,
            title="CPR and first aid card",
            issuer="Sample training company",
            number="",
            expires_on=started + timedelta(days=700),
            recorded_at=recorded_at,
        )
    )
    session.flush()
