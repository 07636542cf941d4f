"""Who asks for a page of the library, and the counties they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.access import Grant, Role
from portal.domain.library.items import Reader, county_slug
from portal.models import Affiliation, County
from portal.services.affiliations import begun, not_ended, stands

STATEWIDE = {Role.TA_STAFF, Role.ADMINISTRATOR}


def reader_of(session: Session, person_id: int, grants: Iterable[Grant], today: date) -> Reader:
    """Somebody who is signed in: they read what is for their counties, staff of the state all.

    Their counties are those where they work, or will, and those that they have a role for.
    """
    held = list(grants)
    if any(grant.role in STATEWIDE and grant.county is None for grant in held):
        return Reader(signed_in=True, counties=None)
    works = select(Affiliation.county_fips).where(
        Affiliation.person_id == person_id, stands(), begun(), not_ended(today)
    )
    granted = {grant.county for grant in held if grant.county}
    names = select(County.name).where(or_(County.fips.in_(granted), County.fips.in_(works)))
    return Reader(signed_in=True, counties=frozenset(map(county_slug, session.scalars(names))))
