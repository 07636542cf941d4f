"""The join page: saying that one is there and that one leaves, and where the meeting is."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.errors import Forbidden
from portal.domain.events import seating
from portal.services.events import attending, registering
from portal.services.events.finding import Shown
from portal.views import access
from portal.views.access import me
from portal.views.events.blueprint import blueprint, seen

EVERY = 60
"""Seconds between two signs of an open page."""


def _mine(event: int) -> Shown:
    """The session, for somebody who has a seat. Raises NotFound or Forbidden."""
    shown = seen(event)
    rows = registering.order(db.session, event)
    seats = seating.seated([each.id for each in rows], shown.version.seats)
    if me.person_id in {each.person_id for each in rows if each.id in seats}:
        return shown
    message = (
        "This page is for people who are registered and have a seat. Register on the session’s "
        "page first."
    )
    raise Forbidden(message)


@blueprint.get("/<int:event>/join")
@access.signed_in
def join(event: int) -> str:
    """Whether one is there, and the link to the meeting at its time."""
    shown = _mine(event)
    now = clock.now()
    return render_template(
        "events/join.html",
        shown=shown,
        version=shown.version,
        is_open=attending.is_open(shown, now),
        is_over=shown.version.ends_at <= now,
        opens_at=shown.version.starts_at - attending.DOORS_OPEN,
        here=attending.here_now(db.session, event, me.person_id),
        stretches=attending.of_person(db.session, event, me.person_id),
        every=EVERY,
    )


@blueprint.post("/<int:event>/arrive")
@access.signed_in
def arrive(event: int) -> ResponseReturnValue:
    """Note the arrival."""
    _mine(event)
    attending.arrive(db.session, event, me.person_id, clock.now())
    db.session.commit()
    return redirect(url_for("events.join", event=event), 303)


@blueprint.post("/<int:event>/leave")
@access.signed_in
def leave(event: int) -> ResponseReturnValue:
    """Note the leaving."""
    _mine(event)
    attending.leave(db.session, event, me.person_id, clock.now())
    db.session.commit()
    flash("Noted: you have left. If you come back, say so here.", "ok")
    return redirect(url_for("events.join", event=event), 303)


@blueprint.post("/<int:event>/beat")
@access.signed_in
def beat(event: int) -> ResponseReturnValue:
    """A quiet sign of the open page; answers 204, or 205 when it need send no more."""
    _mine(event)
    goes_on = attending.beat(db.session, event, me.person_id, clock.now())
    db.session.commit()
    return current_app.response_class(status=204 if goes_on else 205, mimetype="text/plain")
