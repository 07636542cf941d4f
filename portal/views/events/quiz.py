"""The closing quiz of a session: questions of its training, sat like any final."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.curriculum import Course
from portal.domain.errors import Conflict, Forbidden
from portal.domain.quizzes import next_sitting
from portal.models import Enrolment
from portal.services import learning, quizzes
from portal.services.events import attending, crediting, finding, registering
from portal.views import access
from portal.views.access import me
from portal.views.content import catalogue
from portal.views.events.blueprint import blueprint, course_of, seen


@blueprint.post("/<int:event>/quiz")
@access.signed_in
def begin_quiz(event: int) -> ResponseReturnValue:
    """Begin the closing quiz, or go on with it."""
    shown = seen(event)
    now = clock.now()
    course = course_of(shown)
    if not shown.rule.quiz or course is None:
        message = "This session has no closing quiz."
        raise Conflict(message)
    if shown.cancelled or shown.version.starts_at > now:
        message = "The closing quiz opens when the session begins."
        raise Conflict(message)
    was_there = attending.of_person(db.session, event, me.person_id)
    if not was_there and registering.of_person(db.session, event, me.person_id) is None:
        message = "The closing quiz is for people who took part in the session."
        raise Forbidden(message)
    finding.now(db.session, event, lock=True)
    enrolment = crediting.enrol(db.session, shown, course, me.person_id, now)
    edition = edition_of(enrolment, course)
    attempt = quizzes.begin_final(db.session, enrolment, edition, now)
    begun = url_for("attempts.question", attempt=attempt.id, number=1)
    db.session.commit()
    return redirect(begun, 303)


def edition_of(enrolment: Enrolment, course: Course) -> Course:
    """The edition in which the quiz was begun."""
    return catalogue().edition(enrolment.course, enrolment.edition) or course


def completion(course: Course) -> str:
    """What it takes to complete."""
    return f"Closing quiz of a session. {course.final.pass_percent} % or more passes."


def home(enrolment: Enrolment, course: Course) -> str:
    """Where one came from to the quiz."""
    if enrolment.event_id is not None:
        return url_for("events.event", event=enrolment.event_id)
    return url_for("learning.overview", course=course.slug)


def handed_in(enrolment: Enrolment, course: Course) -> None:
    """Give the credit for which this was the last fact. Before the commit of handing in."""
    shown = finding.now(db.session, enrolment.event_id or 0, lock=True)
    number = crediting.give(
        db.session, shown, course, by=None, at=clock.now(), only=enrolment.person_id
    )
    if number:
        flash(f"You have credit for “{shown.version.title}”.", "ok")


def result(enrolment: Enrolment, course: Course) -> dict[str, Any]:
    """What the page of a result shows beside the answers."""
    sittings = learning.facts(db.session, [enrolment.id])[enrolment.id].sittings
    return {
        "shown": finding.now(db.session, enrolment.event_id or 0),
        "course": course,
        "next": next_sitting(course.final, sittings, clock.now()),
    }
