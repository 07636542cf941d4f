"""Nudging: a trainer chooses people and things, looks at the mail, and sends it once."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

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
from portal.services.matrix.chosen import MOST
from portal.services.nudges import Candidate, Item, Nudge, Prepared
from portal.services.reminders.asking import Asking
from portal.views import access, mails, subject
from portal.views.access import me
from portal.views.assignments.changing import lines_of
from portal.views.assignments.pages import opened
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
MOST_LINES = 500
"""Lines of an assignment that can be looked at together."""


@dataclass(frozen=True, slots=True)
class About:
    """What a nudge is about, and where it came from."""

    crumbs: tuple[tuple[str, str | None], ...]
    back: str
    """Where one goes to choose others."""
    to: str
    """Where one goes on once it is sent."""
    candidates: Sequence[Candidate] = ()
    fields: Sequence[tuple[str, str]] = field(default=())
    """What the form carries along to say what it is about."""
    wrong: str = ""
    """Why nothing can be looked at; empty when it can."""


def _asking() -> Asking:
    return Asking(db.session, held.rulebook(), held.catalogue(), clock.now())


def _about(asking: Asking) -> About:
    """What the address or the form says. Raises NotFound or Forbidden."""
    number = request.values.get("assignment", type=int)
    return _of_cells(asking) if number is None else _of_assignment(asking, number)


def _of_cells(asking: Asking) -> About:
    """Cells of the matrix. A person alone stands for all that is open."""
    keys = list(dict.fromkeys(request.values.getlist("cell")))
    person = request.values.get("person", type=int)
    wrong = ""
    if person is not None and not keys:
        subject.managed(person, Permission.DECIDE)
        keys = [f"{person}.{place}" for place in nudges.open_places(asking, person)]
        if not keys:
            wrong = "There is nothing that this person has to see to now."
    elif not keys:
        wrong = "Nobody is chosen. Go back to the matrix and tick the cells that you mean."
    if len(keys) > MOST:
        wrong = f"{len(keys)} cells are chosen, and at most {MOST} can be looked at together."
    matrix = ("Matrix", url_for("matrix.grid"))
    short = url_for("matrix.grid", state="short")
    if wrong:
        back = url_for("matrix.grid", state="short", choose=1)
        return About((matrix,), back, short, wrong=wrong)
    cells = chosen.cells(db.session, keys, asking.rulebook, me.grants, clock.today())
    back = url_for("matrix.chosen_page", cell=keys)
    return About(
        (matrix, ("Chosen cells", back)),
        back,
        short,
        nudges.of_cells(asking, cells),
        [("cell", one.key) for one in cells],
    )


def _of_assignment(asking: Asking, number: int) -> About:
    """Lines of an assignment: those that are ticked, or (late=1) all that are late."""
    _, found, _ = opened(number)
    lines = lines_of(found, request.values)
    back = url_for("assignments.assignment", assignment=number)
    crumbs = (("Assignments", url_for("assignments.index")), (f"Assignment {number}", back))
    wrong = ""
    if not lines:
        wrong = (
            "Nobody is late with it now."
            if "late" in request.values
            else "Nobody is chosen. Go back to the assignment and tick the people that you mean."
        )
    elif len(lines) > MOST_LINES:
        wrong = (
            f"{len(lines)} lines are chosen, and at most {MOST_LINES} can be looked at together. "
            "Go back and tick fewer."
        )
    if wrong:
        return About(crumbs, back, back, wrong=wrong)
    keys = [("line", f"{person}.{item}") for person, item in lines]
    candidates = nudges.of_assignment(asking, found, set(lines), me.grants)
    return About(crumbs, back, back, candidates, [("assignment", str(number)), *keys])


@blueprint.get("/new")
@access.requires(Permission.DECIDE)
def new() -> ResponseReturnValue:
    """The form, with the mail as it would be."""
    asking = _asking()
    about = _about(asking)
    if about.wrong:  # a person’s page leads here whether or not something is open
        status = 200 if "person" in request.args else 422
        return render_template("nudges/nothing.html", about=about), status
    form = NudgeForm(words=WORDS, form_key=secrets.token_urlsafe(12))
    return _page(about, nudges.prepare(asking, about.candidates, by=me.person_id), form)


@blueprint.post("/new")
@access.requires(Permission.DECIDE)
def send() -> ResponseReturnValue:
    """Show the mail anew, or send what was shown."""
    asking, form = _asking(), NudgeForm()
    about = _about(asking)
    if about.wrong:
        return render_template("nudges/nothing.html", about=about), 422
    before = nudges.sent_with(db.session, form.form_key.data or "", me.person_id)
    if before:
        return _done(before, about.to)
    confirmed = "send" in request.form
    if confirmed:
        nudges.lock(db.session, {one.person for one in about.candidates}, me.person_id)
    prepared = nudges.prepare(asking, about.candidates, by=me.person_id)
    if not form.validate() or not prepared.nudges:
        return _page(about, prepared, form), 422
    if not confirmed:
        return _page(about, prepared, form)
    if form.seen.data != _mark(prepared, form):
        form.form_errors = [ANEW]
        return _page(about, prepared, form), 422
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
    return _done(sent, about.to)


def _done(count: int, to: str) -> ResponseReturnValue:
    later = nudges.goes_out_at(clock.now())
    who = "1 person" if count == 1 else f"{count:,} people"
    when = f" It goes out at {clock_text(later)}." if later else ""
    flash(f"The nudge to {who} is on its way.{when}", "ok")
    return redirect(to, 303)


def _mark(prepared: Prepared, form: NudgeForm) -> str:
    """Stands for everything that is sent."""
    text = f"{prepared.mark} {form.words.data or ''}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _page(about: About, prepared: Prepared, form: NudgeForm) -> str:
    first = prepared.nudges[0] if prepared.nudges else None
    return render_template(
        "nudges/new.html",
        heading=_heading(prepared),
        about=about,
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
    return f"Nudge {prepared.nudges[0].name}" if count == 1 else f"Nudge {count:,} people"


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
        items=[(one, _url(one)) for one in nudge.items],
        due_url=mails.public_url("learning.home"),
    )


def _url(item: Item) -> str:
    """Where somebody sees the thing and does something about it."""
    kind, _, name = item.thing.partition(":")
    if kind == "training":
        return mails.public_url("learning.overview", course=name)
    return mails.public_url("readiness.why_mine", requirement=name)
