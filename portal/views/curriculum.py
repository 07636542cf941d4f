"""The catalogue of trainings, open to everyone, and the trainers' notes."""

from flask import Blueprint, render_template
from flask_login import current_user

from portal.db import db
from portal.domain.access import Permission, holds
from portal.domain.curriculum import Tier, minutes, module_minutes
from portal.domain.errors import NotFound
from portal.services import learning
from portal.views import access
from portal.views.content import catalogue, course_or_404
from portal.views.library import stale_training, visible

blueprint = Blueprint("curriculum", __name__, url_prefix="/trainings")


@blueprint.get("")
@access.public
def catalogue_page() -> str:
    """Every training, by tier."""
    courses = catalogue().courses
    tiers = [(tier, [one for one in courses if one.tier is tier]) for tier in Tier]
    return render_template(
        "curriculum/catalogue.html",
        tiers=[one for one in tiers if one[1]],
        minutes=minutes,
        improves=_improves(),
    )


@blueprint.get("/<slug:course>")
@access.public
def course(course: str) -> str:
    """What a training teaches, how long it takes, and what it rests on."""
    found = course_or_404(course)
    signed_in = current_user.is_authenticated
    return render_template(
        "curriculum/course.html",
        course=found,
        minutes=minutes(found),
        module_minutes=module_minutes,
        begun=signed_in
        and learning.latest_enrolment(db.session, current_user.person_id, course) is not None,
        sees_notes=signed_in and holds(current_user.grants, Permission.SEE_TRAINER_NOTES),
        improves=_improves(),
        stale=stale_training(found),
        library=visible,
    )


def _improves() -> bool:
    return current_user.is_authenticated and holds(
        current_user.grants, Permission.IMPROVE_TRAININGS
    )


@blueprint.get("/<slug:course>/<slug:module>/trainer-notes")
@access.requires(Permission.SEE_TRAINER_NOTES)
def trainer_notes(course: str, module: str) -> str:
    """How to teach a module live."""
    found = course_or_404(course)
    part = found.module(module)
    if part is None or part.trainer_notes is None:
        message = "There are no trainer notes at this address."
        raise NotFound(message)
    return render_template("curriculum/trainer_notes.html", course=found, module=part)
