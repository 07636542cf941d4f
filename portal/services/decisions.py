"""Waivers and extensions: for one person and one requirement, with an end and a reason."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.domain.dates import civil_date
from portal.domain.errors import Conflict
from portal.domain.facts import DecisionKind
from portal.models import Decision
from portal.services import history
from portal.services.affiliations import check_days, check_end, check_start


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What was decided; the last day still helps."""

    kind: DecisionKind
    requirement: str
    starts_on: date
    ends_on: date
    reason: str


def decide(
    session: Session,
    person_id: int,
    facts: DecisionFacts,
    *,
    replaces: Decision | None = None,
    by: int,
    at: datetime,
) -> tuple[Decision, bool]:
    """Record a decision, or one that takes the place of another: shorter, longer, another reason.

    The very same again, as by a double click, adds nothing: the second value says whether this
    call added it. Raises Invalid, naming the field, or
    Conflict when what it replaces was replaced or taken back.
    """
    check_start(facts.starts_on, civil_date(at))
    check_end(facts.ends_on, civil_date(at))
    check_days(facts.starts_on, facts.ends_on)
    action = f"{facts.kind} granted" if replaces is None else f"{facts.kind} changed"
    return _record(session, person_id, facts, replaces, action, by, at)


def take_back(session: Session, row: Decision, reason: str, *, by: int, at: datetime) -> None:
    """Say that a decision never held. Both stay readable. Raises Conflict as `decide` does."""
    before_it_starts = row.starts_on - timedelta(days=1)
    facts = DecisionFacts(row.kind, row.requirement, row.starts_on, before_it_starts, reason)
    _record(session, row.person_id, facts, row, f"{row.kind} taken back", by, at)


def taken_back(row: Decision) -> bool:
    """Whether the row says that an earlier one never held."""
    return row.ends_on < row.starts_on


def _record(
    session: Session,
    person_id: int,
    facts: DecisionFacts,
    replaces: Decision | None,
    action: str,
    by: int,
    at: datetime,
) -> tuple[Decision, bool]:
    if replaces is not None and taken_back(replaces):
        message = f"This {replaces.kind} was taken back. Grant a new one instead."
        raise Conflict(message)
    corrects = replaces.id if replaces else None
    return history.record(
        session, Decision, person_id, asdict(facts), corrects, action=action, by=by, at=at
    )
