"""Beginning a training, reading lessons, playing practices; and the facts of an enrolment."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue, Course
from portal.domain.progress import Facts, Progress, progress
from portal.domain.quizzes import Sitting, percent
from portal.models import Attempt, Enrolment, LessonRead, PracticeStep, TrainingRecord
from portal.models.base import UtcDateTime
from portal.services.once import add_once

_OWN_WAY = (Enrolment.event_id.is_(None), Enrolment.webinar_version_id.is_(None))
"""What was taken in a live session or by watching a webinar is no way through a training."""
_LATEST = (
    select(Enrolment)
    .where(
        Enrolment.person_id == bindparam("person_id"),
        Enrolment.course == bindparam("course"),
        *_OWN_WAY,
    )
    .order_by(Enrolment.number.desc())
    .limit(1)
)


def latest_enrolment(session: Session, person_id: int, course: str) -> Enrolment | None:
    """The enrolment that a person is under way in, or completed last, for this training.

    What they took in a live session or a webinar is not meant here.
    """
    return session.scalar(_LATEST, {"person_id": person_id, "course": course})


_ALL = (
    select(Enrolment)
    .where(Enrolment.person_id == bindparam("person_id"), *_OWN_WAY)
    .order_by(Enrolment.number)
)


def latest_enrolments(session: Session, person_id: int) -> list[Enrolment]:
    """For each training a person ever began, the latest enrolment."""
    rows = session.scalars(_ALL, {"person_id": person_id})
    return list({enrolment.course: enrolment for enrolment in rows}.values())


def under_way(
    session: Session,
    person_id: int,
    completed: Collection[int],
    catalogue: Catalogue,
    at: datetime,
) -> list[tuple[Enrolment, Course, Progress]]:
    """The trainings that a person has begun and not completed, each with where they stand.

    `completed` holds the ids of the enrolments that led to a record.
    """
    begun = [each for each in latest_enrolments(session, person_id) if each.id not in completed]
    known = facts(session, [each.id for each in begun])
    return [
        (each, course, progress(course, known[each.id], at))
        for each in begun
        if (course := catalogue.edition(each.course, each.edition))
    ]


def completed(session: Session, enrolment: Enrolment) -> TrainingRecord | None:
    """The training record that this enrolment led to."""
    return session.scalar(select(TrainingRecord).where(TrainingRecord.enrolment_id == enrolment.id))


def begin(
    session: Session, person_id: int, course: Course, at: datetime, *, again: bool = False
) -> Enrolment:
    """Begin a training in its current edition; a learner under way just goes on.

    `again` begins anew after a completion, or when the attempts are used up. Two clicks make one
    enrolment, because both ask for the same number.
    """
    number = next_number(session, person_id, course.slug)  # first: what is added since is found
    latest = latest_enrolment(session, person_id, course.slug)
    if latest is not None and not again:
        return latest
    add_once(
        session,
        Enrolment,
        person_id=person_id,
        course=course.slug,
        number=number,
        edition=course.edition,
        started_at=at,
    )
    return session.scalars(
        select(Enrolment).where(
            Enrolment.person_id == person_id,
            Enrolment.course == course.slug,
            Enrolment.number == number,
        )
    ).one()


def next_number(session: Session, person_id: int, course: str) -> int:
    """The number of the next enrolment of a person in this training, in sessions or not."""
    last = select(func.max(Enrolment.number)).where(
        Enrolment.person_id == person_id, Enrolment.course == course
    )
    return (session.scalar(last) or 0) + 1


def mark_read(
    session: Session, enrolment: Enrolment, module: str, lesson: str, at: datetime
) -> None:
    """Note that a lesson is read; saying so twice changes nothing."""
    add_once(
        session,
        LessonRead,
        enrolment_id=enrolment.id,
        module=module,
        lesson=lesson,
        read_at=at,
    )


def reach(
    session: Session,
    enrolment: Enrolment,
    module: str,
    path: str,
    *,
    is_ending: bool,
    at: datetime,
) -> None:
    """Note that a place in a practice was reached."""
    add_once(
        session,
        PracticeStep,
        enrolment_id=enrolment.id,
        module=module,
        path=path,
        is_ending=is_ending,
        reached_at=at,
    )


def places(session: Session, enrolment: Enrolment, module: str) -> list[PracticeStep]:
    """The places a learner has reached in a practice, in the order of reaching them."""
    return list(
        session.scalars(
            select(PracticeStep)
            .where(PracticeStep.enrolment_id == enrolment.id, PracticeStep.module == module)
            .order_by(PracticeStep.reached_at, PracticeStep.path)
        )
    )


def _facts_of(
    kind: str, table: type[LessonRead | PracticeStep | Attempt], **columns: Any
) -> Select[Any]:
    """The facts of one table in the shape that all share; what a table lacks is empty."""
    empty: dict[str, Any] = {
        "lesson": literal(""),
        "number": literal(0),
        "started_at": cast(null(), UtcDateTime),
        "handed_in_at": cast(null(), UtcDateTime),
        "right": literal(0),
        "total": literal(0),
    }
    shaped = [value.label(name) for name, value in (empty | columns).items()]
    return select(
        table.enrolment_id, literal(kind).label("kind"), table.module.label("module"), *shaped
    ).where(table.enrolment_id.in_(bindparam("ids", expanding=True)))


_FACTS = union_all(
    _facts_of("lesson", LessonRead, lesson=LessonRead.lesson),
    _facts_of("practice", PracticeStep).where(PracticeStep.is_ending),
    _facts_of(
        "attempt",
        Attempt,
        number=Attempt.number,
        started_at=Attempt.started_at,
        handed_in_at=Attempt.handed_in_at,
        right=Attempt.right,
        total=Attempt.total,
    ),
)
"""All facts of some enrolments in one statement, so that a page pays for one."""


def facts(session: Session, enrolment_ids: Sequence[int]) -> dict[int, Facts]:
    """What was done in each of these enrolments."""
    if not enrolment_ids:
        return {}
    lessons: dict[int, set[tuple[str, str]]] = defaultdict(set)
    practices: dict[int, set[str]] = defaultdict(set)
    checks: dict[int, set[str]] = defaultdict(set)
    sittings: dict[int, list[Sitting]] = defaultdict(list)
    for row in session.execute(_FACTS, {"ids": list(enrolment_ids)}):
        enrolment, kind, module, lesson, number, started_at, handed_in_at, right, total = row
        if kind == "lesson":
            lessons[enrolment].add((module, lesson))
        elif kind == "practice":
            practices[enrolment].add(module)
        elif not module:
            result = percent(right, total) if handed_in_at else None
            sittings[enrolment].append(Sitting(number, started_at, handed_in_at, result))
        elif handed_in_at:
            checks[enrolment].add(module)
    return {
        enrolment: Facts(
            frozenset(lessons[enrolment]),
            frozenset(practices[enrolment]),
            frozenset(checks[enrolment]),
            tuple(sorted(sittings[enrolment], key=lambda sitting: sitting.number)),
        )
        for enrolment in enrolment_ids
    }
