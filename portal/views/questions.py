"""What readers asked and found unclear, for TA staff."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.forms.questions import AnsweredForm
from portal.services.library import questions
from portal.views import access
from portal.views.access import me

blueprint = Blueprint("questions", __name__, url_prefix="/questions")


@blueprint.get("")
@access.requires(Permission.EDIT_LIBRARY)
def index() -> str:
    """Questions that wait, what was answered lately, and which answers are not clear."""
    return render_template(
        "questions/index.html",
        waiting=questions.asked(db.session, answered=False),
        answered=questions.asked(db.session, answered=True, most=50),
        clarity=questions.clarity(db.session),
    )


@blueprint.get("/<int:asked>/answered")
@access.requires(Permission.EDIT_LIBRARY)
def answered(asked: int) -> str:
    """The form that says how a question was dealt with."""
    found = questions.find(db.session, asked)
    return render_template("questions/answered.html", form=AnsweredForm(), question=found)


@blueprint.post("/<int:asked>/answered")
@access.requires(Permission.EDIT_LIBRARY)
def answered_submit(asked: int) -> ResponseReturnValue:
    """Keep it; who comes second is told."""
    found, form = questions.find(db.session, asked), AnsweredForm()
    if not form.validate():
        return render_template("questions/answered.html", form=form, question=found), 422
    first = questions.answer(db.session, asked, form.words.data, by=me.person_id, at=clock.now())
    db.session.commit()
    if first:
        flash("The question is marked as answered.", "ok")
    else:
        flash("It was marked as answered before; that stands.", "info")
    return redirect(url_for("questions.index"), 303)
