"""Which trainings from elsewhere count: the precedents, setting one, revoking one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import date_text
from portal.domain.errors import Invalid
from portal.domain.evidence import creditable, months_text
from portal.forms.decisions import EquivalencyForm, RequirementFilterForm, RevocationForm
from portal.forms.fields import refuse
from portal.forms.values import day
from portal.models import OutsideTraining
from portal.services import claims, equivalencies
from portal.services.equivalencies import EquivalencyFacts, Line
from portal.views import access, subject
from portal.views.access import me
from portal.views.evidence import requirement_titles

blueprint = Blueprint("equivalencies", __name__, url_prefix="/equivalencies")


@blueprint.get("")
@access.requires(Permission.DECIDE)
def index() -> ResponseReturnValue:
    """Those that hold in one's counties."""
    scope = subject.scope(Permission.DECIDE)
    book = held.rulebook()
    form = RequirementFilterForm(request.args)
    form.requirement.choices = {
        "": "Any",
        **{slug: one.title for slug, one in creditable(book).items()},
    }
    good = form.validate()
    lines = equivalencies.listed(db.session, scope, form.requirement.data or "") if good else []
    page = render_template(
        "equivalencies/index.html",
        form=form,
        lines=lines,
        standing=[line for line in lines if line.revocation is None],
        titles=requirement_titles(book),
        months_text=months_text,
    )
    return page, 200 if good else 422


# Setting one


def _form() -> EquivalencyForm:
    form = EquivalencyForm()
    form.offer(
        {slug: one.title for slug, one in creditable(held.rulebook()).items()},
        subject.county_names(Permission.DECIDE),
        whole_state=subject.scope(Permission.DECIDE) is None,
    )
    return form


def _training() -> OutsideTraining | None:
    """The training in the address, if the decision is to be about it."""
    person = request.args.get("person", type=int)
    training = request.args.get("training", type=int)
    if person is None or training is None:
        return None
    subject.decided_about(person)
    return claims.claimable(db.session, person, training)


def _new(form: EquivalencyForm, training: OutsideTraining | None) -> str:
    return render_template("equivalencies/new.html", form=form, training=training)


@blueprint.get("/new")
@access.requires(Permission.DECIDE)
def new() -> str:
    """The form; filled in from a training that somebody took, if one is in the address."""
    form, training = _form(), _training()
    form.starts_on.data = clock.today()
    if training is not None:
        form.title.data, form.provider.data = training.title, training.provider
    return _new(form, training)


@blueprint.post("/new")
@access.requires(Permission.DECIDE)
def create() -> ResponseReturnValue:
    """Set it."""
    form, training = _form(), _training()
    if not form.validate():
        return _new(form, training), 422
    facts = EquivalencyFacts(
        form.title.data,
        form.provider.data,
        form.requirement.data,
        form.county_fips,
        day(form.starts_on),
        form.ends_on.data,
        form.recency_months.data,
        form.reason.data,
    )
    scope = subject.scope(Permission.DECIDE)
    try:
        row = equivalencies.add(db.session, facts, scope, by=me.person_id, at=clock.now())
    except Invalid as error:
        refuse(form, error)
        return _new(form, training), 422
    onward = (
        url_for("equivalencies.equivalency", equivalency=row.id)
        if training is None
        else url_for("claims.credit", person=training.person_id, training=training.id)
    )
    db.session.commit()
    flash("The decision is recorded. It holds for everybody within its limits.", "ok")
    return redirect(onward, 303)


# One


@blueprint.get("/<int:equivalency>")
@access.requires(Permission.DECIDE)
def equivalency(equivalency: int) -> str:
    """Its reason, its limits, and who rests on it."""
    scope = subject.scope(Permission.DECIDE)
    line = equivalencies.find(db.session, equivalency, scope)
    people, hidden = equivalencies.dependents(db.session, equivalency, me.grants, clock.today())
    return render_template(
        "equivalencies/equivalency.html",
        line=line,
        people=people,
        hidden=hidden,
        titles=requirement_titles(held.rulebook()),
        months_text=months_text,
        today=clock.today(),
        may_revoke=line.revocation is None and equivalencies.may_change(line, scope),
    )


def _revoke(line: Line, form: RevocationForm) -> str:
    number = line.row.id
    people, hidden = equivalencies.dependents(db.session, number, me.grants, clock.today())
    return render_template(
        "equivalencies/revoke.html",
        form=form,
        line=line,
        people=people,
        hidden=hidden,
        titles=requirement_titles(held.rulebook()),
    )


@blueprint.get("/<int:equivalency>/revoke")
@access.requires(Permission.DECIDE)
def revoke(equivalency: int) -> str:
    """Show who rests on it, and ask for the day and the reason."""
    line = equivalencies.revocable(db.session, equivalency, subject.scope(Permission.DECIDE))
    return _revoke(line, RevocationForm(revoked_on=clock.today()))


@blueprint.post("/<int:equivalency>/revoke")
@access.requires(Permission.DECIDE)
def revoke_submit(equivalency: int) -> ResponseReturnValue:
    """Revoke it."""
    form, scope = RevocationForm(), subject.scope(Permission.DECIDE)
    line = equivalencies.find(db.session, equivalency, scope)
    if not form.validate():
        return _revoke(line, form), 422
    on, by = day(form.revoked_on), me.person_id
    try:
        equivalencies.revoke(db.session, line, on, form.reason.data, scope, by=by, at=clock.now())
    except Invalid as error:
        refuse(form, error)
        return _revoke(line, form), 422
    db.session.commit()
    flash(f"Revoked: it counts no more from {date_text(on)} on.", "ok")
    return redirect(url_for("equivalencies.equivalency", equivalency=equivalency), 303)
