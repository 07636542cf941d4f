"""A crowd that took the small training's first check, so that its questions have figures."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.models import Attempt, Enrolment, LessonRead
from tests import factories
from tests.trainings import FIRST, NOW, SLUG

GREET, ORDER = "check-greet", "check-order"
STEPS = ["First step", "Second step", "Third step"]


def crowd(
    session: Session,
    people: int,
    *,
    edition: int = 2,
    number: int = 1,
    answer: str = "",
    began: datetime = NOW - timedelta(days=90),
) -> list[Enrolment]:
    """So many people read two lessons, five minutes each, and handed in the first check.

    The first two of three know both answers. The others choose Sample B, or `answer` where it is
    given, and turn the steps around. `number` is that of the attempt.
    """
    made = []
    for place in range(people):
        person = factories.person(session)
        enrolment = Enrolment(
            person_id=person.id, course=SLUG, number=1, edition=edition, started_at=began
        )
        session.add(enrolment)
        session.flush()
        for count, lesson in enumerate(("saying-hello", "hearing-more"), start=1):
            read_at = began + timedelta(minutes=5 * count)
            session.add(
                LessonRead(enrolment_id=enrolment.id, module=FIRST, lesson=lesson, read_at=read_at)
            )
        sit(session, enrolment, knows=place % 3 < 2, number=number, answer=answer)
        made.append(enrolment)
    session.flush()
    return made


def sit(
    session: Session, enrolment: Enrolment, *, knows: bool, number: int = 1, answer: str = ""
) -> Attempt:
    """Hand in the first check, all right or all wrong."""
    at = enrolment.started_at + timedelta(minutes=12)
    attempt = Attempt(
        enrolment_id=enrolment.id,
        module=FIRST,
        number=number,
        seed="seed",
        questions=[GREET, ORDER],
        total=2,
        started_at=at,
        handed_in_at=at + timedelta(minutes=number),
        right=2 * knows,
        graded=[
            {
                "question": GREET,
                "right": knows,
                "prompt": "Which sample is A?",
                "answer": "Sample A" if knows else answer or "Sample B",
            },
            {
                "question": ORDER,
                "right": knows,
                "prompt": "Put the samples in order.",
                "answer": STEPS if knows else STEPS[::-1],
            },
        ],
    )
    session.add(attempt)
    return attempt
