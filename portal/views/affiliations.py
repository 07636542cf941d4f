"""Where a person works: adding an affiliation, and recording its last day."""

from datetime import date
from typing import cast

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import date_text
from portal.domain.errors import Invalid
from portal.forms.fields import refuse
from portal.forms.people import AffiliationForm, LastDayForm
from portal.models import Affiliation, Person
from portal.services import affiliations, last_days, places
from portal.services.affiliations import Line, When
from portal.services.places import Counties
from portal.services.rosters import leaving
from portal.services.rosters.leaving import LeftOn
from portal.views import access, subject
from portal.views.access import me

blueprint = Blueprint("affiliations", __name__, url_prefix="/<int:person>/affiliations")


def _form() -> AffiliationForm:
    form = AffiliationForm()
    form.offer(
        subject.county_names(),
        places.agencies(db.session),
        places.teams(db.session, subject.scope()),
    )
    return form


@blueprint.get("/new")
@access.requires(Permission.MANAGE_PEOPLE)
def new(person: int) -> str:
    """The form."""
    row = subject.managed(person)
    return render_template("people/affiliation.html", form=_form(), person=row)


@blueprint.post("/new")
@access.requires(Permission.MANAGE_PEOPLE)
def create(person: int) -> ResponseReturnValue:
    """Record where the person works."""
    row, form = subject.managed(person), _form()
    if not form.validate():
        return render_template("people/affiliation.html", form=form, person=row), 422
    try:
        _add(form, person)
    except Invalid as error:
        refuse(form, error)
        return render_template("people/affiliation.html", form=form, person=row), 422
    db.session.commit()
    flash("The affiliation is recorded.", "ok")
    return redirect(url_for("people.person", person=person), 303)


def _add(form: AffiliationForm, person: int) -> Affiliation:
    by, now = me.person_id, clock.now()
    place = subject.place_in(form, by=by, at=now)
    return affiliations.add(
        db.session,
        person,
        place,
        position=form.position.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        by=by,
        at=now,
    )


def _to_end(person: int, affiliation: int) -> tuple[Person, Affiliation, Line]:
    row = subject.managed_once(person)
    held = subject.scope(Permission.MANAGE_PEOPLE)
    found = affiliations.to_end(db.session, person, affiliation, held)
    lines = affiliations.of_people(db.session, [person], held)[person]
    return row, found, next(line for line in lines if line.row.id == affiliation)


@blueprint.get("/<int:affiliation>/end")
@access.requires(Permission.MANAGE_PEOPLE)
def end(person: int, affiliation: int) -> str:
    """Ask for the last day."""
    row, _found, line = _to_end(person, affiliation)
    return _last_day(LastDayForm(), row, line)


def _last_day(form: LastDayForm, row: Person, line: Line) -> str:
    return render_template(
        "people/end.html",
        form=form,
        person=row,
        line=line,
        upcoming=line.row.starts_on if line.when(clock.today()) is When.UPCOMING else None,
        whole_state=subject.scope() is None,
        correctable=last_days.CORRECTABLE.days,
    )


@blueprint.post("/<int:affiliation>/end")
@access.requires(Permission.MANAGE_PEOPLE)
def end_submit(person: int, affiliation: int) -> ResponseReturnValue:
    """Record it."""
    row, found, line = _to_end(person, affiliation)
    form = LastDayForm()
    if not form.validate():
        return _last_day(form, row, line), 422
    last_day = cast(date, form.ends_on.data)  # required
    try:
        held = subject.scope(Permission.MANAGE_PEOPLE)
        by, now = me.person_id, clock.now()
        last_days.check_correction(db.session, found, last_day, held, by=by, today=clock.today())
        ended = affiliations.end(db.session, found, last_day, by=by, at=now)
    except Invalid as error:
        refuse(form, error)
        return _last_day(form, row, line), 422
    withdrawn = affiliations.withdrawn(ended)
    db.session.commit()
    done = "the affiliation is withdrawn" if withdrawn else f"the last day is {date_text(last_day)}"
    flash(f"Recorded: {done}.", "ok")
    return redirect(url_for("people.person", person=person), 303)


def left_on(person: int, lines: list[Line], sees: Counties) -> list[LeftOn]:
    """The weekly shifts that somebody stays on; asked only when a last day is recorded."""
    if all(line.row.ends_on is None for line in lines):
        return []
    return leaving.left_on(db.session, person, sees, clock.today())
