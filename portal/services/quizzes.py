"""Sitting a knowledge check or a final assessment: begin, save answers, hand in."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from portal.domain.curriculum import Course, Module
from portal.domain.dates import clock_text
from portal.domain.errors import Conflict, NotFound, NotOpenYet
from portal.domain.quizzes import (
    Answer,
    Kind,
    Question,
    SittingState,
    draw,
    grade,
    next_sitting,
    percent,
)
from portal.models import Attempt, Enrolment, SavedAnswer
from portal.services import learning
from portal.services.once import add_once, put


def questions_of(course: Course, module: str) -> dict[str, Question]:
    """Every question that an attempt may hold: a module's check, or the pool of the final."""
    if module:
        found = course.module(module)
        return {question.id: question for question in (found.check if found else ())}
    return {question.id: question for each in course.modules for question in each.pool}


def open_attempt(session: Session, enrolment: Enrolment, module: str) -> Attempt | None:
    """The attempt that was begun and not handed in."""
    return session.scalar(
        select(Attempt)
        .where(
            Attempt.enrolment_id == enrolment.id,
            Attempt.module == module,
            Attempt.handed_in_at.is_(None),
        )
        .order_by(Attempt.number)
        .limit(1)
    )


def attempts(session: Session, enrolment: Enrolment, module: str) -> list[Attempt]:
    """All attempts at this quiz, oldest first."""
    return list(
        session.scalars(
            select(Attempt)
            .where(Attempt.enrolment_id == enrolment.id, Attempt.module == module)
            .order_by(Attempt.number)
        )
    )


def earlier_attempts(session: Session, enrolment: Enrolment, module: str) -> list[Attempt]:
    """Attempts handed in when this person took the training before, oldest first."""
    return list(
        session.scalars(
            select(Attempt)
            .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
            .where(
                Enrolment.person_id == enrolment.person_id,
                Enrolment.course == enrolment.course,
                Enrolment.number < enrolment.number,
                Attempt.module == module,
                Attempt.handed_in_at.is_not(None),
            )
            .order_by(Enrolment.number, Attempt.number)
        )
    )


def begin_check(
    session: Session, enrolment: Enrolment, module: Module, at: datetime, *, seed: str = ""
) -> Attempt:
    """Begin a knowledge check, or go on with the open one. It may be taken any number of times.

    Without a `seed` the order of choices is random.
    """
    earlier = attempts(session, enrolment, module.slug)
    if earlier and earlier[-1].handed_in_at is None:
        return earlier[-1]
    questions = [question.id for question in module.check]
    return _begin(session, enrolment, module.slug, len(earlier) + 1, questions, at, seed)


def begin_final(
    session: Session, enrolment: Enrolment, course: Course, at: datetime, *, seed: str = ""
) -> Attempt:
    """Begin the final assessment, or go on with the open attempt. Without a `seed` it is random.

    Raises NotOpenYet during the pause after a failed attempt, and Conflict when it is passed or
    the attempts are used up.
    """
    sittings = learning.facts(session, [enrolment.id])[enrolment.id].sittings
    standing = next_sitting(course.final, sittings, at)
    if standing.state is SittingState.PASSED:
        message = "You have passed this final. There is nothing more to take."
        raise Conflict(message)
    if standing.state is SittingState.USED_UP:
        message = "Your attempts are used up. Begin the training again to get new ones."
        raise Conflict(message)
    if standing.state is SittingState.WAIT and standing.opens_at is not None:
        message = f"The next attempt opens at {clock_text(standing.opens_at)}."
        raise NotOpenYet(message)
    if standing.state is SittingState.CONTINUE:
        found = open_attempt(session, enrolment, "")
        if found is not None:
            return found
    seed = seed or secrets.token_hex(8)
    pool = [question for module in course.modules for question in module.pool]
    questions = list(draw(pool, course.final, seed))
    return _begin(session, enrolment, "", len(sittings) + 1, questions, at, seed)


