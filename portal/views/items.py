"""How the questions and lessons of a training work in use: for those who improve it.

Nobody is named, and what rests on few people is withheld.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.documents.tables import Cell, csv_bytes
from portal.domain import items as domain
from portal.domain.access import Permission
from portal.domain.curriculum import Course
from portal.domain.errors import NotFound
from portal.domain.items import Figures, Finding, ReadingTime
from portal.domain.quizzes import Question
from portal.services import items
from portal.views import access
from portal.views.content import catalogue, course_or_404

blueprint = Blueprint("items", __name__, url_prefix="/items")


@dataclass(frozen=True, slots=True)
class Line:
    """A question with its figures, where it is asked, and what about it asks for work."""

    id: str
    question: Question | None
    """As it reads last; None when no edition has it any more."""
    where: str
    """The quiz that it belongs to today; empty for an earlier question."""
    figures: Figures
    findings: tuple[Finding, ...]


def _placed(course: Course) -> dict[str, str]:
    """The quiz of each question of the current edition, in the order of the training."""
    checks = {
        question.id: f"Knowledge check: {module.title}"
        for module in course.modules
        for question in module.check
    }
    pool = {
        question.id: f"Final: {module.title}"
        for module in course.modules
        for question in module.pool
    }
    return checks | pool


def _lines(courses: tuple[Course, ...], *, first_only: bool) -> dict[str, list[Line]]:
    """Every question of each of these trainings, current ones first."""
    known = {course.slug: items.known_questions(catalogue(), course.slug) for course in courses}
    sheets = items.sheets(db.session, known, first_only=first_only)
    return {
        course.slug: _of(course, known[course.slug], sheets[course.slug], first_only)
        for course in courses
    }


def _of(
    course: Course, known: dict[str, Question], sheets: list[domain.Sheet], first_only: bool
) -> list[Line]:
    placed = _placed(course)
    asked = {name: known[name] for name in placed}
    found = domain.analyse(sheets, asked | known, first_only=first_only)
    return [
        Line(
            name,
            known.get(name),
            placed.get(name, ""),
            figures,
            domain.findings(figures, known[name]) if name in placed else (),
        )
        for name, figures in found.items()
    ]


def _is_first_only() -> bool:
    return request.args.get("attempts") != "all"


@blueprint.get("")
@access.requires(Permission.IMPROVE_TRAININGS)
def index() -> str:
    """Every training, with how many of its questions ask for work."""
    courses = catalogue().courses
    lines = _lines(courses, first_only=True)
    return render_template(
        "items/index.html",
        courses=[(course, _counts(lines[course.slug])) for course in courses],
        smallest=domain.SMALLEST,
    )


def _counts(lines: list[Line]) -> dict[str, int]:
    current = [line for line in lines if line.where]
    return {
        "questions": len(current),
        "known": sum(line.figures.right is not None for line in current),
        "flagged": sum(bool(line.findings) for line in current),
    }


@blueprint.get("/<slug:course>")
@access.requires(Permission.IMPROVE_TRAININGS)
def training(course: str) -> str:
    """One training: questions to work on, all questions, lessons, and where people stop."""
    found, now, first_only = course_or_404(course), clock.now(), _is_first_only()
    lines = _lines((found,), first_only=first_only)[course]
    current = [line for line in lines if line.where]
    ways, gaps = items.ways(db.session, found, now)
    places = items.places(found, now)
    order = list(domain.Flag)
    return render_template(
        "items/training.html",
        course=found,
        first_only=first_only,
        counts=_counts(lines),
        flagged=sorted(
            (line for line in current if line.findings),
            key=lambda line: order.index(line.findings[0].flag),
        ),
        quizzes=_grouped(current, lambda line: line.where),
        earlier=[line for line in lines if not line.where and line.figures.people],
        replaced={
            line.question.replaces: line.id
            for line in current
            if line.question and line.question.replaces
        },
        lessons=_lessons(found, gaps),
        places=places,
        funnel=domain.funnel(len(places) - 1, ways, now),
        domain=domain,
        newest=items.NEWEST_ATTEMPTS,
        newest_people=items.NEWEST_ENROLMENTS,
    )


def _grouped(lines: list[Line], key: Callable[[Line], str]) -> dict[str, list[Line]]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return groups


def _lessons(course: Course, gaps: items.Gaps) -> list[tuple[str, str, ReadingTime]]:
    """Module, lesson and how long it takes."""
    return [
        (
            module.title,
            lesson.title,
            domain.reading_time(lesson.words, gaps.get((module.slug, lesson.slug), ())),
        )
        for module in course.modules
        for lesson in module.lessons
        if lesson.page is not None
    ]


@blueprint.get("/<slug:course>/questions/<slug:question>")
@access.requires(Permission.IMPROVE_TRAININGS)
def question(course: str, question: str) -> str:
    """One question: how hard it is, whom it tells apart, and which choice draws whom."""
    found, first_only = course_or_404(course), _is_first_only()
    lines = _lines((found,), first_only=first_only)[course]
    line = next((line for line in lines if line.id == question), None)
    if line is None:
        message = "This training never had a question with this id. Its list shows those it has."
        raise NotFound(message)
    return render_template(
        "items/question.html",
        course=found,
        line=line,
        linked={each.id for each in lines},
        first_only=first_only,
        domain=domain,
    )


_HEADER = (
    "Question",
    "Asked in",
    "Kind",
    "Prompt",
    "Attempts counted",
    "Put to learners (attempts)",
    "Answered (attempts)",
    "Right (%)",
    "Discrimination (point-biserial)",
    "Tells high from low scorers",
    "To work on",
    "Choice or answer",
    "Is right",
    "Given by all (%)",
    "Given by low scorers (%)",
    "Given by high scorers (%)",
)


@blueprint.get("/<slug:course>/items.csv")
@access.requires(Permission.IMPROVE_TRAININGS)
def export(course: str) -> ResponseReturnValue:
    """The questions as a table, a row for each choice; a question without any has one row."""
    found, first_only = course_or_404(course), _is_first_only()
    counted = "first" if first_only else "all"
    rows: list[tuple[Cell, ...]] = []
    for line in _lines((found,), first_only=first_only)[course]:
        figures = line.figures
        head = (
            line.id,
            line.where or "earlier",
            line.question.kind if line.question else None,
            figures.prompt,
            counted,
            TOO_FEW if figures.drawn is None else figures.drawn,
            TOO_FEW if figures.answered is None else figures.answered,
            TOO_FEW if figures.right is None else round(figures.right * 100),
            None if figures.discrimination is None else round(figures.discrimination, 2),
            figures.strength,
            "; ".join(finding.flag.label for finding in line.findings),
        )
        rows += [
            (
                *head,
                choice.text,
                "yes" if choice.correct else "no",
                round(choice.everyone * 100),
                None if choice.weak is None else round(choice.weak * 100),
                None if choice.strong is None else round(choice.strong * 100),
            )
            for choice in figures.choices
        ] or [(*head, None, None, None, None, None)]
    return current_app.response_class(
        csv_bytes(_HEADER, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{course}-{counted}-attempts.csv"'},
    )


TOO_FEW = f"too few to say (under {domain.SMALLEST} people)"
