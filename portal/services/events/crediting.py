"""Credit: given when the facts are there, withdrawn by a further fact when they are gone."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.curriculum import Course
from portal.domain.dates import civil_date
from portal.domain.errors import Conflict
from portal.domain.events.credit import Credit
from portal.domain.events.terms import length
from portal.models import (
    Attempt,
    Enrolment,
    EventConfirmation,
    EventCredit,
    EventCreditEnd,
    TrainingRecord,
)
from portal.services import audit, learning, records
from portal.services.events import finding
from portal.services.events.finding import Shown
from portal.services.events.roster import Line, load
from portal.services.once import add_once

Bits = Callable[[int], int]


def confirm(
    session: Session,
    event_id: int,
    course: Course | None,
    mark: str,
    *,
    by: int,
    at: datetime,
    random_bits: Bits = secrets.randbits,
) -> int:
    """Confirm who was there, as shown with this mark; and how many got credit by it.

    Raises Conflict while the session goes on, and when what was shown is not so any more.
    """
    shown = finding.now(session, event_id, lock=True)
    if shown.cancelled or shown.version.ends_at > at:
        message = "Confirm who was there once the session is over."
        raise Conflict(message)
    roster = load(session, shown, course, None, at)
    if roster.mark != mark:
        message = "Something has changed since you opened this page. Look at it again."
        raise Conflict(message)
    added = add_once(
        session,
        EventConfirmation,
        event_id=event_id,
        mark=mark,
        presences=roster.presences,
        recorded_at=at,
        recorded_by_id=by,
    )
    if added:
        audit.note(session, "session confirmed", person_id=None, by=by, at=at, event=event_id)
    return give(session, shown, course, by=by, at=at, random_bits=random_bits)


def give(
    session: Session,
    shown: Shown,
    course: Course | None,
    *,
    by: int | None,
    at: datetime,
    only: int | None = None,
    random_bits: Bits = secrets.randbits,
) -> int:
    """Give credit to everybody for whom the facts are there; how many people it is new for.

    Nobody gives it to themself: whoever confirms waits for somebody else to confirm.
    Call it with the session locked, in the transaction of every fact that can be the last.
    """
    roster = load(session, shown, course, None, at, only=only, confirmed_only=True)
    return sum(
        _give(session, shown, course, line, by=by, at=at, random_bits=random_bits)
        for line in roster.lines
        if line.verdict.is_met and line.person.id != by
    )


def _give(
    session: Session,
    shown: Shown,
    course: Course | None,
    line: Line,
    *,
    by: int | None,
    at: datetime,
    random_bits: Bits,
) -> bool:
    has = {given.row.kind for given in line.credits}
    version = shown.version
    if Credit.SESSION not in has:
        record = None
        if course is not None:
            record = _record(session, shown, course, line, at, random_bits)
        _add(
            session,
            line,
            shown,
            Credit.SESSION,
            minutes=line.attendance.present,
            provider="",
            record_id=record.id if record else None,
            by=by,
            at=at,
        )
    if version.ce_minutes is not None and Credit.CE not in has:
        _add(
            session,
            line,
            shown,
            Credit.CE,
            minutes=version.ce_minutes,
            provider=version.ce_provider,
            record_id=None,
            by=by,
            at=at,
        )
    return Credit.SESSION not in has


def _add(
    session: Session,
    line: Line,
    shown: Shown,
    kind: Credit,
    *,
    minutes: int,
    provider: str,
    record_id: int | None,
    by: int | None,
    at: datetime,
) -> None:
    last = select(func.max(EventCredit.number)).where(
        EventCredit.event_id == shown.event.id,
        EventCredit.person_id == line.person.id,
        EventCredit.kind == kind,
    )
    add_once(
        session,
        EventCredit,
        event_id=shown.event.id,
        person_id=line.person.id,
        kind=kind,
        number=(session.scalar(last) or 0) + 1,
        minutes=minutes,
        provider=provider,
        because=line.verdict.words,
        record_id=record_id,
        recorded_at=at,
        recorded_by_id=by,
    )


def _record(
    session: Session,
    shown: Shown,
    course: Course,
    line: Line,
    at: datetime,
    random_bits: Bits,
) -> TrainingRecord:
    """The training record: of the day on which the last of the facts came to be."""
    enrolment = enrol(session, shown, course, line.person.id, at)
    handed_in = session.scalar(
        select(func.max(Attempt.handed_in_at))
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.event_id == shown.event.id, Enrolment.person_id == line.person.id)
    )
    version = shown.version
    day = civil_date(version.ends_at)
    if line.quiz is not None and handed_in is not None:
        day = max(day, civil_date(handed_in))
    return records.complete_live(
        session,
        enrolment,
        course,
        completed_on=day,
        minutes=length(version.starts_at, version.ends_at),
        delivery=version.format.delivery,
        percent=(line.quiz.best or 0) if line.quiz else 0,
        at=at,
        random_bits=random_bits,
    )


def enrol(
    session: Session, shown: Shown, course: Course, person_id: int, at: datetime
) -> Enrolment:
    """The enrolment of a person in the session's training that led to no record yet."""
    open_one = (
        select(Enrolment)
        .outerjoin(TrainingRecord, TrainingRecord.enrolment_id == Enrolment.id)
        .where(
            Enrolment.event_id == shown.event.id,
            Enrolment.person_id == person_id,
            Enrolment.course == course.slug,
            TrainingRecord.id.is_(None),
        )
        .order_by(Enrolment.number)
        .limit(1)
    )
    known = session.scalar(open_one)
    if known is not None:
        return known
    add_once(
        session,
        Enrolment,
        person_id=person_id,
        course=course.slug,
        number=learning.next_number(session, person_id, course.slug),
        edition=course.edition,
        started_at=min(at, shown.version.starts_at),
        event_id=shown.event.id,
    )
    return session.scalars(open_one).one()


def withdraw(
    session: Session, credit_ids: Iterable[int], reason: str, *, by: int, at: datetime
) -> int:
    """Withdraw credit, and revoke the records that it became; how much of it stood until now."""
    rows = session.scalars(
        select(EventCredit).where(EventCredit.id.in_(list(credit_ids))).order_by(EventCredit.id)
    ).all()
    number = 0
    for row in rows:
        ended = add_once(
            session,
            EventCreditEnd,
            credit_id=row.id,
            reason=reason,
            recorded_at=at,
            recorded_by_id=by,
        )
        number += ended
        if ended and row.record_id is not None and not records.is_revoked(session, row.record_id):
            record = session.get_one(TrainingRecord, row.record_id)
            on = max(civil_date(at), record.completed_on)
            records.revoke(session, row.record_id, reason, on=on, by=by, at=at)
    return number


def withdraw_unfounded(
    session: Session, shown: Shown, course: Course | None, reason: str, *, by: int, at: datetime
) -> int:
    """Withdraw the credit of everybody for whom the facts are not there any more; of how many."""
    roster = load(session, shown, course, None, at, confirmed_only=True)
    lost = [line for line in roster.lines if line.credits and not line.verdict.is_met]
    ids = [given.row.id for line in lost for given in line.credits]
    withdraw(session, ids, reason, by=by, at=at)
    return len(lost)
