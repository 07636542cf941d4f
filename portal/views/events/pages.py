"""The sessions there are, and the page of one."""

import secrets
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.events.terms import Audience
from portal.forms.events import FilterForm, VisitorForm
from portal.services.events import attending, finding, listing, registering, roster
from portal.services.events.finding import Shown
from portal.services.events.listing import Filters
from portal.views import access
from portal.views.content import catalogue
from portal.views.events.blueprint import blueprint, course_of, or_sign_in, seen, viewer


@blueprint.get("")
@access.public
def index() -> ResponseReturnValue:
    """The sessions to come, or those that are over."""
    form = FilterForm(request.args)
    form.offer(catalogue().courses, request.args.get("training", ""))
    past = request.args.get("show") == "past"
    page = {
        "form": form,
        "past": past,
        "holds": viewer().holds_any,
        "waiting": listing.to_confirm(db.session, viewer(), clock.now()),
    }
    if not form.validate():
        return render_template("events/index.html", found=None, **page), 422
    filters = Filters(past, form.training.data, form.format.data, bool(form.mine.data))
    number = request.args.get("page", 1, type=int)
    found = listing.listed(db.session, viewer(), filters, number, clock.now())
    return render_template("events/index.html", found=found, page_url=_address_of_page, **page)


def _address_of_page(number: int) -> str:
    names = ("show", "training", "format", "mine")
    chosen: dict[str, Any] = {name: request.args.get(name) or None for name in names}
    return url_for("events.index", page=number, **chosen)


@blueprint.get("/<int:event>")
@access.public
@or_sign_in
def event(event: int) -> ResponseReturnValue:
    """One session: what it is, whether one has a seat, and what it gave."""
    shown = seen(event)
    visitor = VisitorForm(formdata=None)
    visitor.form_key.data = secrets.token_urlsafe(12)
    return event_page(shown, visitor)


def event_page(shown: Shown, visitor: VisitorForm) -> str:
    """The page of a session, with the form for who has no account."""
    looker, now = viewer(), clock.now()
    me = looker.person_id
    line = None
    if me is not None and shown.version.starts_at <= now:
        mine = roster.load(db.session, shown, course_of(shown), None, now, only=me)
        line = mine.lines[0] if mine.lines else None
    is_for_me = me is not None and registering.is_for(db.session, shown, me, now)
    return render_template(
        "events/event.html",
        shown=shown,
        version=shown.version,
        listed=listing.one_listed(db.session, shown, me),
        counties=finding.counties_of(db.session, shown.version),
        is_public=shown.version.audience is Audience.PUBLIC,
        is_for_me=is_for_me,
        closed=registering.closed_because(shown, now),
        is_open=attending.is_open(shown, now),
        has_begun=shown.version.starts_at <= now,
        is_over=shown.version.ends_at <= now,
        line=line,
        course=course_of(shown),
        visitor=visitor,
        holds=me is not None and shown.may_be_held_by(looker),
        registers=looker.holds_any,
    )
