"""A learner's home, and the player: lessons, practices, and the doors of the quizzes."""

from pathlib import Path

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.curriculum import Module
from portal.domain.dates import civil_date
from portal.domain.errors import NotFound
from portal.domain.progress import Item, ItemKind
from portal.domain.scenarios import Scenario, walk
from portal.services import due, learning, quizzes, records, reviews
from portal.services.events import listing
from portal.views import access
from portal.views.access import me
from portal.views.content import catalogue, course_or_404
from portal.views.library import stale_training, visible
from portal.views.player import NotBegun, Way, find_way, item_url, player, way_of

blueprint = Blueprint("learning", __name__, url_prefix="/learning")


@blueprint.errorhandler(NotBegun)
def _begin_first(error: NotBegun) -> ResponseReturnValue:
    flash("Begin the training first; then everything in it opens for you.")
    return redirect(url_for("learning.overview", course=error.args[0]), 303)


def go_on(way: Way, after: Item) -> ResponseReturnValue:
    """Commit what was just done, and go to the certificate or to the next open part."""
    record = records.complete_if_done(db.session, way.enrolment, way.course, clock.now())
    course, enrolment = way.course, way.enrolment
    db.session.commit()
    if record is not None and not way.progress.is_complete:
        flash(f"You have completed {course.title}. Here is your certificate.", "ok")
        return redirect(url_for("certificates.mine", code=record.code), 303)
    now = way_of(enrolment, course).progress
    _, following = now.around(now.item(after.kind, after.module, after.lesson) or after)
    if following is None or not following.is_open:
        following = now.next_item
    if following is None:
        return redirect(url_for("learning.overview", course=course.slug), 303)
    return redirect(item_url(course.slug, following), 303)


@blueprint.get("")
@access.signed_in
def home() -> str:
    """What is due next, riskiest first, and what is in good standing."""
    now = clock.now()
    overview = due.overview(db.session, me.person_id, me.grants, catalogue(), now, held.rulebook)
    waiting, returned = reviews.of_person(db.session, me.person_id, civil_date(now), {})
    return render_template(
        "learning/home.html",
        waiting=waiting,
        returned=returned,
        civil_date=civil_date,
        overview=overview,
        next_sessions=listing.next_of(db.session, me.person_id, now),
        item_url=item_url,
    )


@blueprint.get("/<slug:course>")
@access.signed_in
def overview(course: str) -> str:
    """One training: where the learner stands, and the one button to go on."""
    current = course_or_404(course)
    enrolment = learning.latest_enrolment(db.session, me.person_id, course)
    if enrolment is None:
        return render_template("learning/begin.html", course=current)
    way = way_of(enrolment, current)
    record = records.of_enrolment(db.session, enrolment, catalogue())
    return render_template(
        "learning/overview.html",
        **player(way),
        record=record,
        current=current,
        earlier=quizzes.earlier_attempts(db.session, enrolment, ""),
        number=enrolment.number,
        next_item=way.progress.next_item,
        item_url=item_url,
    )


@blueprint.post("/<slug:course>/begin")
@access.signed_in
def begin(course: str) -> ResponseReturnValue:
    """Begin, go on, or begin again where that makes sense."""
    current = course_or_404(course)
    again = False
    if request.form.get("again"):
        enrolment = learning.latest_enrolment(db.session, me.person_id, course)
        # The form names the enrolment it was shown for, so a double click begins one, not two.
        again = enrolment is not None and request.form["again"] == str(enrolment.number)
    enrolment = learning.begin(db.session, me.person_id, current, clock.now(), again=again)
    db.session.commit()
    way = way_of(enrolment, current)
    first = way.progress.next_item
    if first is None:
        return redirect(url_for("learning.overview", course=course), 303)
    return redirect(item_url(course, first), 303)


def _module(way: Way, slug: str) -> Module:
    found = way.course.module(slug)
    if found is None:
        message = "This training has no such module. Its outline shows what there is."
        raise NotFound(message)
    return found


@blueprint.get("/<slug:course>/<slug:module>/<slug:lesson>")
@access.signed_in
def lesson(course: str, module: str, lesson: str) -> str:
    """A page of reading."""
    way = find_way(course)
    here = way.item(ItemKind.LESSON, module, lesson)
    found = _module(way, module).lesson(lesson)
    return render_template(
        "learning/lesson.html",
        **player(way, here, quiet_next=True),
        lesson=found,
        here=here,
        stale=stale_training(way.course, found.title) if found else [],
        library=visible,
    )


@blueprint.post("/<slug:course>/<slug:module>/<slug:lesson>")
@access.signed_in
def mark_read(course: str, module: str, lesson: str) -> ResponseReturnValue:
    """The lesson is read: go on."""
    way = find_way(course)
    here = way.item(ItemKind.LESSON, module, lesson)
    learning.mark_read(db.session, way.enrolment, module, lesson, clock.now())
    return go_on(way, here)


def _scenario(way: Way, module: str) -> Scenario:
    scenario = _module(way, module).scenario
    if scenario is None:
        message = "This module has no practice."
        raise NotFound(message)
    return scenario


