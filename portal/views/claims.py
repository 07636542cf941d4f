"""Crediting a person's outside training under a precedent, and taking that back."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.errors import Invalid, NotFound
from portal.forms.decisions import CreditDayForm, CreditForm
from portal.forms.fields import refuse
from portal.forms.values import day
from portal.models import OutsideTraining, Person
from portal.services import claims, history
from portal.services.claims import Candidate, Credit
from portal.views import access, subject
from portal.views.access import me
from portal.views.evidence import requirement_titles

blueprint = Blueprint(
    "claims", __name__, url_prefix="/people/<int:person>/evidence/trainings/<int:training>"
)


def _day(training: OutsideTraining) -> tuple[CreditDayForm, date | None]:
    """The day asked about, today unless the address says another; None when it cannot be."""
    asked = request.args if "claimed_on" in request.args else None
    form = CreditDayForm(asked, data={"claimed_on": clock.today()})
    if asked is not None and not form.validate():
        return form, None
    on = day(form.claimed_on)
    try:
        claims.check_day(training, on, clock.today())
    except Invalid as error:
        refuse(form, error)
        return form, None
    return form, on


def _words(one: Candidate, titles: dict[str, str]) -> str:
    row = one.line.row
    where = f"{one.line.county} County" if one.line.county else "the whole state"
    return f"It counts toward {titles.get(row.requirement, row.requirement)} in {where}"


def _context(training: OutsideTraining) -> dict[str, Any]:
    """What the page shows: the precedents that fit on the day, those that do not, and why."""
    titles = requirement_titles(held.rulebook())
    day_form, on = _day(training)
    scope = subject.scope(Permission.DECIDE)
    offered = [] if on is None else claims.candidates(db.session, training, scope, on)
    form = CreditForm()
    form.equivalency.choices = {
        str(one.line.row.id): _words(one, titles) for one in offered if not one.refusal
    }
    return {
        "form": form,
        "day_form": day_form,
        "on": on,
        "training": training,
        "titles": titles,
        "others": [one for one in offered if one.refusal],
        "given": claims.credits(db.session, [training.id]).get(training.id, []),
    }


def _page(person: Person, context: dict[str, Any]) -> str:
    """What is credited already is not offered again; a second click on it does no harm."""
    form = context["form"]
    field = form.equivalency
    for one in context["given"]:
        field.choices.pop(str(one.equivalency.id), None)
    if not field.choices:  # no field is shown that an error could stand at
        form.form_errors, field.errors = field.errors, ()
    elif len(field.choices) == 1 and not field.errors:
        field.data = next(iter(field.choices))
    return render_template("evidence/credit.html", person=person, **context)


@blueprint.get("/credit")
@access.requires(Permission.DECIDE)
def credit(person: int, training: int) -> ResponseReturnValue:
    """What the training can be credited for."""
    row = subject.decided_about(person)
    context = _context(claims.claimable(db.session, person, training))
    return _page(row, context), 200 if context["on"] else 422


@blueprint.post("/credit")
@access.requires(Permission.DECIDE)
def credit_submit(person: int, training: int) -> ResponseReturnValue:
    """Credit it."""
    row = subject.decided_about(person)
    present = claims.claimable(db.session, person, training)
    context = _context(present)
    form, on = context["form"], context["on"]
    if on is None or not form.validate():
        return _page(row, context), 422
    try:
        claims.credit(
            db.session,
            present,
            int(form.equivalency.data),
            on,
            subject.scope(Permission.DECIDE),
            by=me.person_id,
            at=clock.now(),
        )
    except Invalid as error:
        refuse(form, error)
        return _page(row, context), 422
    done = f"“{present.title}” is credited."
    db.session.commit()
    flash(done, "ok")
    return redirect(url_for("evidence.of_person", person=person), 303)


def _given(person: int, training: int, equivalency: int) -> tuple[OutsideTraining, Credit]:
    present = history.of_person(db.session, OutsideTraining, person, training)
    for one in claims.credits(db.session, [training]).get(training, []):
        if one.equivalency.id == equivalency:
            return present, one
    message = "This training has no such credit."
    raise NotFound(message)


@blueprint.get("/credits/<int:equivalency>/take-back")
@access.requires(Permission.DECIDE)
def take_back(person: int, training: int, equivalency: int) -> str:
    """Ask whether the credit was a mistake."""
    row = subject.decided_about(person)
    claims.claimable(db.session, person, training)
    present, given = _given(person, training, equivalency)
    slug = given.equivalency.requirement
    return render_template(
        "evidence/take_back.html",
        person=row,
        training=present,
        given=given,
        title_of=requirement_titles(held.rulebook()).get(slug, slug),
    )


@blueprint.post("/credits/<int:equivalency>/take-back")
@access.requires(Permission.DECIDE)
def take_back_submit(person: int, training: int, equivalency: int) -> ResponseReturnValue:
    """Take it back."""
    subject.decided_about(person)
    present, _ = _given(person, training, equivalency)
    claims.take_back(db.session, present, equivalency, by=me.person_id, at=clock.now())
    db.session.commit()
    flash("The credit is taken back. That it was given stays readable.", "ok")
    return redirect(url_for("evidence.of_person", person=person), 303)
