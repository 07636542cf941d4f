"""Sitting a quiz: one question a page, a look over the answers, handing in, and the result."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.curriculum import Course
from portal.domain.errors import Forbidden, NotFound
from portal.domain.progress import ItemKind
from portal.domain.quizzes import (
    Answer,
    Kind,
    Question,
    Unreadable,
    arranged,
    grade,
    percent,
    read_answer,
)
from portal.models import Attempt, Enrolment
from portal.services import learning, quizzes
from portal.views import access, sittings
from portal.views.access import me
from portal.views.errors import wants_json
from portal.views.player import player, way_of

blueprint = Blueprint("attempts", __name__, url_prefix="/attempts")


def _own(attempt_id: int, *, lock: str = "") -> tuple[Attempt, Enrolment, Course]:
    attempt, enrolment = quizzes.find(db.session, attempt_id, lock=lock)
    if enrolment.person_id != me.person_id:
        message = "This attempt belongs to somebody else."
        raise Forbidden(message)
    return attempt, enrolment, sittings.course_of(enrolment)


def _question(attempt: Attempt, course: Course, number: int) -> Question:
    if not 1 <= number <= attempt.total:
        message = f"This quiz has {attempt.total} questions."
        raise NotFound(message)
    return quizzes.questions_of(course, attempt.module)[attempt.questions[number - 1]]


@blueprint.get("/<int:attempt>/questions/<int:number>")
@access.signed_in
def question(attempt: int, number: int) -> ResponseReturnValue:
    """One question, with the answer given so far."""
    row, enrolment, course = _own(attempt)
    if row.handed_in_at is not None:
        return redirect(url_for("attempts.result", attempt=attempt), 303)
    asked = _question(row, course, number)
    saved = quizzes.saved_answers(db.session, row)
    given = saved[asked.id].answer if asked.id in saved else None
    return _question_page(row, enrolment, course, number, asked, _fields(asked, given))


def _question_page(
    row: Attempt,
    enrolment: Enrolment,
    course: Course,
    number: int,
    asked: Question,
    typed: Mapping[str, Sequence[str]],
    error: str | None = None,
) -> str:
    order = arranged(asked, row.seed)
    return render_template(
        "attempts/question.html",
        attempt=row,
        course=course,
        heading=sittings.title(enrolment, row, course),
        completion=sittings.completion(enrolment, course),
        number=number,
        question=asked,
        home=sittings.home(enrolment, course),
        shown=_shown(asked, order, typed),
        typed=typed,
        error=error,
    )


def _fields(asked: Question, answer: Answer | None) -> dict[str, tuple[str, ...]]:
    """A saved answer as the form's fields hold it."""
    if answer is None:
        return {}
    if isinstance(answer, dict):
        return {f"match-{left}": (right,) for left, right in answer.items()}
    if isinstance(answer, list) and asked.kind is Kind.ORDER:
        return {f"order-{key}": (str(place),) for place, key in enumerate(answer, start=1)}
    return {"answer": tuple(answer) if isinstance(answer, list) else (answer,)}


def _shown(asked: Question, order: Sequence[str], typed: Mapping[str, Sequence[str]]) -> Any:
    """The question's parts in the order of this attempt, as the components take them."""

    def value(field: str) -> str | None:
        return next(iter(typed.get(field, ())), None) or None

    texts = {choice.key: choice.text for choice in asked.choices}
    match asked.kind:
        case Kind.ONE | Kind.MANY:
            chosen = typed.get("answer", ())
            return [(key, texts[key], key in chosen) for key in order]
        case Kind.MATCH:
            rights = {pair.right_key: pair.right for pair in asked.pairs}
            return {
                "pairs": [
                    (f"match-{pair.left_key}", pair.left, value(f"match-{pair.left_key}"))
                    for pair in asked.pairs
                ],
                "options": [(key, rights[key]) for key in order],
            }
        case Kind.ORDER:
            places = [(key, value(f"order-{key}")) for key in order]
            return [
                (f"order-{key}", texts[key], int(place) if place and place.isdigit() else None)
                for key, place in places
            ]
        case Kind.NUMBER:
            return value("answer") or ""


@blueprint.post("/<int:attempt>/questions/<int:number>")
@access.signed_in
def save(attempt: int, number: int) -> ResponseReturnValue:
    """Keep the answer and go on; for our script, just keep it."""
    row, enrolment, course = _own(attempt, lock="share")
    asked = _question(row, course, number)
    form = {field: request.form.getlist(field) for field in request.form}
    try:
        answer = read_answer(asked, form)
    except Unreadable as error:
        if wants_json():
            return {"message": str(error)}, 422
        return _question_page(row, enrolment, course, number, asked, error.typed, str(error)), 422
    if answer is None:
        message = "Choose an answer, or skip this question for now."
        if asked.kind is Kind.NUMBER:
            message = "Type a number, or skip this question for now."
        if wants_json():
            return {"message": message}, 422
        return _question_page(row, enrolment, course, number, asked, {}, message), 422
    quizzes.save(db.session, row, asked.id, answer, clock.now())
    total = row.total
    db.session.commit()
    if wants_json():
        return "", 204
    if number < total:
        return redirect(url_for("attempts.question", attempt=attempt, number=number + 1), 303)
    return redirect(url_for("attempts.review", attempt=attempt), 303)