@blueprint.get("/<slug:course>/<slug:module>/practice")
@blueprint.get("/<slug:course>/<slug:module>/practice/<slug:path>")
@access.signed_in
def practice(course: str, module: str, path: str = "") -> ResponseReturnValue:
    """A conversation, at the place the address names or where the learner left off."""
    way = find_way(course)
    here = way.item(ItemKind.PRACTICE, module)
    scenario = _scenario(way, module)
    reached = [place.path for place in learning.places(db.session, way.enrolment, module)]
    if not path and reached and "start" not in request.args:
        return redirect(
            url_for("learning.practice", course=course, module=module, path=reached[-1]), 303
        )
    if path and path not in reached:
        message = "You have not come to this place in the conversation. Begin it again."
        raise NotFound(message)
    keys = path.split("-") if path else []
    return render_template(
        "learning/practice.html",
        **player(way, here, quiet_next=True),
        here=here,
        module=_module(way, module),
        scenario=scenario,
        walk=walk(scenario, keys),
        path=path,
        back="-".join(keys[:-1]),
    )


@blueprint.post("/<slug:course>/<slug:module>/practice")
@access.signed_in
def choose(course: str, module: str) -> ResponseReturnValue:
    """Say something, and see what follows."""
    way = find_way(course)
    here = way.item(ItemKind.PRACTICE, module)
    path = request.form.get("path", "")
    choice = request.form.get("choice", "")
    if not choice:
        flash("Choose what to say first.", "bad")
        return redirect(_practice_url(course, module, path), 303)
    keys = [*(path.split("-") if path else []), choice]
    now = walk(_scenario(way, module), keys)  # refuses a made-up path
    path = "-".join(keys)
    is_ending = now.current.ending is not None
    learning.reach(db.session, way.enrolment, module, path, is_ending=is_ending, at=clock.now())
    record = (
        records.complete_if_done(db.session, way.enrolment, way.course, clock.now())
        if is_ending and not here.done
        else None
    )
    db.session.commit()
    if record is not None:
        flash("You have completed the training. Your certificate is in your record.", "ok")
    return redirect(_practice_url(course, module, path), 303)


def _practice_url(course: str, module: str, path: str) -> str:
    if not path:
        return url_for("learning.practice", course=course, module=module, start=1)
    return url_for("learning.practice", course=course, module=module, path=path)


@blueprint.get("/<slug:course>/<slug:module>/check")
@access.signed_in
def check(course: str, module: str) -> str:
    """The door of a knowledge check."""
    way = find_way(course)
    here = way.item(ItemKind.CHECK, module)
    return render_template(
        "learning/check.html",
        **player(way, here, quiet_next=True),
        here=here,
        module=_module(way, module),
        attempts=quizzes.attempts(db.session, way.enrolment, module),
    )


@blueprint.post("/<slug:course>/<slug:module>/check")
@access.signed_in
def begin_check(course: str, module: str) -> ResponseReturnValue:
    """Begin the knowledge check, or go on with it."""
    way = find_way(course)
    way.item(ItemKind.CHECK, module)
    attempt = quizzes.begin_check(db.session, way.enrolment, _module(way, module), clock.now())
    attempt_id = attempt.id
    db.session.commit()
    return redirect(url_for("attempts.question", attempt=attempt_id, number=1), 303)


@blueprint.get("/<slug:course>/final")
@access.signed_in
def final(course: str) -> str:
    """The door of the final assessment: what it takes, and what is left."""
    way = find_way(course)
    here = way.item(ItemKind.FINAL)
    return render_template(
        "learning/final.html",
        **player(way, here, quiet_next=True),
        here=here,
        attempts=quizzes.attempts(db.session, way.enrolment, ""),
        drawn=sum(draw.questions for draw in way.course.final.draws),
        enrolment=way.enrolment,
        record=learning.completed(db.session, way.enrolment),
    )


@blueprint.post("/<slug:course>/final")
@access.signed_in
def begin_final(course: str) -> ResponseReturnValue:
    """Begin the final assessment, or go on with it."""
    way = find_way(course)
    way.item(ItemKind.FINAL)
    attempt = quizzes.begin_final(db.session, way.enrolment, way.course, clock.now())
    attempt_id = attempt.id
    db.session.commit()
    return redirect(url_for("attempts.question", attempt=attempt_id, number=1), 303)


@blueprint.get("/<slug:course>/images/<path:name>")
@access.signed_in
def image(course: str, name: str) -> ResponseReturnValue:
    """A picture of the edition that the learner is in; only files of that folder of images."""
    current = course_or_404(course)
    enrolment = learning.latest_enrolment(db.session, me.person_id, course)
    folder: Path = current_app.config["SETTINGS"].curricula / "courses" / course
    if enrolment is not None and enrolment.edition != current.edition:
        folder = folder / "earlier" / str(enrolment.edition)
    response = send_from_directory(folder / "images", name, max_age=3600)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
