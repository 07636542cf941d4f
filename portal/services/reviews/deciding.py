"""Accepting what a person entered, returning it, and taking either back: each exactly once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.dates import civil_date, date_text
from portal.domain.errors import Conflict
from portal.domain.reviews import Reason, Stand, Step, stand
from portal.models import Claim, OutsideTraining, Person, ReviewStep
from portal.services import claims, confirmations, equivalencies, history, review_steps
from portal.services.equivalencies import EquivalencyFacts
from portal.services.places import Counties


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a reviewer stands for, and what the training counts toward."""

    checks: dict[str, str]
    """The words of each point that was looked at, by its key."""
    precedents: tuple[int, ...] = ()
    """The equivalencies under which it is credited."""
    decision: EquivalencyFacts | None = None
    """Another one, decided now: for everybody, or for this person only."""
    claimed_on: date | None = None
    """The day from which it is credited; None: the day of the acceptance."""


def accept(
    session: Session,
    training: OutsideTraining,
    what: Acceptance,
    counties: Counties,
    *,
    seen: int,
    by: int,
    at: datetime,
) -> tuple[OutsideTraining, bool]:
    """Stand for what the person entered, and credit it: all of it or nothing.

    Gives the row that counts from now on, and whether this call accepted it: by two clicks it is
    accepted once. `seen`: so many steps the reviewer saw. Whoever calls this has made sure that
    `by` is somebody else. Raises Conflict when it was decided or changed since, or Invalid, naming
    the field, NotFound or Forbidden about a precedent.
    """
    history.lock_all(session, [by, training.person_id])
    later = _later(session, training)
    if later is not None and _mine(session, training, Step.ACCEPTED, by, at):
        return later, False
    _check_waits(session, training, later, seen)
    confirmations.confirm(session, training, by=by, at=at)
    accepted = session.scalars(
        select(OutsideTraining).where(OutsideTraining.supersedes_id == training.id)
    ).one()
    review_steps.add(session, training.id, Step.ACCEPTED, checks=what.checks, by=by, at=at)
    under = list(what.precedents)
    if what.decision is not None:
        under.append(equivalencies.add(session, what.decision, counties, by=by, at=at).id)
    on = what.claimed_on or civil_date(at)
    for equivalency in under:
        claims.credit(session, accepted, equivalency, on, counties, by=by, at=at)
    return accepted, True


def accepted_before(
    session: Session, training: OutsideTraining, *, seen: int, by: int, at: datetime
) -> bool:
    """Whether this reviewer accepted it a moment ago, as by the first of two clicks.

    Raises Conflict when it was decided or changed since it was seen.
    """
    later = _later(session, training)
    if later is not None and _mine(session, training, Step.ACCEPTED, by, at):
        return True
    _check_waits(session, training, later, seen)
    return False


def hand_back(
    session: Session,
    training: OutsideTraining,
    reason: Reason,
    words: str,
    *,
    seen: int,
    by: int,
    at: datetime,
) -> bool:
    """Return it to the person; whether this call did. Raises Conflict as `accept` does."""
    history.lock(session, training.person_id)
    later, mine = _later(session, training), _mine(session, training, Step.RETURNED, by, at)
    if later is None and mine is not None and (mine.reason, mine.words) == (reason, words):
        return False
    _check_waits(session, training, later, seen)
    review_steps.add(session, training.id, Step.RETURNED, reason=reason, words=words, by=by, at=at)
    return True


