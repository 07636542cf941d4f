"""The quiz that opens after watching a webinar, sat like any final."""

from typing import Any

from flask import flash, url_for

from portal.db import db
from portal.domain.curriculum import Course
from portal.domain.errors import NotFound
from portal.domain.quizzes import next_sitting
from portal.models import Enrolment
from portal.services import learning, watching
from portal.services.watching import Offer
from portal.views.content import catalogue
from portal.views.library import now


def offer_of(enrolment: Enrolment) -> Offer:
    """What was offered when the quiz was begun. Raises NotFound."""
    offer = watching.of_enrolment(db.session, enrolment, catalogue())
    if offer is None:
        message = "The training that this quiz was for is no longer kept."
        raise NotFound(message)
    return offer


def completion(course: Course) -> str:
    """What it takes to complete."""
    return f"Quiz of a recorded webinar. {course.final.pass_percent} % or more passes."


def home(enrolment: Enrolment) -> str:
    """Where one came from to the quiz."""
    return url_for("webinars.page", slug=offer_of(enrolment).slug)


def handed_in(enrolment: Enrolment) -> None:
    """Make the record that this was the last fact for. Before the commit of handing in."""
    record = watching.complete(db.session, enrolment, catalogue(), now())
    if record is not None:
        flash(f"You have completed “{record.course_title}”. Your certificate is ready.", "ok")


def result(enrolment: Enrolment, course: Course) -> dict[str, Any]:
    """What the page of a result shows beside the answers."""
    sittings = learning.facts(db.session, [enrolment.id])[enrolment.id].sittings
    return {
        "offer": offer_of(enrolment),
        "course": course,
        "next": next_sitting(course.final, sittings, now()),
        "record": learning.completed(db.session, enrolment),
    }
