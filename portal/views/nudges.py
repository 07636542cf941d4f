"""Nudging: a trainer chooses people and things, looks at the mail, and sends it once."""

import hashlib
import secrets
from collections.abc import Sequence

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import clock_text
from portal.forms.mails import NudgeForm
from portal.services import nudges
from portal.services.mail import Written
from portal.services.matrix import chosen
from portal.services.matrix.chosen import MOST, Cell
from portal.services.nudges import Nudge, Prepared
from portal.services.reminders.asking import Asking
from portal.views import access, mails, subject
from portal.views.access import me
from portal.views.reminder_mails import domain_of, render

blueprint = Blueprint("nudges", __name__, url_prefix="/nudges")
WORDS = (
    "These are still open for you. Could you see to them this week? If something is in the way, "
    "tell me."
)
ANEW = (
    "What would be sent is not what you have seen: your words or the facts are others now. "
    "Look at the mail once more, then send it."
)


def _asking() -> Asking:
    return Asking(db.session, held.rulebook(), held.catalogue(), clock.now())


def _cells(asking: Asking) -> tuple[list[Cell], str]:
    """What is chosen, and what is wrong with it. A person alone stands for all that is open."""
    keys = list(dict.fromkeys(request.values.getlist("cell")))
    person = request.values.get("person", type=int)
    if person is not None and not keys:
        subject.managed(person, Permission.DECIDE)
        keys = [f"{person}.{place}" for place in nudges.open_places(asking, person)]
        if not keys:
            return [], "There is nothing that this person has to see to now."
    if not keys:
        return [], "Nobody is chosen. Go back to the matrix and tick the cells that you mean."
    if len(keys) > MOST:
        return [], f"{len(keys)} cells are chosen, and at most {MOST} can be looked at together."
    return chosen.cells(db.session, keys, asking.rulebook, me.grants, clock.today()), ""


@blueprint.get("/new")
@access.requires(Permission.DECIDE)
def new() -> ResponseReturnValue:
    """The form, with the mail as it would be."""
    asking = _asking()
    cells, wrong = _cells(asking)
    if wrong:  # a person’s page leads here whether or not something is open
        status = 200 if "person" in request.args else 422
        return render_template("nudges/nothing.html", wrong=wrong), status
    form = NudgeForm(words=WORDS, form_key=secrets.token_urlsafe(12))
    return _page(cells, nudges.prepare(asking, cells, by=me.person_id), form)


@blueprint.post("/new")
@access.requires(Permission.DECIDE)
def send() -> ResponseReturnValue:
    """Show the mail anew, or send what was shown."""
    asking, form = _asking(), NudgeForm()
    cells, wrong = _cells(asking)
    if wrong:
        return render_template("nudges/nothing.html", wrong=wrong), 422
    before = nudges.sent_with(db.session, form.form_key.data or "", me.person_id)
    if before:
        return _done(before)
    confirmed = "send" in request.form
    if confirmed:
        nudges.lock(db.session, cells, me.person_id)
    prepared = nudges.prepare(asking, cells, by=me.person_id)
    if not form.validate() or not prepared.nudges:
        return _page(cells, prepared, form), 422
    if not confirmed:
        return _page(cells, prepared, form)
    if form.seen.data != _mark(prepared, form):
        form.form_errors = [ANEW]
        return _page(cells, prepared, form), 422
    sent = 0
    for one in prepared.nudges:
        sent += nudges.send(
            asking,
            one,
            _written(one, form.words.data),
            form.form_key.data or "",
            domain=domain_of(mails.settings()),
            by=me.person_id,
        )
    db.session.commit()
    mails.send_soon()
    return _done(sent)


def _done(count: int) -> ResponseReturnValue:
    later = nudges.goes_out_at(clock.now())
    who = "1 person" if count == 1 else f"{count} people"
    when = f" It goes out at {clock_text(later)}." if later else ""
    flash(f"The nudge to {who} is on its way.{when}", "ok")
    return redirect(url_for("matrix.grid", state="short"), 303)


def _mark(prepared: Prepared, form: NudgeForm) -> str:
    """Stands for everything that is sent."""
    text = f"{prepared.mark} {form.words.data or ''}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _page(cells: Sequence[Cell], prepared: Prepared, form: NudgeForm) -> str:
    first = prepared.nudges[0] if prepared.nudges else None
    return render_template(
        "nudges/new.html",
        heading=_heading(prepared),
        keys=[one.key for one in cells],
        prepared=prepared,
        form=form,
        mail=_written(first, form.words.data or "") if first else None,
        first=first,
        seen=_mark(prepared, form),
        later=nudges.goes_out_at(clock.now()),
    )


def _heading(prepared: Prepared) -> str:
    count = len(prepared.nudges)
    if count == 0:
        return "Nobody to nudge"
    return f"Nudge {prepared.nudges[0].name}" if count == 1 else f"Nudge {count} people"


def _written(nudge: Nudge, words: str) -> Written:
    """The mail: the frame is the portal's, the words are the trainer's."""
    count = len(nudge.items)
    things = "one thing" if count == 1 else f"{count} things"
    return render(
        current_app._get_current_object(),  # type: ignore[attr-defined]
        mails.settings(),
        "nudge",
        nudge.recipient,
        f"{me.name} asks you to see to {things}",
        name=nudge.name,
        sender=me.name,
        words=words.splitlines() or [""],
        items=[
            (one, mails.public_url("readiness.why_mine", requirement=one.requirement))
            for one in nudge.items
        ],
        due_url=mails.public_url("learning.home"),
    )
