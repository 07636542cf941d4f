"""One training from elsewhere that many people took together, recorded for all of them at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.content.uploads import Upload
from portal.domain.dates import civil_date
from portal.domain.errors import Invalid
from portal.models import Affiliation, Person
from portal.services import evidence, history
from portal.services.affiliations import affiliated, not_ended
from portal.services.evidence import TrainingFacts

MOST = 200
"""So many people are offered at once; a team narrows them down."""


def people(session: Session, county: str, team: int | None, at: datetime) -> list[Person]:
    """Who works in the county now or soon, perhaps on a team, by name; at most one over `MOST`."""
    on_team = [] if team is None else [Affiliation.team_id == team]
    called = func.coalesce(func.nullif(Person.name_used, ""), Person.legal_name)
    statement = (
        select(Person)
        .where(affiliated(frozenset({county}), not_ended(civil_date(at)), *on_team))
        .order_by(func.lower(called), Person.id)
        .limit(MOST + 1)
    )
    return list(session.scalars(statement))


def add(
    session: Session,
    county: str,
    chosen: Sequence[Person],
    facts: TrainingFacts,
    upload: Upload | None,
    *,
    by: int,
    at: datetime,
) -> int:
    """Add the training for all of them, or for nobody; and how many got it who had it not.

    The file is kept once, for the county. Raises Invalid, naming the field; it names the people
    for whom the training is recorded already in another way.
    """
    for person_id in sorted(
        {by, *(one.id for one in chosen)}
    ):  # all in one order, so that nobody waits in a circle
        history.lock(session, person_id)
    evidence_id = evidence.keep(session, upload, county=county, by=by, at=at)
    added, refused = 0, []
    for person in chosen:
        try:
            added += evidence.record(session, person.id, facts, evidence_id, by=by, at=at)[1]
        except Invalid as error:
            if error.field != "title":
                raise
            refused.append(person.name_used or person.legal_name)
    if refused:
        message = (
            f"This training is recorded already, in other words, for {', '.join(refused)}. "
            "Leave them out here, and correct their own entries. Nothing was recorded."
        )
        raise Invalid(message, "people")
    return added