def reopen(
    session: Session, training: OutsideTraining, words: str, *, seen: int, by: int, at: datetime
) -> tuple[OutsideTraining, bool]:
    """Take back that it was accepted or returned: it waits for a reviewer again.

    What the acceptance credited lapses with it; a precedent that was set along with it stays. All
    of it stays readable. Gives the row that waits, and whether this call did it. Raises Conflict
    when there is nothing to take back.
    """
    history.lock(session, training.person_id)
    later = _later(session, training)
    if later is not None and _mine(session, later, Step.REOPENED, by, at):
        return later, False
    if _mine(session, training, Step.REOPENED, by, at):
        return training, False
    if later is not None:
        _changed(session, later)
    last = review_steps.last(session, training.id)
    if (last.number if last else 0) != seen:
        _decided(session, last)
    before = history.by_id(session, OutsideTraining, training.supersedes_id or 0)
    if confirmations.confirms(training, before):
        row = _taken_back(session, training, before, by, at)
    elif last is not None and last.kind is Step.RETURNED:
        row = training
    else:
        message = "Nothing was decided about this entry that could be taken back."
        raise Conflict(message)
    review_steps.add(session, row.id, Step.REOPENED, words=words, by=by, at=at)
    return row, True


def _taken_back(
    session: Session, training: OutsideTraining, before: OutsideTraining, by: int, at: datetime
) -> OutsideTraining:
    """A further row that says the same, and whose word it is; with the credit it had before."""
    row, _ = history.record(
        session,
        OutsideTraining,
        training.person_id,
        {**confirmations.values(training), "said_by_id": training.person_id},
        training.id,
        action="acceptance taken back",
        by=by,
        at=at,
    )
    given = _credited(session, training) - _credited(session, before)
    claims.carry(session, training, row, by=by, at=at, but=given)
    return row


def _credited(session: Session, training: OutsideTraining) -> set[int]:
    statement = select(Claim.equivalency_id).where(Claim.training_id == training.id)
    return set(session.scalars(statement))


# Once only


def _later(session: Session, training: OutsideTraining) -> OutsideTraining | None:
    statement = select(OutsideTraining).where(OutsideTraining.supersedes_id == training.id)
    return session.scalars(statement).first()


def _mine(
    session: Session, training: OutsideTraining, kind: Step, by: int, at: datetime
) -> ReviewStep | None:
    """The last step, if it is of this kind and the same reviewer took it a moment ago."""
    last = review_steps.last(session, training.id)
    is_it = (
        last is not None
        and last.kind is kind
        and last.recorded_by_id == by
        and last.recorded_at > at - history.DOUBLE_CLICK
    )
    return last if is_it else None


def _check_waits(
    session: Session, training: OutsideTraining, later: OutsideTraining | None, seen: int
) -> None:
    last = review_steps.last(session, training.id)
    if later is not None:
        if last is not None and last.kind is Step.ACCEPTED:
            _decided(session, last)
        _changed(session, later)
    stands = stand(
        own=confirmations.is_own(training),
        withdrawn=training.withdrawn,
        credited=bool(_credited(session, training)),
        subject=training.subject,
        last=last.kind if last else None,
    )
    if (last.number if last else 0) != seen:
        _decided(session, last)
    if stands is not Stand.WAITS:
        message = "This entry waits for no reviewer. Nothing was recorded."
        raise Conflict(message)


_DONE = {
    Step.ACCEPTED: "accepted this",
    Step.RETURNED: "returned this",
    Step.ANSWERED: "answered about this",
    Step.REOPENED: "took the decision about this back",
}


def _decided(session: Session, last: ReviewStep | None) -> NoReturn:
    if last is None:
        message = "This has changed since you opened it. Nothing was recorded: look at it again."
        raise Conflict(message)
    who, on = _name(session, last.recorded_by_id), date_text(civil_date(last.recorded_at))
    message = f"{who} {_DONE[last.kind]} on {on}, before you did. Nothing more was recorded."
    raise Conflict(message)


def _changed(session: Session, later: OutsideTraining) -> NoReturn:
    who, on = _name(session, later.recorded_by_id), date_text(civil_date(later.recorded_at))
    message = f"{who} changed this on {on}, after you opened it. Nothing was recorded."
    raise Conflict(message)


def _name(session: Session, person_id: int | None) -> str:
    person = session.get(Person, person_id) if person_id is not None else None
    return "Somebody" if person is None else person.called
