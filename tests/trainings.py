"""The small training of tests/content/good, people on their way through it, and filled forms.

learner = Learner(session, ana)      # begins the training, an hour before NOW
learner.go(Stage.BEFORE_THE_FINAL)   # by the services that the pages use
page.submit(data=fields(question, right_answer(question)))
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from threading import Barrier
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy.orm import Session

from portal.content.curriculum import read_catalogue
from portal.development.sample_learning import Stage, Walker
from portal.domain.curriculum import Catalogue, Course
from portal.domain.quizzes import Answer, Kind, Question
from portal.models import Person, TrainingRecord
from tests.fresh import CURRICULUM, maker

Made = TypeVar("Made")
SLUG = "sample-course"
HOME = f"/learning/{SLUG}"
FIRST, SECOND = "first-module", "second-module"
NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
"""Noon in California; for `time_machine.move_to`."""


@cache
def catalogue() -> Catalogue:
    """The curriculum that every test's app reads."""
    return read_catalogue(CURRICULUM)


def course(edition: int = 2) -> Course:
    """The sample training; edition 2 is the current one."""
    return catalogue().editions[SLUG, edition]


def learner(
    session: Session,
    person: Person,
    stage: Stage | None = None,
    *,
    edition: int = 2,
    at: datetime = NOW,
) -> Walker:
    """Somebody who began the training a day before `at` and came as far as the stage says."""
    walker = Walker(session, person, course(edition), at - timedelta(days=1))
    if stage is not None:
        walker.go(stage)
    return walker


def completed(
    session: Session, person: Person, *, edition: int = 2, at: datetime = NOW
) -> TrainingRecord:
    """The record of somebody who completed the training a day before `at`."""
    walker = Walker(session, person, course(edition), at - timedelta(days=1))
    record = walker.go(Stage.COMPLETED)
    assert record is not None
    return record


def fields(question: Question, answer: Answer) -> dict[str, Any]:
    """The fields of the question's page, filled with this answer."""
    if question.kind is Kind.ORDER:
        return {f"order-{key}": str(place) for place, key in enumerate(answer, start=1)}
    if isinstance(answer, dict):
        return {f"match-{left}": right for left, right in answer.items()}
    return {"answer": answer}


def at_once(app: Flask, *works: Callable[[Session], Made]) -> list[Made | Exception]:
    """Do these things at the same moment, each in a session of its own, which is committed.

    Gives back what each returned, or the error that it raised.
    """
    together = Barrier(len(works))

    def run(work: Callable[[Session], Made]) -> Made | Exception:
        together.wait(60)
        with maker(app)() as session:
            try:
                made = work(session)
                session.commit()
            except Exception as error:
                return error
            return made

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))
