"""One training from elsewhere that many people took together, recorded for all of them at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.uploads import Upload
from portal.domain.dates import civil_date
from portal.domain.errors import Invalid
from portal.models import Affiliation, OutsideTraining, Person
from portal.models.searched import AsSearched
from portal.services import evidence, history
from portal.services.affiliations import affiliated, not_ended
from portal.services.evidence import TrainingFacts

MOST = 200
"""So many people are offered at once; a team narrows them down."""


def people(session: Session, county: str, team: int | None, at: datetime) -> list[Person]:
    """Who works in the county now or soon, perhaps on a team, by name; at most one over `MOST`."""
    on_team = [] if team is None else [Affiliation.team_id == team]
    called = Person.called
    statement = (
        select(Person)
        .where(affiliated(frozenset({county}), not_ended(civil_date(at)), *on_team))
        .order_by(AsSearched(called), Person.id)
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
    lock_all(session, [by, *(one.id for one in chosen)])
    evidence_id = evidence.keep(session, upload, county=county, by=by, at=at)
    rows = record_all(session, chosen, facts, evidence_id, by=by, at=at)
    return sum(added for _, added in rows)


def lock_all(session: Session, people: Iterable[int]) -> None:
    """Lock these people, always in one order, so that nobody waits in a circle."""
    for person_id in sorted(set(people)):
        history.lock(session, person_id)


def record_all(
    session: Session,
    chosen: Sequence[Person],
    facts: TrainingFacts,
    evidence_id: int | None,
    *,
    by: int,
    at: datetime,
) -> list[tuple[OutsideTraining, bool]]:
    """Everybody's entry, in the order of the people, and whether this call added it.

    They are locked. Raises Invalid as `add` does.
    """
    rows, refused = [], []
    for person in chosen:
        try:
            rows.append(evidence.record(session, person.id, facts, evidence_id, by=by, at=at))
        except Invalid as error:
            if error.field != "title":
                raise
            refused.append(person.called)
    if refused:
        message = (
            f"This training is recorded already, in other words, for {', '.join(refused)}. "
            "Leave them out here, and correct their own entries. Nothing was recorded."
        )
        raise Invalid(message, "people")
    return rows