def _begin(
    session: Session,
    enrolment: Enrolment,
    module: str,
    number: int,
    questions: list[str],
    at: datetime,
    seed: str,
) -> Attempt:
    """Two clicks ask for the same number, so they get the same attempt."""
    add_once(
        session,
        Attempt,
        enrolment_id=enrolment.id,
        module=module,
        number=number,
        seed=seed or secrets.token_hex(8),
        questions=questions,
        total=len(questions),
        started_at=at,
    )
    return session.scalars(
        select(Attempt).where(
            Attempt.enrolment_id == enrolment.id,
            Attempt.module == module,
            Attempt.number == number,
        )
    ).one()


_OWN_ATTEMPT = (
    select(Attempt, Enrolment)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .where(Attempt.id == bindparam("attempt_id"))
)
_FIND = {
    "": _OWN_ATTEMPT,
    "share": _OWN_ATTEMPT.with_for_update(read=True, of=Attempt),
    "update": _OWN_ATTEMPT.with_for_update(of=Attempt),
}


def find(session: Session, attempt_id: int, *, lock: str = "") -> tuple[Attempt, Enrolment]:
    """An attempt with its enrolment. Raises NotFound.

    `lock` is "share" to save an answer and "update" to hand in, so that an answer is either in
    before the grading or refused after it.
    """
    row = session.execute(_FIND[lock], {"attempt_id": attempt_id}).first()
    if row is None:
        message = "There is no such attempt."
        raise NotFound(message)
    return row[0], row[1]


def saved_answers(session: Session, attempt: Attempt) -> dict[str, SavedAnswer]:
    """The answers given so far, by question."""
    rows = session.scalars(select(SavedAnswer).where(SavedAnswer.attempt_id == attempt.id))
    return {row.question: row for row in rows}


def save(session: Session, attempt: Attempt, question: str, answer: Answer, at: datetime) -> None:
    """Keep an answer as given; a later one for the same question takes its place.

    Raises Conflict once the attempt is handed in: what was graded stands.
    """
    if attempt.handed_in_at is not None:
        message = (
            f"This attempt was handed in at {clock_text(attempt.handed_in_at)}. "
            "Its answers stand; this one was not saved."
        )
        raise Conflict(message)
    put(
        session,
        SavedAnswer,
        {"attempt_id": attempt.id, "question": question},
        {"answer": answer, "saved_at": at},
    )


_attempts = cast(Table, Attempt.__table__)
_HAND_IN = (
    update(_attempts)
    .where(_attempts.c.id == bindparam("in_attempt"))
    .values(
        {name: bindparam(name) for name in ("graded", "right", "handed_in_at")},
    )
)
"""On the table: made once, where a flush works its statement out each time."""
_ANSWERS = select(SavedAnswer.question, SavedAnswer.answer).where(
    SavedAnswer.attempt_id == bindparam("attempt_id")
)


def hand_in(
    session: Session, attempt: Attempt, questions: Mapping[str, Question], at: datetime
) -> int:
    """Grade the attempt as its answers stand; returns the percentage.

    Handing in twice changes nothing. A question without an answer is not right.
    """
    if attempt.handed_in_at is None:
        graded = [
            {
                "question": name,
                "right": grade(questions[name], answer),
                **wording(questions[name], answer),
            }
            for name, answer in session.execute(_ANSWERS, {"attempt_id": attempt.id})
        ]
        result = {
            "graded": graded,
            "right": sum(row["right"] for row in graded),
            "handed_in_at": at,
        }
        session.execute(_HAND_IN, {"in_attempt": attempt.id, **result})
        for column, value in result.items():
            set_committed_value(attempt, column, value)
    return percent(attempt.right or 0, attempt.total)


def wording(question: Question, answer: Answer) -> dict[str, Any]:
    """The question and the answer in words, so that the record explains itself years later."""
    texts = {choice.key: choice.text for choice in question.choices}
    lefts = {pair.left_key: pair.left for pair in question.pairs}
    rights = {pair.right_key: pair.right for pair in question.pairs}
    given: Any
    if isinstance(answer, dict):
        given = {lefts[left]: rights[right] for left, right in answer.items()}
    elif isinstance(answer, list):
        given = [texts[key] for key in answer]
    else:
        given = answer if question.kind is Kind.NUMBER else texts[answer]
    return {"prompt": question.prompt, "answer": given}
