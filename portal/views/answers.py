"""A person's own answer about an entry of theirs, or another document for it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.dates import civil_date
from portal.domain.errors import Conflict, Forbidden, Invalid
from portal.domain.reviews import Stand
from portal.forms.fields import refuse
from portal.forms.reviews import AnswerForm
from portal.models import OutsideTraining
from portal.services import history, reviews
from portal.services.reviews import Story
from portal.views import access, uploads
from portal.views.access import me

blueprint = Blueprint(
    "answers", __name__, url_prefix="/people/<int:person>/evidence/trainings/<int:training>/answer"
)


def _story(person: int, training: int) -> Story:
    """One's own entry that waits. Raises Forbidden, NotFound, or Conflict."""
    if person != me.person_id:
        message = "Only the person can answer. Correct the entry instead, or review it."
        raise Forbidden(message)
    return reviews.story(db.session, person, training)


def _page(told: Story, form: AnswerForm) -> str:
    return render_template(
        "evidence/answer.html",
        form=form,
        story=told,
        row=told.row,
        returned=told.returned,
        file=told.head.file,
        civil_date=civil_date,
    )


@blueprint.get("")
@access.signed_in
def answer(person: int, training: int) -> ResponseReturnValue:
    """What was said about it, and the form."""
    told = _story(person, training)
    if told.stand not in {Stand.WAITS, Stand.RETURNED}:
        message = "This entry waits for no answer. Your page shows where it stands."
        raise Conflict(message)
    if told.row.id != training:
        return redirect(url_for("answers.answer", person=person, training=told.row.id), 303)
    return _page(told, AnswerForm())


@blueprint.post("")
@access.signed_in
@uploads.accepts_files
def answer_submit(person: int, training: int) -> ResponseReturnValue:
    """Record it."""
    told, form = _story(person, training), AnswerForm()
    present = history.of_person(db.session, OutsideTraining, person, training)
    if not form.validate():
        return _page(told, form), 422
    try:
        reviews.answer(db.session, present, form.words.data, form.evidence.upload, at=clock.now())
    except Invalid as error:
        refuse(form, error)
        form.ask_for_files_again()
        return _page(told, form), 422
    replaced = form.evidence.upload is not None
    db.session.commit()
    if replaced:
        flash("The document is handed in. The one before stays with the earlier entry.", "ok")
    else:
        flash("Your answer is recorded.", "ok")
    flash("The training waits for review again.")
    return redirect(url_for("evidence.of_person", person=person), 303)
