"""Visitors without an account: the mailed link, their seat behind it, and being there."""

import secrets

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.errors import Conflict, Invalid
from portal.forms.events import VisitorForm
from portal.models import EventRequest
from portal.services.events import attending, finding, registering
from portal.services.events import visitors as asking
from portal.services.events.finding import Shown
from portal.views import access, mails
from portal.views.events import notices, pages
from portal.views.events.blueprint import blueprint, or_sign_in, seen


@blueprint.post("/<int:event>/ask")
@access.public
@or_sign_in
def ask(event: int) -> ResponseReturnValue:
    """Mail the link that registers; the answer is the same for every address."""
    now = clock.now()
    shown = seen(event, now)
    form = VisitorForm()
    if not form.validate():
        return pages.event_page(shown, form), 422
    request, is_new = asking.ask(
        db.session,
        shown,
        form.name.data,
        form.email.data,
        asker=session.setdefault("asker", secrets.token_urlsafe(12)),
        form_key=form.form_key.data or "",
        at=now,
    )
    if is_new:
        notices.link(shown, request, asking.link_token(mails.secret(), request))
    db.session.commit()
    mails.send_soon()
    flash(f"Look into the mailbox of {request.email}: the link there registers you.", "ok")
    return redirect(url_for("events.event", event=event), 303)


def _open(token: str) -> tuple[EventRequest, Shown]:
    request = asking.open_link(db.session, mails.secret(), token)
    return request, finding.now(db.session, request.event_id)


@blueprint.get("/visitors/<string:token>")
@access.public
def visitor(token: str) -> str:
    """Ask whether it is meant, since mail programs open links by themselves; or show the seat."""
    request, shown = _open(token)
    now = clock.now()
    seat = asking.seat_of(db.session, request)
    place = seat and registering.place_of(db.session, shown, seat.person_id)
    return render_template(
        "events/visitor.html",
        token=token,
        email=request.email,
        shown=shown,
        version=shown.version,
        place=place,
        here=seat and attending.here_now(db.session, shown.event.id, seat.person_id),
        closed=asking.closed_because(shown, now),
        is_open=attending.is_open(shown, now),
        is_over=shown.version.ends_at <= now,
        opens_at=shown.version.starts_at - attending.DOORS_OPEN,
    )


@blueprint.post("/visitors/<string:token>")
@access.public
def visitor_confirm(token: str) -> ResponseReturnValue:
    """Register whoever has the address."""
    request, _shown = _open(token)
    try:
        place = asking.confirm(db.session, request, clock.now())
    except Invalid as error:
        raise Conflict(str(error)) from None
    db.session.commit()
    if place.waiting:
        flash(f"You are number {place.waiting} on the wait list. You get a mail with a seat.")
    else:
        flash("You are registered, and have a seat.", "ok")
    return redirect(url_for("events.visitor", token=token), 303)


def _seated(token: str) -> tuple[Shown, int]:
    """The session, and who has a seat by this link. Raises Conflict."""
    request, shown = _open(token)
    seat = asking.seat_of(db.session, request)
    if seat is None:
        message = "You are not registered for this session. Register on this page first."
        raise Conflict(message)
    return shown, seat.person_id


@blueprint.post("/visitors/<string:token>/withdraw")
@access.public
def visitor_withdraw(token: str) -> ResponseReturnValue:
    """Cancel the registration; whoever moves up is told."""
    shown, person = _seated(token)
    event = shown.event.id
    done = registering.withdraw(db.session, event, person, by=person, at=clock.now())
    notices.moved_up(shown, done.moved)
    db.session.commit()
    mails.send_soon()
    flash("Your registration is cancelled.", "ok")
    return redirect(url_for("events.visitor", token=token), 303)


@blueprint.post("/visitors/<string:token>/arrive")
@access.public
def visitor_arrive(token: str) -> ResponseReturnValue:
    """Note the arrival."""
    shown, person = _seated(token)
    if registering.place_of(db.session, shown, person).waiting:
        message = "You are on the wait list, so there is no seat to take yet."
        raise Conflict(message)
    attending.arrive(db.session, shown.event.id, person, clock.now())
    db.session.commit()
    return redirect(url_for("events.visitor", token=token), 303)


@blueprint.post("/visitors/<string:token>/leave")
@access.public
def visitor_leave(token: str) -> ResponseReturnValue:
    """Note the leaving."""
    shown, person = _seated(token)
    attending.leave(db.session, shown.event.id, person, clock.now())
    db.session.commit()
    flash("Noted: you have left. If you come back, say so here.", "ok")
    return redirect(url_for("events.visitor", token=token), 303)
