"""Everybody of a session with all that is known: place, presence, quiz, credit, and what is due.

So many queries for three people as for three hundred.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue, Course
from portal.domain.dates import civil_date
from portal.domain.events import credit as crediting
from portal.domain.events import presence, seating
from portal.domain.events.credit import Credit, Quiz, Verdict
from portal.domain.events.presence import Attendance
from portal.domain.events.terms import minutes_text, training_of
from portal.domain.quizzes import percent
from portal.models import (
    Attempt,
    Enrolment,
    EventConfirmation,
    EventCredit,
    EventCreditEnd,
    EventPresence,
    Person,
    TrainingRecord,
)
from portal.services.affiliations import affiliated, not_ended
from portal.services.events import attending, registering
from portal.services.events.finding import Shown
from portal.services.places import Counties


@dataclass(frozen=True, slots=True)
class Given:
    """Credit, with the code of the certificate if it became a training record."""

    row: EventCredit
    code: str | None
    withdrawn_because: str
    """Empty while it stands."""

    @property
    def words(self) -> str:
        """What it is."""
        if self.row.kind is Credit.CE:
            stated = f"as {self.row.provider} states"
            return f"Continuing education: {minutes_text(self.row.minutes)}, {stated}"
        return "Training record" if self.row.record_id else "Attended"


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a session."""

    person: Person
    place: int | None
    """0 with a seat, else the place on the wait list; None: not registered."""
    stretches: list[EventPresence]
    attendance: Attendance
    quiz: Quiz | None
    """None when none is asked for."""
    verdict: Verdict
    """What the rule says of all that is known."""
    ever: list[Given] = field(default_factory=list)
    """Credit that was given, withdrawn or not."""

    @property
    def credits(self) -> list[Given]:
        """Credit that stands."""
        return [given for given in self.ever if not given.withdrawn_because]


@dataclass(frozen=True, slots=True)
class Roster:
    """A session's people, in the order of their places, then those who only came."""

    lines: list[Line]
    others: int
    """So many more are people of other counties."""
    confirmed: EventConfirmation | None
    """What was confirmed last."""
    mark: str
    """A digest of the presence that counts."""
    presences: list[int]
    """The stretches of presence that count, of everybody."""

    @property
    def is_confirmed(self) -> bool:
        """Whether all of the presence that counts was confirmed."""
        return self.confirmed is not None and set(self.presences) <= set(self.confirmed.presences)

    def owes(self, me: int) -> bool:
        """Whether somebody other than `me` meets the rule and has no credit yet."""
        return any(
            line.verdict.is_met and not line.credits and line.person.id != me for line in self.lines
        )

    @property
    def met(self) -> int:
        """How many meet the rule."""
        return sum(line.verdict.is_met for line in self.lines)

    @property
    def present(self) -> int:
        """How many were there at all."""
        return sum(line.attendance.was_there for line in self.lines)

    @property
    def registered(self) -> int:
        """How many of those shown are registered."""
        return sum(line.place is not None for line in self.lines)


def course_of(shown: Shown, catalogue: Catalogue) -> Course | None:
    """The edition of the training that the session is about: the newest one of its day."""
    slug = training_of(shown.version.subject)
    if slug is None:
        return None
    day = civil_date(shown.version.starts_at)
    editions = [
        course
        for (name, _), course in catalogue.editions.items()
        if name == slug and course.published <= day
    ]
    newest = max(editions, key=lambda course: course.edition, default=None)
    return newest or catalogue.current(slug)


def seen_by(held: Counties, shown: Shown, at: datetime) -> list[ColumnElement[bool]]:
    """Conditions on a Person: whoever holds these counties may see them in this session.

    Who left a county before the session does not belong to its roster any more.
    """
    if held is None:
        return []
    day = min(civil_date(at), civil_date(shown.version.starts_at))
    return [affiliated(held, not_ended(day))]


