"""The attempts and the ways of learners from which the figures of a training are made.

Each is one set-based query for however many people; the newest suffice, since older ones tell of
learners and wordings that are gone, and more would make the figures no surer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue, Course
from portal.domain.items import Response, Sheet, Way, as_words
from portal.domain.progress import Facts, ItemKind, progress
from portal.domain.quizzes import Question
from portal.models import Attempt, Enrolment, LessonRead, PracticeStep, SavedAnswer, TrainingRecord
from portal.services import learning

NEWEST_ATTEMPTS = 300
"""So many of each quiz: a final that draws a sixth of its pool puts each question 50 times. The
page of all trainings reads that many of each of their quizzes, so more would make it slow."""
NEWEST_ENROLMENTS = 1000


Gaps = dict[tuple[str, str], list[timedelta]]
"""By module and lesson: from what was done before it until it was said to be read, one a person."""


def known_questions(catalogue: Catalogue, slug: str) -> dict[str, Question]:
    """Every question that any edition of a training has or had, as it reads last; current first."""
    editions = sorted(
        (each for (course, _), each in catalogue.editions.items() if course == slug),
        key=lambda course: -course.edition,
    )
    found: dict[str, Question] = {}
    for course in editions:
        for module in course.modules:
            for question in (*module.check, *module.pool):
                found.setdefault(question.id, question)
    return found


def sheets(
    session: Session, questions: Mapping[str, Mapping[str, Question]], *, first_only: bool
) -> dict[str, list[Sheet]]:
    """The newest attempts handed in at each quiz of these trainings, by training.

    `questions` has, for each training, the questions that are known.
    """
    ranked = (
        select(
            Attempt.id,
            func.row_number()
            .over(
                partition_by=(Enrolment.course, Attempt.module),
                order_by=(Attempt.handed_in_at.desc(), Attempt.id.desc()),
            )
            .label("place"),
        )
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(
            Attempt.handed_in_at.is_not(None),
            Enrolment.course.in_(list(questions)),
            Enrolment.webinar_version_id.is_(None),  # its questions are the webinar's own
        )
    )
    if first_only:
        ranked = ranked.where(Enrolment.number == 1, Attempt.number == 1)
    newest = ranked.subquery()  # without the answers, which are heavy to sort
    rows = session.execute(
        select(
            Enrolment.course,
            Enrolment.person_id,
            Enrolment.number.label("time"),
            Attempt.number,
            Attempt.questions,
            Attempt.graded,
        )
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(newest, newest.c.id == Attempt.id)
        .where(newest.c.place <= NEWEST_ATTEMPTS)
    )
    found: dict[str, list[Sheet]] = {course: [] for course in questions}
    for row in rows:
        found[row.course].append(
            Sheet(
                row.person_id,
                row.time == 1 and row.number == 1,
                tuple(row.questions),
                _responses(row.graded or [], questions[row.course]),
            )
        )
    return found


def _responses(
    graded: Iterable[Mapping[str, Any]], questions: Mapping[str, Question]
) -> dict[str, Response]:
    return {
        each["question"]: Response(
            each["right"],
            as_words(questions.get(each["question"]), each["answer"]),
            each["prompt"],
        )
        for each in graded
    }


def places(course: Course, at: datetime) -> list[str]:
    """The outline as places to stop at, in words: the start, each part, and the final not passed.

    Drafts are left out. The number of a place is its index.
    """
    items = [item for item in progress(course, Facts(), at).items if not item.draft]
    modules = {module.slug: module.title for module in course.modules}
    words = [
        f"{item.title}, {modules[item.module]}" if item.kind is ItemKind.CHECK else item.title
        for item in items
        if item.kind is not ItemKind.FINAL
    ]
    return ["Just begun", *words, "Final assessment, tried but not passed"]


def ways(session: Session, course: Course, at: datetime) -> tuple[list[Way], Gaps]:
    """How far people came in this edition, and how long they took for its lessons.

    Whoever began it more than once counts with the last time. When a lesson is opened is not
    noted anywhere, so no time here begins with that.
    """
    newest = (
        select(Enrolment.id)
        .where(
            Enrolment.course == course.slug,
            Enrolment.edition == course.edition,
            Enrolment.event_id.is_(None),
            Enrolment.webinar_version_id.is_(None),
        )
        .order_by(Enrolment.started_at.desc(), Enrolment.id.desc())
        .limit(NEWEST_ENROLMENTS)
    )
    begun = session.execute(
        select(Enrolment.id, Enrolment.person_id, Enrolment.started_at, TrainingRecord.id)
        .outerjoin(TrainingRecord, TrainingRecord.enrolment_id == Enrolment.id)
        .where(Enrolment.id.in_(newest))
        .order_by(Enrolment.number)
    ).all()
    last = {person: enrolment for enrolment, person, _, _ in begun}
    moments: dict[int, list[tuple[datetime, tuple[str, str] | None]]] = defaultdict(list)
    for enrolment, _, started_at, _ in begun:
        moments[enrolment].append((started_at, None))
    for enrolment, module, lesson, when in session.execute(
        select(
            LessonRead.enrolment_id, LessonRead.module, LessonRead.lesson, LessonRead.read_at
        ).where(LessonRead.enrolment_id.in_(newest))
    ):
        moments[enrolment].append((when, (module, lesson)))
    for enrolment, when in session.execute(
        select(PracticeStep.enrolment_id, PracticeStep.reached_at).where(
            PracticeStep.enrolment_id.in_(newest)
        )
    ):
        moments[enrolment].append((when, None))
    for enrolment, *times in session.execute(
        select(
            Attempt.enrolment_id,
            Attempt.started_at,
            Attempt.handed_in_at,
            func.max(SavedAnswer.saved_at),
        )
        .outerjoin(SavedAnswer, SavedAnswer.attempt_id == Attempt.id)
        .where(Attempt.enrolment_id.in_(newest))
        .group_by(Attempt.id)
    ):
        moments[enrolment] += [(when, None) for when in times if when is not None]
    facts = learning.facts(session, list(last.values()))
    came: list[Way] = []
    gaps: Gaps = defaultdict(list)
    for enrolment, person, _, record in begun:
        if last[person] != enrolment:
            continue
        events = sorted(moments[enrolment], key=lambda event: event[0])
        own = facts[enrolment]
        done = [item.done for item in progress(course, own, at).items if not item.draft]
        place = _last_done(done[:-1], tried=any(each.handed_in_at for each in own.sittings))
        came.append(Way(place, record is not None, events[-1][0]))
        for (before, _), (when, read) in pairwise(events):
            if read is not None:
                gaps[read].append(when - before)
    return came, gaps


def _last_done(done: Sequence[bool], *, tried: bool) -> int:
    if tried:
        return len(done) + 1
    return max((place for place, each in enumerate(done, start=1) if each), default=0)
