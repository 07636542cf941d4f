"""A weekly shift: adding it, reading about it, and saying when it ends."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.coverage import Shift
from portal.domain.dates import date_text
from portal.domain.errors import Invalid
from portal.domain.rosters import first_from, times_text
from portal.forms.fields import refuse
from portal.forms.rosters import ShiftEndForm, ShiftForm
from portal.forms.values import clock as at
from portal.forms.values import day, numbers
from portal.services.rosters import shifts, week
from portal.services.rosters.shifts import ShiftFacts
from portal.views import access
from portal.views.access import me
from portal.views.rosters import about, hours
from portal.views.rosters.about import About
from portal.views.rosters.weeks import SOON

blueprint = Blueprint("shifts", __name__, url_prefix="/teams/<int:team>/roster/shifts")


@blueprint.get("/new")
@access.requires(Permission.MANAGE_ROSTERS)
def new(team: int) -> str:
    """The form."""
    form = ShiftForm(first_on=clock.today())
    return render_template("rosters/shift_new.html", form=form, about=about.managed(team))


@blueprint.post("/new")
@access.requires(Permission.MANAGE_ROSTERS)
def create(team: int) -> ResponseReturnValue:
    """Add it on each of the days."""
    found, form = about.managed(team), ShiftForm()
    if not form.validate():
        return render_template("rosters/shift_new.html", form=form, about=found), 422
    facts = ShiftFacts(
        form.name.data,
        at(form.starts),
        at(form.ends),
        day(form.first_on),
        form.last_on.data,
    )
    try:
        added = shifts.add(
            db.session, team, facts, set(numbers(form.weekdays)), by=me.person_id, at=clock.now()
        )
    except Invalid as error:
        refuse(form, error)
        return render_template("rosters/shift_new.html", form=form, about=found), 422
    db.session.commit()
    times = times_text(facts.starts, facts.ends)
    flash(f"{facts.name}, {times}, is added. Now put people on it.", "ok")
    return redirect(url_for("rosters.shifts.shift", team=team, shift=added[0]), 303)


@blueprint.get("/<int:shift>")
@access.requires(Permission.SEE_READINESS)
def shift(team: int, shift: int) -> str:
    """Who is on it, whether it is covered, and what is different soon.

    One date, ?on=…, or the next one; from then on it is counted how often it is covered, with the
    same shift on other days: ?day=….
    """
    found = about.seen(team)
    row, known = shifts.find(db.session, team, shift)
    today = clock.today()
    on = about.date_asked(row) or _next(row, today)
    over_on = _over(row, today)
    told = hours.of_shifts((row, each) for each in (on, over_on) if each)
    alike = shifts.alike(row, known)
    return render_template(
        "rosters/shift.html",
        about=found,
        shift=row,
        alike=[other for other in alike if other.id != row.id],
        entry=week.entry(db.session, found.team, row, on) if on else None,
        hours=told[row.id, on] if on else None,
        over_on=over_on,
        over=told[row.id, over_on] if over_on else None,
        coming=hours.series(_counted(row, alike), on) if on else None,
        placed=week.placed(db.session, [shift]).get(shift, []),
        different=week.different(db.session, [shift], today, today + SOON),
        today=today,
    )


def _over(row: Shift, today: date) -> date | None:
    """The first date on which it takes place no more; None when no end is set, or it is past."""
    if row.last_on is None or row.last_on < today:
        return None
    return first_from(row.last_on + timedelta(days=1), row.weekday)


def _counted(row: Shift, alike: list[Shift]) -> list[Shift]:
    days = {row.id, *request.args.getlist("day", int)}
    return [other for other in alike if other.id in days]


def _next(row: Shift, today: date) -> date | None:
    """The date on which it next takes place; None when it is over."""
    on = first_from(max(row.first_on, today), row.weekday)
    return on if row.last_on is None or on <= row.last_on else None


def _ending(team: int, shift: int) -> tuple[About, Shift, dict[int, int]]:
    found = about.managed(team)
    row, known = shifts.find(db.session, team, shift)
    return found, row, {one.id: one.weekday for one in shifts.alike(row, known)}


@blueprint.get("/<int:shift>/end")
@access.requires(Permission.MANAGE_ROSTERS)
def end(team: int, shift: int) -> str:
    """Ask for the last date."""
    found, row, days = _ending(team, shift)
    form = ShiftEndForm(days=[shift], last_on=row.last_on)
    form.offer_days(days)
    return render_template("rosters/shift_end.html", form=form, about=found, shift=row)


@blueprint.post("/<int:shift>/end")
@access.requires(Permission.MANAGE_ROSTERS)
def end_submit(team: int, shift: int) -> ResponseReturnValue:
    """Record it, or that there is none."""
    found, row, days = _ending(team, shift)
    form = ShiftEndForm()
    form.offer_days(days)
    if not form.validate():
        page = render_template("rosters/shift_end.html", form=form, about=found, shift=row)
        return page, 422
    mistaken = form.mistaken.data
    try:
        shifts.end(
            db.session,
            team,
            numbers(form.days),
            form.last_on.data,
            mistake=mistaken,
            by=me.person_id,
            at=clock.now(),
        )
    except Invalid as error:
        refuse(form, error)
        page = render_template("rosters/shift_end.html", form=form, about=found, shift=row)
        return page, 422
    db.session.commit()
    flash(f"{row.name}: {_done(form)}.", "ok")
    if mistaken:
        return redirect(url_for("rosters.weeks.every_shift", team=team), 303)
    return redirect(url_for("rosters.shifts.shift", team=team, shift=shift), 303)


def _done(form: ShiftEndForm) -> str:
    if form.mistaken.data:
        return "taken back. The history of the roster keeps it"
    if form.last_on.data is None:
        return "goes on without an end"
    return f"takes place through {date_text(form.last_on.data)}"
