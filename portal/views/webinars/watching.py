"""Watching that counts: what the player says, how far somebody is, and the door of the quiz."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer

from portal.db import db
from portal.domain.captions import minute
from portal.domain.errors import Invalid, NotFound, NotOpenYet
from portal.domain.watching.steps import Step
from portal.domain.watching.stretches import SPEED
from portal.forms.watching import STRANGE, claims
from portal.services import watching
from portal.services.watching import Offer, Standing
from portal.services.webinars.media import recordings
from portal.views import access
from portal.views.access import me
from portal.views.content import catalogue
from portal.views.library import now
from portal.views.webinars.asked import Webinar, webinar_or_404
from portal.views.webinars.blueprint import blueprint

EVERY = 15
"""Seconds between two words of an open player; so much is lost at most when a device dies."""
NO_MORE = 205
MOST_PLACES = 12
"""So many missing places are listed; who has more gaps begins with these."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of a webinar shows about watching it."""

    offer: Offer
    standing: Standing | None
    """None: nobody is signed in."""
    sitting: str
    """Signs that this page was handed out, to whom and when; empty when there is nothing to count.
    """
    refused: int = 0
    """So many stretches of this request did not count."""
    every: int = EVERY
    speed: int = SPEED
    most_places: int = MOST_PLACES


def panel(webinar: Webinar) -> Panel | None:
    """How far this reader is; None where watching it gives nothing.

    The address may ask to watch it again for a new record: ?again=yes
    """
    offer = _offer(webinar)
    if offer is None:
        return None
    if not current_user.is_authenticated:
        return Panel(offer, None, "")
    return _panel(offer, again=request.args.get("again") == "yes")


def _panel(offer: Offer, *, again: bool = False) -> Panel:
    standing = watching.standing(db.session, offer, me.person_id, catalogue(), now(), again=again)
    counts = standing.step is Step.WATCH
    return Panel(offer, standing, _sign(offer.recording) if counts else "")


def _offer(webinar: Webinar) -> Offer | None:
    if webinar.facts.credit is None:
        return None
    return watching.shown_offer(
        db.session, webinar.slug, webinar.shown.version_id, webinar.recording, catalogue()
    )


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), "watching")


def _sign(recording: str) -> str:
    """The server's own word for when a page was handed out: nothing was played before."""
    milliseconds = int(now().timestamp() * 1000)
    return str(_signer().dumps([me.person_id, recording, milliseconds]))


def _read(sitting: str) -> tuple[str, datetime]:
    """The recording that was shown to whoever is signed in, and since when.

    Of the page of somebody else, who used this browser before, it is no recording at all.
    """
    try:
        person, recording, milliseconds = _signer().loads(sitting)
    except BadSignature:
        raise Invalid(STRANGE) from None
    since = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)
    return recording if person == me.person_id else "", since


@blueprint.post("/webinars/<slug:slug>/watching")
@access.signed_in
def watch(slug: str) -> ResponseReturnValue:
    """Keep what was played, and answer with how far it is; 205 when there is no more to count."""
    webinar = webinar_or_404(slug)
    offer = _offer(webinar)
    if offer is None:
        raise NotFound("Watching this webinar does not count any more. Load the page again.")
    said = [(*_read(sitting), claim) for sitting, claim in claims(request.form)]
    there = recordings(db.session, [recording for recording, _, _ in said])
    done_at = _done_at(offer)
    said = [one for one in said if done_at is None or one[1] > done_at]
    watching.make_room(db.session, me.person_id, [claim.key for _, _, claim in said], now())
    refused = 0
    for recording, opened_at, claim in said:
        row = there.get(recording)
        refused += row is None or not watching.note(
            db.session,
            me.person_id,
            recording,
            row.length or 0,
            claim,
            opened_at=opened_at,
            at=now(),
        )
    found = replace(_panel(offer, again=bool(said)), refused=refused)
    html = render_template("webinars/_watched.html", panel=found, slug=slug, minute=minute)
    db.session.commit()
    if found.standing and found.standing.step is Step.DONE:
        return current_app.response_class(status=NO_MORE, mimetype="text/plain")
    return html


def _done_at(offer: Offer) -> datetime | None:
    """Since when somebody has a record that stands: a page of before begins no new turn."""
    found = watching.standing(db.session, offer, me.person_id, catalogue(), now())
    return found.turn.completed_at if found.turn and found.step is Step.DONE else None


@blueprint.post("/webinars/<slug:slug>/quiz")
@access.signed_in
def begin_quiz(slug: str) -> ResponseReturnValue:
    """Begin the quiz that watching opens, or go on with it."""
    offer = _offer(webinar_or_404(slug))
    if offer is None:
        raise NotFound("This webinar has no quiz.")
    try:
        attempt = watching.begin(db.session, offer, me.person_id, catalogue(), now())
    except NotOpenYet as error:
        flash(str(error))
        return redirect(url_for("webinars.page", slug=slug, _anchor="watching"), 303)
    begun = url_for("attempts.question", attempt=attempt.id, number=1)
    db.session.commit()
    return redirect(begun, 303)
