"""Crediting somebody's outside training under a precedent, and taking that back."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.domain.dates import civil_date, date_text
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.domain.evidence import NOT_CREDITED_YET
from portal.models import Affiliation, Claim, Equivalency, EquivalencyRevocation, Person
from portal.models import OutsideTraining as Training
from portal.services import audit, equivalencies, history
from portal.services.affiliations import not_ended, stands
from portal.services.equivalencies import Line
from portal.services.places import Counties

_Decider = aliased(Person)


@dataclass(frozen=True, slots=True)
class Credit:
    """What an outside training was credited for."""

    claim: Claim
    equivalency: Equivalency
    decided_by: str | None
    revoked_on: date | None
    """From this day on the credit counts for nothing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A precedent about a training, under which it may be credited, or why not."""

    line: Line
    refusal: str
    """Empty when it fits."""


def credits(
    session: Session, training_ids: Iterable[int], until: date | None = None
) -> dict[int, list[Credit]]:
    """What these trainings were credited for, as known by the end of a day or now."""
    statement = (
        select(
            Claim,
            Equivalency,
            _Decider.called,
            EquivalencyRevocation.revoked_on,
        )
        .join(Equivalency, Equivalency.id == Claim.equivalency_id)
        .outerjoin(EquivalencyRevocation, EquivalencyRevocation.equivalency_id == Equivalency.id)
        .outerjoin(_Decider, _Decider.id == Claim.recorded_by_id)
        .where(Claim.training_id.in_(list(training_ids)))
        .order_by(Claim.equivalency_id)
    )
    found: dict[int, list[Credit]] = defaultdict(list)
    for row in session.execute(statement):
        if until is None or civil_date(row[0].recorded_at) <= until:
            found[row[0].training_id].append(Credit(*row))
    return found


def candidates(
    session: Session, training: Training, counties: Counties, claimed_on: date
) -> list[Candidate]:
    """The precedents of these counties about this very training: those that fit first."""
    theirs = counties_of(session, training.person_id, claimed_on)
    found = [
        Candidate(line, _refusal(line, training, claimed_on, theirs))
        for line in equivalencies.listed(session, counties)
        if _is_about(line.row, training)
    ]
    return sorted(found, key=lambda one: bool(one.refusal))


def _is_about(row: Equivalency, training: Training) -> bool:
    said = (row.title.casefold(), row.provider.casefold())
    return said == (training.title.casefold(), training.provider.casefold())


def _refusal(line: Line, training: Training, claimed_on: date, counties: set[str]) -> str:
    if not _is_about(line.row, training):
        return f"It is about another training: “{line.row.title}”, given by {line.row.provider}."
    if line.row.person_id not in (None, training.person_id):
        return "It was decided for one other person only."
    if line.row.county_fips is not None and line.row.county_fips not in counties:
        return f"It is for people who work in {line.county} County."
    return line.limits.refusal(training.completed_on, claimed_on)


def counties_of(session: Session, person_id: int, day: date) -> set[str]:
    """Where the person works on the day, or is about to."""
    statement = select(Affiliation.county_fips).where(
        Affiliation.person_id == person_id, stands(), not_ended(day)
    )
    return set(session.scalars(statement))


def claimable(session: Session, person_id: int, training_id: int) -> Training:
    """The person's training, if it can be credited. Raises NotFound or Conflict."""
    training = history.standing(session, Training, person_id, training_id)
    if training.withdrawn:
        message = "This training was withdrawn: it was entered by mistake."
        raise Conflict(message)
    return training


def credit(
    session: Session,
    training: Training,
    equivalency_id: int,
    claimed_on: date,
    counties: Counties,
    *,
    by: int,
    at: datetime,
) -> None:
    """Credit the training under a precedent. The same again, as by a double click, adds nothing.

    Raises NotFound, Forbidden, or Invalid, naming the field, when the precedent does not fit.
    """
    history.lock(session, training.person_id)
    claimable(session, training.person_id, training.id)
    history.by_id(session, Equivalency, equivalency_id, lock=True)  # nobody revokes it meanwhile
    line = equivalencies.find(session, equivalency_id, counties)
    if session.get(Claim, (training.id, equivalency_id)):
        return
    check_day(training, claimed_on, civil_date(at))
    theirs = counties_of(session, training.person_id, claimed_on)
    refusal = _refusal(line, training, claimed_on, theirs)
    if refusal:
        raise Invalid(refusal, "equivalency")
    _add(session, training, equivalency_id, claimed_on, "outside training credited", by, at)


def check_day(training: Training, claimed_on: date, today: date) -> None:
    """Refuse a day to come, or one before the training. Raises Invalid, naming the field."""
    if claimed_on > today:
        raise Invalid(NOT_CREDITED_YET, "claimed_on")
    if claimed_on < training.completed_on:
        message = (
            f"The training was completed on {date_text(training.completed_on)}; it cannot be "
            "credited before that day."
        )
        raise Invalid(message, "claimed_on")


def _add(
    session: Session,
    training: Training,
    equivalency_id: int,
    claimed_on: date,
    action: str,
    by: int,
    at: datetime,
) -> None:
    row = Claim(
        training_id=training.id,
        equivalency_id=equivalency_id,
        claimed_on=claimed_on,
        recorded_at=at,
        recorded_by_id=by,
    )
    session.add(row)
    session.flush()
    audit.note(
        session,
        action,
        person_id=training.person_id,
        by=by,
        at=at,
        entry=training.id,
        equivalency=equivalency_id,
    )


def take_back(
    session: Session, training: Training, equivalency_id: int, *, by: int, at: datetime
) -> None:
    """Say that the credit was given by mistake: a further entry of the training goes without it.

    That entry confirms nothing: what the person had entered stays the person's word. Both stay
    readable. Raises NotFound when there is no such credit, or Conflict.
    """
    history.lock(session, training.person_id)
    if session.get(Claim, (training.id, equivalency_id)) is None:
        message = "This training has no such credit."
        raise NotFound(message)
    facts: dict[str, Any] = {
        "title": training.title,
        "provider": training.provider,
        "subject": training.subject,
        "completed_on": training.completed_on,
        "ce_minutes": training.ce_minutes,
        "evidence_id": training.evidence_id,
        "withdrawn": training.withdrawn,
        "said_by_id": training.said_by_id or training.recorded_by_id,
    }
    row, added = history.record(
        session,
        Training,
        training.person_id,
        facts,
        training.id,
        action="credit taken back",
        by=by,
        at=at,
    )
    if added:
        carry(session, training, row, by=by, at=at, but={equivalency_id})


def carry(
    session: Session,
    before: Training,
    after: Training,
    *,
    by: int,
    at: datetime,
    but: Container[int] = (),
) -> int:
    """Give a corrected entry the credit of the one before; and how many lapsed instead.

    A decision was about a title, a provider and a day. Where one of these changed, somebody has to
    decide again. What was withdrawn has no credit.
    """
    held = session.scalars(select(Claim).where(Claim.training_id == before.id)).all()
    names = ("title", "provider", "completed_on")
    if after.withdrawn or any(getattr(before, name) != getattr(after, name) for name in names):
        return len(held)
    for claim in held:
        if claim.equivalency_id not in but:
            id_, day = claim.equivalency_id, claim.claimed_on
            _add(session, after, id_, day, "credit carried over", by, at)
    return 0
