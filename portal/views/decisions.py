"""Waivers and extensions for a person: granting, changing, taking back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import date_text
from portal.domain.errors import Invalid
from portal.domain.evidence import decidable
from portal.domain.facts import DecisionKind
from portal.forms.decisions import DecisionChangeForm, DecisionForm
from portal.forms.fields import refuse
from portal.forms.values import day
from portal.models import Decision, Person
from portal.services import decisions, history
from portal.services.decisions import DecisionFacts
from portal.views import access, subject
from portal.views.access import me

blueprint = Blueprint("decisions", __name__, url_prefix="/people/<int:person>/decisions")


def _form() -> DecisionForm:
    form = DecisionForm()
    form.offer({slug: one.title for slug, one in decidable(held.rulebook()).items()})
    return form


@blueprint.get("/new")
@access.requires(Permission.DECIDE)
def new(person: int) -> str:
    """The form for a waiver or an extension."""
    row = subject.decided_about(person)
    return render_template("decisions/new.html", form=_form(), person=row)


@blueprint.post("/new")
@access.requires(Permission.DECIDE)
def create(person: int) -> ResponseReturnValue:
    """Record it."""
    row, form = subject.decided_about(person), _form()
    if not form.validate():
        return render_template("decisions/new.html", form=form, person=row), 422
    facts = DecisionFacts(
        DecisionKind(form.kind.data),
        form.requirement.data,
        day(form.starts_on),
        day(form.ends_on),
        form.reason.data,
    )
    try:
        decisions.decide(db.session, person, facts, by=me.person_id, at=clock.now())
    except Invalid as error:
        refuse(form, error)
        return render_template("decisions/new.html", form=form, person=row), 422
    db.session.commit()
    flash(f"{facts.kind.label} recorded, through {date_text(facts.ends_on)}.", "ok")
    return redirect(url_for("evidence.of_person", person=person), 303)


def _page(form: DecisionChangeForm, person: Person, present: Decision) -> str:
    requirement = held.rulebook().requirements.get(present.requirement)
    return render_template(
        "decisions/change.html",
        form=form,
        person=person,
        decision=present,
        requirement=requirement.title if requirement else present.requirement,
    )


@blueprint.get("/<int:decision>/change")
@access.requires(Permission.DECIDE)
def change(person: int, decision: int) -> str:
    """The form, with what stands now; the reason is asked anew."""
    row = subject.decided_about(person)
    present: Decision = history.standing(db.session, Decision, person, decision)
    form = DecisionChangeForm(starts_on=present.starts_on, ends_on=present.ends_on)
    return _page(form, row, present)


@blueprint.post("/<int:decision>/change")
@access.requires(Permission.DECIDE)
def change_submit(person: int, decision: int) -> ResponseReturnValue:
    """Record what takes its place."""
    row, form = subject.decided_about(person), DecisionChangeForm()
    present: Decision = history.of_person(db.session, Decision, person, decision)
    if not form.validate():
        return _page(form, row, present), 422
    try:
        done = _change(form, present)
    except Invalid as error:
        refuse(form, error)
        return _page(form, row, present), 422
    db.session.commit()
    flash(f"{done}. How it was before stays readable.", "ok")
    return redirect(url_for("evidence.of_person", person=person), 303)


def _change(form: DecisionChangeForm, present: Decision) -> str:
    """Record it, and say what was done."""
    by, now = me.person_id, clock.now()
    if form.taken_back.data:
        decisions.take_back(db.session, present, form.reason.data, by=by, at=now)
        return f"The {present.kind} is taken back"
    facts = DecisionFacts(
        present.kind,
        present.requirement,
        day(form.starts_on),
        day(form.ends_on),
        form.reason.data,
    )
    decisions.decide(db.session, present.person_id, facts, replaces=present, by=by, at=now)
    return f"The {present.kind} holds through {date_text(facts.ends_on)}"