def load(
    session: Session,
    shown: Shown,
    course: Course | None,
    held: Counties,
    at: datetime,
    *,
    only: int | None = None,
    confirmed_only: bool = False,
) -> Roster:
    """The roster, with the people of these counties; `only` one person.

    With `confirmed_only` presence counts that was confirmed, and no other.
    """
    event_id, version, rule = shown.event.id, shown.version, shown.rule
    rows = registering.order(session, event_id)
    by_row = seating.places([each.id for each in rows], version.seats)
    places = {row.person_id: by_row[row.id] for row in rows}
    confirmed = session.scalar(
        select(EventConfirmation)
        .where(EventConfirmation.event_id == event_id)
        .order_by(EventConfirmation.id.desc())
        .limit(1)
    )
    counted = session.scalars(
        select(EventPresence)
        .where(EventPresence.event_id == event_id, attending.counts())
        .order_by(EventPresence.starts_at, EventPresence.id)
    ).all()
    known = set(confirmed.presences) if confirmed else set()
    stretches: dict[int, list[EventPresence]] = defaultdict(list)
    for each in counted:
        if not confirmed_only or each.id in known:
            stretches[each.person_id].append(each)
    quizzes = _quizzes(session, event_id, course) if rule.quiz and course else None
    given = _given(session, event_id)
    everybody = places.keys() | stretches.keys() | given.keys()
    wanted = everybody if only is None else everybody & {only}
    people = session.scalars(
        select(Person).where(Person.id.in_(wanted), *seen_by(held, shown, at))
    ).all()
    lines = []
    for person in people:
        there = [attending.stretch(each) for each in stretches[person.id]]
        attended = presence.attendance(there, version.starts_at, version.ends_at, rule)
        quiz = None
        if quizzes is not None and course is not None:
            quiz = Quiz(quizzes.get(person.id), course.final.pass_percent)
        lines.append(
            Line(
                person,
                places.get(person.id),
                stretches[person.id],
                attended,
                quiz,
                crediting.verdict(attended, rule, quiz),
                given.get(person.id, []),
            )
        )
    lines.sort(key=_in_order)
    return Roster(
        lines,
        len(wanted) - len(people),
        confirmed,
        _mark(version.number, counted),
        [each.id for each in counted],
    )


def _in_order(line: Line) -> tuple[bool, int, str, int]:
    """Those with a seat by name, then who waits by place, then who is not registered."""
    called = line.person.called
    return line.place is None, line.place or 0, called.casefold(), line.person.id


def _mark(number: int, presences: Sequence[EventPresence]) -> str:
    said = [(each.id, each.starts_at, each.ends_at, each.seen_at) for each in presences]
    return hashlib.sha256(repr((number, said)).encode()).hexdigest()[:20]


def _quizzes(session: Session, event_id: int, course: Course) -> dict[int, int]:
    """The best result of everybody who handed the closing quiz in, in percent."""
    statement = (
        select(Enrolment.person_id, Attempt.right, Attempt.total)
        .join(Attempt, Attempt.enrolment_id == Enrolment.id)
        .where(
            Enrolment.event_id == event_id,
            Enrolment.course == course.slug,
            Attempt.module == "",
            Attempt.handed_in_at.is_not(None),
        )
    )
    best: dict[int, int] = {}
    for person_id, right, total in session.execute(statement):
        best[person_id] = max(best.get(person_id, 0), percent(right or 0, total))
    return best


def _given(session: Session, event_id: int) -> dict[int, list[Given]]:
    """All credit of a session, with the certificates' codes, by person."""
    statement = (
        select(EventCredit, TrainingRecord.code, EventCreditEnd.reason)
        .outerjoin(TrainingRecord, TrainingRecord.id == EventCredit.record_id)
        .outerjoin(EventCreditEnd, EventCreditEnd.credit_id == EventCredit.id)
        .where(EventCredit.event_id == event_id)
        .order_by(EventCredit.id)
    )
    found: dict[int, list[Given]] = defaultdict(list)
    for row, code, reason in session.execute(statement):
        found[row.person_id].append(Given(row, code, reason or ""))
    return found
