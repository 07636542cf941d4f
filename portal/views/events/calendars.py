"""Calendar files of sessions, and the secret address of one's own calendar."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.documents.calendars import MEDIA_TYPE, Entry, calendar
from portal.domain.events.terms import Format
from portal.services.events import feeds, listing
from portal.services.events.listing import Listed
from portal.views import access, mails
from portal.views.access import me
from portal.views.events.blueprint import blueprint, or_sign_in, seen, viewer

feed_blueprint = Blueprint("calendars", __name__)
KEPT_FOR = timedelta(days=366)
"""So long a session stays in the calendar after it is over."""
_FRESH = 900


def _entry(listed: Listed) -> Entry:
    event, version = listed.shown.event, listed.shown.version
    url = mails.public_url("events.event", event=event.id)
    about = [version.about] if version.about else []
    if listed.waiting:
        about.insert(0, f"You are number {listed.waiting} on the wait list.")
    if version.cancelled_because:
        about.insert(0, f"Cancelled: {version.cancelled_because}")
    if version.format is Format.ONLINE:
        about.append(f"The link to the meeting is on the session’s page: {url}")
    return Entry(
        uid=event.uid,
        sequence=version.number,
        title=version.title,
        about="\n\n".join(about),
        place=version.place or version.format.label,
        url=url,
        starts_at=version.starts_at,
        ends_at=version.ends_at,
        said_at=version.recorded_at,
        cancelled=bool(version.cancelled_because),
        tentative=bool(listed.waiting),
    )


def _answer(name: str, entries: Iterable[Entry], file: str) -> ResponseReturnValue:
    """The file, which whoever asked may keep for a while, and nobody in between."""
    response = make_response(calendar(name, entries))
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    response.headers["Cache-Control"] = f"private, max-age={_FRESH}"
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/<int:event>/session.ics")
@access.public
@or_sign_in
def one(event: int) -> ResponseReturnValue:
    """One session for a calendar."""
    shown = seen(event)
    listed = listing.one_listed(db.session, shown, viewer().person_id)
    return _answer(shown.version.title, [_entry(listed)], f"session-{event}.ics")


@feed_blueprint.get("/calendars/<string:key>.ics")
@access.public
def feed(key: str) -> ResponseReturnValue:
    """Somebody's sessions, for whoever has the secret address."""
    found = feeds.by_key(db.session, key)
    since = clock.now() - KEPT_FOR
    rows = listing.of_calendar(db.session, found.person_id, since)
    return _answer("My sessions", map(_entry, rows), "my-sessions.ics")


@feed_blueprint.get("/account/calendar")
@access.signed_in
def settings() -> str:
    """The secret address of one's calendar, and the buttons to renew and revoke it."""
    held = feeds.of_person(db.session, me.person_id)
    return render_template(
        "events/calendar.html",
        feed=held,
        address=mails.public_url("calendars.feed", key=held.key) if held else "",
        key=secrets.token_urlsafe(32),
    )


@feed_blueprint.post("/account/calendar")
@access.signed_in
def renew() -> ResponseReturnValue:
    """Make an address; the one before stops working."""
    sent = request.form.get("key", "")
    key = sent if len(sent) == len(secrets.token_urlsafe(32)) else secrets.token_urlsafe(32)
    before = feeds.renew(db.session, me.person_id, key, clock.now())
    db.session.commit()
    over = " The one from before does not work any more." if before else ""
    flash(f"Your calendar has a new address.{over}", "ok")
    return redirect(url_for("calendars.settings"), 303)


@feed_blueprint.post("/account/calendar/revoke")
@access.signed_in
def revoke() -> ResponseReturnValue:
    """Make the address stop working."""
    feeds.revoke(db.session, me.person_id, clock.now())
    db.session.commit()
    flash("The address of your calendar does not work any more.", "ok")
    return redirect(url_for("calendars.settings"), 303)