@blueprint.get("/<int:attempt>/review")
@access.signed_in
def review(attempt: int) -> ResponseReturnValue:
    """What is answered and what is not, before handing in."""
    row, enrolment, course = _own(attempt)
    if row.handed_in_at is not None:
        return redirect(url_for("attempts.result", attempt=attempt), 303)
    saved = quizzes.saved_answers(db.session, row)
    questions = quizzes.questions_of(course, row.module)
    return render_template(
        "attempts/review.html",
        attempt=row,
        course=course,
        heading=sittings.title(enrolment, row, course),
        completion=sittings.completion(enrolment, course),
        questions=[(questions[name], name in saved) for name in row.questions],
        unanswered=row.total - len(saved),
    )


@blueprint.post("/<int:attempt>/hand-in")
@access.signed_in
def hand_in(attempt: int) -> ResponseReturnValue:
    """Hand in and grade; a second click finds it done."""
    row, enrolment, course = _own(attempt, lock="update")
    questions = quizzes.questions_of(course, row.module)
    quizzes.hand_in(db.session, row, questions, clock.now())
    sittings.handed_in(enrolment, row, course)
    db.session.commit()
    return redirect(url_for("attempts.result", attempt=attempt), 303)


@blueprint.get("/<int:attempt>")
@access.signed_in
def result(attempt: int) -> ResponseReturnValue:
    """How it went, question by question, and why."""
    row, enrolment, course = _own(attempt)
    saved = quizzes.saved_answers(db.session, row)
    if row.handed_in_at is None:
        missing = [n for n, name in enumerate(row.questions, 1) if name not in saved]
        if not missing:
            return redirect(url_for("attempts.review", attempt=attempt), 303)
        return redirect(url_for("attempts.question", attempt=attempt, number=missing[0]), 303)
    questions = quizzes.questions_of(course, row.module)
    page = {
        "attempt": row,
        "heading": sittings.title(enrolment, row, course),
        "percent": percent(row.right or 0, row.total),
        "items": [
            (
                *_result_item(questions[name], saved[name].answer if name in saved else None),
                _taught_in(course, questions[name]),
            )
            for name in row.questions
        ],
    }
    elsewhere = sittings.result(enrolment, course)
    if elsewhere is not None:
        template, more = elsewhere
        return render_template(template, **page, **more)
    way = way_of(enrolment, course)
    kind = ItemKind.CHECK if row.module else ItemKind.FINAL
    here = way.progress.item(kind, row.module)
    return render_template(
        "attempts/result.html",
        **player(way, here, quiet_next=not row.module),
        **page,
        record=learning.completed(db.session, enrolment),
    )


def _taught_in(course: Course, asked: Question) -> tuple[str, str] | None:
    """The module that teaches what was asked, and where it begins."""
    for module in course.modules:
        if any(objective.id == asked.objective for objective in module.objectives):
            lesson = next((each for each in module.lessons if each.page is not None), None)
            if lesson is not None:
                url = url_for(
                    "learning.lesson", course=course.slug, module=module.slug, lesson=lesson.slug
                )
                return module.title, url
    return None


def _result_item(asked: Question, answer: Answer | None) -> tuple[str, bool, bool, list[Any]]:
    """Prompt, whether right, whether answered, and for each choice (text, chosen, right, why)."""
    right = answer is not None and grade(asked, answer)
    given = answer if answer is not None else ""
    rows: list[tuple[str, bool, bool, str | None]]
    match asked.kind:
        case Kind.ONE | Kind.MANY:
            chosen = given if isinstance(given, list) else [given]
            rows = [(c.text, c.key in chosen, c.correct, c.why) for c in asked.choices]
        case Kind.MATCH:
            joined = given if isinstance(given, dict) else {}
            names = {pair.right_key: pair.right for pair in asked.pairs}
            rows = []
            for pair in asked.pairs:
                mine = joined.get(pair.left_key)
                rows.append((f"{pair.left} → {pair.right}", mine == pair.right_key, True, pair.why))
                if mine is not None and mine != pair.right_key:
                    rows.append((f"{pair.left} → {names[mine]}", True, False, None))
        case Kind.ORDER:
            order = given if isinstance(given, list) else []
            rows = []
            for place, step in enumerate(asked.choices, start=1):
                mine_at = order.index(step.key) + 1 if step.key in order else None
                text = f"{place}. {step.text}"
                if mine_at is not None and mine_at != place:
                    text += f" (you put it at {mine_at})"
                rows.append((text, mine_at == place, True, step.why))
        case Kind.NUMBER:
            unit = f" {asked.unit}" if asked.unit else ""
            rows = [(f"{asked.number}{unit}", right, True, asked.why)]
            if answer is not None and not right:
                rows.append((f"{given}{unit}", True, False, None))
    return asked.prompt, right, answer is not None, rows
