"""Where a quiz is sat: in a training, in a live session, or after watching a webinar."""

from typing import Any

from flask import flash

from portal import clock
from portal.db import db
from portal.domain.curriculum import Course
from portal.domain.errors import NotFound
from portal.models import Attempt, Enrolment
from portal.services import records
from portal.views.content import catalogue
from portal.views.events import quiz as session_quiz
from portal.views.player import way_of
from portal.views.webinars import quiz as webinar_quiz


def course_of(enrolment: Enrolment) -> Course:
    """What the quiz belongs to, in the edition in which it was begun. Raises NotFound."""
    if enrolment.webinar_version_id is not None:
        return webinar_quiz.offer_of(enrolment).quiz
    course = catalogue().edition(enrolment.course, enrolment.edition)
    if course is None:
        message = "This edition of the training is no longer kept."
        raise NotFound(message)
    return course


def title(enrolment: Enrolment, attempt: Attempt, course: Course) -> str:
    """What the quiz is called."""
    if enrolment.webinar_version_id is not None:
        return f"Quiz: {course.title}"
    module = course.module(attempt.module) if attempt.module else None
    return f"Knowledge check: {module.title}" if module else f"Final assessment: {course.title}"


def completion(enrolment: Enrolment, course: Course) -> str:
    """What it takes to complete, and how far it is."""
    if enrolment.webinar_version_id is not None:
        return webinar_quiz.completion(course)
    if enrolment.event_id is not None:
        return session_quiz.completion(course)
    return way_of(enrolment, course).progress.completion_line


def home(enrolment: Enrolment, course: Course) -> str:
    """Where one came from to the quiz."""
    if enrolment.webinar_version_id is not None:
        return webinar_quiz.home(enrolment)
    return session_quiz.home(enrolment, course)


def handed_in(enrolment: Enrolment, attempt: Attempt, course: Course) -> None:
    """What the last fact brings, before the commit of handing in."""
    if enrolment.webinar_version_id is not None:
        webinar_quiz.handed_in(enrolment)
    elif enrolment.event_id is not None:
        session_quiz.handed_in(enrolment, course)
    else:
        record = records.complete_if_done(db.session, enrolment, course, clock.now())
        if record is not None and not attempt.module:
            flash(f"You have completed {course.title}. Your certificate is ready.", "ok")


def result(enrolment: Enrolment, course: Course) -> tuple[str, dict[str, Any]] | None:
    """The template of a result and what it shows beside the answers; None: in its training."""
    if enrolment.webinar_version_id is not None:
        return "webinars/quiz.html", webinar_quiz.result(enrolment, course)
    if enrolment.event_id is not None:
        return "events/quiz.html", session_quiz.result(enrolment, course)
    return None
