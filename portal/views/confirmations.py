"""What people entered themselves and nobody has confirmed: the list, and to confirm."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import civil_date
from portal.domain.evidence import subject_words
from portal.models import OutsideTraining
from portal.services import confirmations, history
from portal.views import access, subject
from portal.views.access import me

blueprint = Blueprint("confirmations", __name__)


@blueprint.get("/evidence/waiting")
@access.requires(Permission.DECIDE)
def waiting() -> str:
    """What waits in one's counties, the longest first."""
    scope, today = subject.scope(Permission.DECIDE), clock.today()
    total = confirmations.count(db.session, scope, today, but=me.person_id)
    pages = max(1, -(-total // confirmations.PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "evidence/waiting.html",
        total=total,
        found=confirmations.waiting(db.session, scope, today, but=me.person_id, page=page),
        page=page,
        pages=pages,
        page_url=lambda number: url_for("confirmations.waiting", page=number),
        subject_words=subject_words,
        civil_date=civil_date,
    )


@blueprint.post("/people/<int:person>/evidence/trainings/<int:training>/confirm")
@access.requires(Permission.DECIDE)
def confirm(person: int, training: int) -> ResponseReturnValue:
    """Stand for what the person entered; nobody does so for themself."""
    subject.decided_about(person)
    row = history.of_person(db.session, OutsideTraining, person, training)
    confirmations.confirm(db.session, row, by=me.person_id, at=clock.now())
    db.session.commit()
    flash(f"“{row.title}” is confirmed.", "ok")
    return redirect(url_for("evidence.of_person", person=person), 303)
