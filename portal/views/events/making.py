"""Making a session, changing what is said about it, and cancelling it."""

import secrets

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.errors import Invalid
from portal.forms.events import CancelForm, SessionForm
from portal.forms.fields import refuse
from portal.forms.values import text
from portal.services import places
from portal.services.events import finding, making
from portal.services.events.finding import Shown
from portal.views import access, mails, subject
from portal.views.access import me
from portal.views.content import catalogue
from portal.views.events import notices
from portal.views.events.blueprint import blueprint, held


def _form() -> SessionForm:
    form = SessionForm()
    statewide = subject.scope(Permission.HOLD_SESSIONS) is None
    every = places.county_names(db.session, None) if statewide else None
    form.offer(subject.county_names(Permission.HOLD_SESSIONS), every, catalogue().courses)
    return form


@blueprint.get("/new")
@access.requires(Permission.HOLD_SESSIONS)
def new() -> str:
    """The form for a session."""
    form = _form()
    form.form_key.data = secrets.token_urlsafe(12)
    chosen = request.args.get("training", "")
    if catalogue().current(chosen) is not None:
        form.training.data = chosen
    form.subject.data = request.args.get("subject", "")
    form.title.data = request.args.get("title", "")
    return render_template("events/form.html", form=form, shown=None)


@blueprint.post("/new")
@access.requires(Permission.HOLD_SESSIONS)
def create() -> ResponseReturnValue:
    """Make the session."""
    form = _form()
    if not form.validate():
        return render_template("events/form.html", form=form, shown=None), 422
    now = clock.now()
    try:
        event = making.make(
            db.session,
            form.county,
            form.terms(),
            uid=f"{secrets.token_hex(12)}@{_host()}",
            form_key=text(form.form_key) or secrets.token_urlsafe(12),
            by=me.person_id,
            at=now,
            is_over=bool(form.over.data),
        )
    except Invalid as error:
        refuse(form, error)
        return render_template("events/form.html", form=form, shown=None), 422
    made = url_for("events.people" if form.over.data else "events.event", event=event.id)
    db.session.commit()
    if form.over.data:
        flash("The session is recorded. Add who was there, then say from when to when.", "ok")
    else:
        flash("The session is made. People can register.", "ok")
    return redirect(made, 303)


def _host() -> str:
    public: str = current_app.config["SETTINGS"].public_url
    return public.partition("://")[2].partition("/")[0].partition(":")[0] or "localhost"


@blueprint.get("/<int:event>/change")
@access.requires(Permission.HOLD_SESSIONS)
def change(event: int) -> str:
    """The form, with what is said now."""
    shown = held(event)
    form = _form()
    terms = finding.terms_of(db.session, shown.version)
    form.fill(terms, shown.event.county_fips, shown.version.number)
    return _changing(form, shown)


def _changing(form: SessionForm, shown: Shown) -> str:
    del form.held_by  # whose session it is does not change
    del form.over
    return render_template("events/form.html", form=form, shown=shown)


@blueprint.post("/<int:event>/change")
@access.requires(Permission.HOLD_SESSIONS)
def change_submit(event: int) -> ResponseReturnValue:
    """Say something else about the session, and tell who is registered what concerns them."""
    shown = held(event)
    form = _form()
    form.keep_holder(shown.event.county_fips)
    if not form.validate():
        return _changing(form, shown), 422
    number = text(form.number)
    try:
        done = making.change(
            db.session,
            event,
            int(number) if number.isdecimal() else -1,
            form.terms(),
            by=me.person_id,
            at=clock.now(),
        )
    except Invalid as error:
        refuse(form, error)
        return _changing(form, shown), 422
    notices.moved_up(done.shown, done.moved_up)
    if done.elsewhere:
        notices.changed(done.shown)
    db.session.commit()
    mails.send_soon()
    flash("The session is changed.", "ok")
    return redirect(url_for("events.event", event=event), 303)


@blueprint.get("/<int:event>/cancel")
@access.requires(Permission.HOLD_SESSIONS)
def cancel(event: int) -> str:
    """Ask why."""
    return render_template("events/cancel.html", form=CancelForm(), shown=held(event))


@blueprint.post("/<int:event>/cancel")
@access.requires(Permission.HOLD_SESSIONS)
def cancel_submit(event: int) -> ResponseReturnValue:
    """Say that the session does not take place, and tell who is registered."""
    shown = held(event)
    form = CancelForm()
    if not form.validate():
        return render_template("events/cancel.html", form=form, shown=shown), 422
    done, is_new = making.cancel(
        db.session, event, form.reason.data, by=me.person_id, at=clock.now()
    )
    if is_new:
        notices.cancelled(done)
    db.session.commit()
    mails.send_soon()
    flash("The session is cancelled, and everybody who is registered is told.", "ok")
    return redirect(url_for("events.event", event=event), 303)
