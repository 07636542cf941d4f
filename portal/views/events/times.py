"""Correcting from when to when somebody was there."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import CALIFORNIA
from portal.domain.errors import Invalid
from portal.forms.events import CorrectForm
from portal.forms.fields import refuse
from portal.models import EventPresence
from portal.services.events import correcting
from portal.services.events.finding import Shown
from portal.views import access
from portal.views.access import me
from portal.views.events.blueprint import blueprint, course_of, held
from portal.views.events.roster import between, one


def _page(shown: Shown, row: EventPresence, form: CorrectForm) -> str:
    return render_template(
        "events/correct.html",
        shown=shown,
        version=shown.version,
        person=one(shown, row.person_id).person,
        row=row,
        form=form,
    )


@blueprint.get("/<int:event>/people/<int:person>/presence/<int:presence>")
@access.requires(Permission.HOLD_SESSIONS)
def correct_presence(event: int, person: int, presence: int) -> str:
    """The entry, and the form for what was so."""
    shown = held(event)
    one(shown, person)
    row = correcting.find(db.session, event, person, presence)
    form = CorrectForm()
    form.arrives.data = row.starts_at.astimezone(CALIFORNIA).time()
    ends_at = row.ends_at or row.seen_at or shown.version.ends_at
    form.leaves.data = ends_at.astimezone(CALIFORNIA).time()
    return _page(shown, row, form)


@blueprint.post("/<int:event>/people/<int:person>/presence/<int:presence>/correct")
@access.requires(Permission.HOLD_SESSIONS)
def correct_presence_submit(event: int, person: int, presence: int) -> ResponseReturnValue:
    """Put other times in its place; credit follows."""
    shown = held(event)
    one(shown, person)
    row = correcting.find(db.session, event, person, presence)
    form = CorrectForm()
    if not form.validate():
        return _page(shown, row, form), 422
    try:
        start, end = between(shown, form)
        done = correcting.correct(
            db.session,
            shown,
            course_of(shown),
            row,
            start,
            end,
            form.reason.data,
            by=me.person_id,
            at=clock.now(),
        )
    except Invalid as error:
        refuse(form, error)
        return _page(shown, row, form), 422
    db.session.commit()
    words = "The entry is corrected."
    words += " The credit that it gave is withdrawn." if done.lost else ""
    words += " Now there is credit for it." if done.gained else ""
    flash(words, "ok")
    return redirect(url_for("events.person", event=event, person=person), 303)
