"""How much somebody wants to be reminded: on their account page, or with a mail's one click."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from portal import clock
from portal.db import db
from portal.domain.mail import Frequency
from portal.forms.mails import FrequencyForm
from portal.services.reminders import choices
from portal.views import access
from portal.views.access import me
from portal.views.reminder_mails import whose_token

blueprint = Blueprint("reminders", __name__)


@blueprint.post("/account/reminders")
@access.signed_in
def choose() -> ResponseReturnValue:
    """Remember one's own choice."""
    form = FrequencyForm()
    if not form.validate():
        flash("Choose one of the three.", "bad")
        return redirect(url_for("accounts.account") + "#mails", 303)
    choices.choose(db.session, me.person_id, Frequency(form.frequency.data), at=clock.now())
    db.session.commit()
    flash("Your choice is saved.", "ok")
    return redirect(url_for("accounts.account") + "#mails", 303)


@blueprint.get("/reminders/fewer/<string:token>")
@access.public
def stop(token: str) -> str:
    """Ask whether it is meant: mail programs open links by themselves."""
    whose_token(token)
    return render_template("reminders/stop.html", token=token)


@blueprint.post("/reminders/fewer/<string:token>")
@access.public
def stop_submit(token: str) -> ResponseReturnValue:
    """Only what is due at once or late from now on. Mail programs send this, too (RFC 8058)."""
    person = whose_token(token)
    choices.choose(db.session, person, Frequency.IMPORTANT, at=clock.now())
    db.session.commit()
    return redirect(url_for("reminders.stopped"), 303)


@blueprint.get("/reminders/fewer")
@access.public
def stopped() -> str:
    """It is done, and what is still sent."""
    return render_template("reminders/stopped.html")


def init_app(csrf: CSRFProtect) -> None:
    """Let mail programs post without a page of ours; the token in the address says who asks."""
    csrf.exempt(f"{__name__}.stop_submit")
