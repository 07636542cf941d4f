"""What is different about a shift on one date."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.coverage import ExceptionKind, Shift
from portal.domain.dates import date_text
from portal.domain.errors import Invalid
from portal.domain.staffing import Mode
from portal.forms.fields import number_of, refuse
from portal.forms.rosters import ExceptionForm
from portal.forms.values import day
from portal.services.rosters import exceptions, shifts, staff
from portal.services.rosters.exceptions import Change
from portal.services.rosters.staff import Candidate
from portal.views import access
from portal.views.access import me
from portal.views.rosters import about
from portal.views.rosters.about import About

blueprint = Blueprint(
    "exceptions", __name__, url_prefix="/teams/<int:team>/roster/shifts/<int:shift>/dates"
)


def _form(found: About, row: Shift) -> ExceptionForm:
    """The form; the address may say the date, what is different, and who: ?on=…&kind=…&comes=…"""
    asked = about.date_asked(row)
    said = {name: request.args.get(name, "") for name in ("kind", "comes", "reason")}
    mode = request.args.get("mode", Mode.ON_SITE.value)
    form = ExceptionForm(on=asked, off=request.args.get("person", ""), mode=mode, **said)
    on = form.on.data or asked or clock.today()
    team = found.team
    everybody = staff.candidates(db.session, team.county_fips, team.id, on)
    on_it = {place.person for place in row.assigned} | {
        one.person for one in row.exceptions if one.on == on and one.person is not None
    }
    names = staff.names(db.session, on_it)
    usual = [Candidate(number, name, on_team=True) for number, name in names.items()]
    form.offer(usual, everybody)
    return form


def _page(form: ExceptionForm, found: About, row: Shift) -> str:
    return render_template("rosters/exception.html", form=form, about=found, shift=row)


@blueprint.get("/new")
@access.requires(Permission.MANAGE_ROSTERS)
def new(team: int, shift: int) -> str:
    """The form."""
    found = about.managed(team)
    row, _known = shifts.find(db.session, team, shift)
    return _page(_form(found, row), found, row)


@blueprint.post("/new")
@access.requires(Permission.MANAGE_ROSTERS)
def create(team: int, shift: int) -> ResponseReturnValue:
    """Record it."""
    found = about.managed(team)
    row, _known = shifts.find(db.session, team, shift)
    form = _form(found, row)
    if not form.validate():
        return _page(form, found, row), 422
    change = Change(
        ExceptionKind(form.kind.data),
        day(form.on),
        number_of(form.off),
        number_of(form.comes),
        Mode(form.mode.data),
        form.reason.data,
    )
    try:
        exceptions.record(db.session, found.team, shift, change, by=me.person_id, at=clock.now())
    except Invalid as error:
        refuse(form, error)
        return _page(form, found, row), 422
    db.session.commit()
    flash(f"Recorded for {date_text(change.on)}.", "ok")
    shown = url_for("rosters.shifts.shift", team=team, shift=shift, on=change.on.isoformat())
    return redirect(shown, 303)
