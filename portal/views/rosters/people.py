"""Who is on a weekly shift: putting people on, taking them off, correcting."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.coverage import Shift
from portal.domain.errors import Invalid
from portal.domain.rosters import first_from
from portal.domain.staffing import Mode
from portal.forms.fields import refuse
from portal.forms.rosters import PersonOnShiftForm, PlaceCorrectionForm
from portal.forms.values import day, numbers
from portal.models import Person, ShiftAssignment
from portal.services.rosters import people, shifts, staff
from portal.services.rosters.people import PlaceFacts
from portal.views import access
from portal.views.access import me
from portal.views.rosters import about
from portal.views.rosters.about import About

blueprint = Blueprint(
    "people", __name__, url_prefix="/teams/<int:team>/roster/shifts/<int:shift>/people"
)


def _everybody() -> bool:
    """Whether the list is to hold the whole county, not only the team: ?everybody=1."""
    return request.args.get("everybody") == "1"


def _form(found: About, row: Shift, known: list[Shift]) -> tuple[PersonOnShiftForm, bool]:
    """The form, and whether only the team is on the list.

    The address may say who, how and from which date: ?person=…&mode=…&on=…
    """
    alike = shifts.alike(row, known)
    first_on = about.date_asked(row) or first_from(max(clock.today(), row.first_on), row.weekday)
    person, mode = request.args.get("person", ""), request.args.get("mode", "")
    form = PersonOnShiftForm(days=[row.id], first_on=first_on, person=person, mode=mode)
    form.offer_days({one.id: one.weekday for one in alike})
    asked = form.first_on.data or first_on
    team = found.team
    candidates = staff.candidates(db.session, team.county_fips, team.id, asked)
    of_team = [one for one in candidates if one.on_team]
    other = bool(form.person.data) and all(form.person.data != str(one.id) for one in of_team)
    only_team = bool(of_team) and not other and not _everybody()
    form.offer(of_team if only_team else candidates)
    return form, only_team


def _page(found: About, row: Shift, form: PersonOnShiftForm, only_team: bool) -> str:
    return render_template(
        "rosters/person_new.html", form=form, about=found, shift=row, only_team=only_team
    )


@blueprint.get("/new")
@access.requires(Permission.MANAGE_ROSTERS)
def new(team: int, shift: int) -> str:
    """The form."""
    found = about.managed(team)
    row, known = shifts.find(db.session, team, shift)
    return _page(found, row, *_form(found, row, known))


@blueprint.post("/new")
@access.requires(Permission.MANAGE_ROSTERS)
def create(team: int, shift: int) -> ResponseReturnValue:
    """Give somebody a place on the shift, and on the same shift of other days."""
    found = about.managed(team)
    row, known = shifts.find(db.session, team, shift)
    form, only_team = _form(found, row, known)
    if not form.validate():
        return _page(found, row, form, only_team), 422
    facts = PlaceFacts(Mode(form.mode.data), day(form.first_on), form.last_on.data)
    try:
        people.put_on(
            db.session,
            found.team,
            numbers(form.days),
            int(form.person.data),
            facts,
            by=me.person_id,
            at=clock.now(),
        )
    except Invalid as error:
        refuse(form, error)
        return _page(found, row, form, only_team), 422
    db.session.commit()
    flash(f"{form.person.words} is on {row.name}.", "ok")
    return _shown(row, facts.first_on, numbers(form.days))


def _shown(row: Shift, first_on: date, days: Sequence[int] = ()) -> ResponseReturnValue:
    """The page of the shift, from the first date that is about what was recorded.

    `days`: the same shift on all days that it was recorded for.
    """
    begins = first_from(max(first_on, row.first_on, clock.today()), row.weekday).isoformat()
    more = sorted(set(days) - {row.id})
    shown = url_for("rosters.shifts.shift", team=row.team, shift=row.id, on=begins, day=more)
    return redirect(shown, 303)


def _place(team: int, shift: int, place: int) -> tuple[About, Shift, ShiftAssignment, str]:
    found = about.managed(team)
    row, _known = shifts.find(db.session, team, shift)
    present = people.find(db.session, shift, place)
    name = db.session.get_one(Person, present.person_id).called
    return found, row, present, name


@blueprint.get("/<int:place>/correct")
@access.requires(Permission.MANAGE_ROSTERS)
def correct(team: int, shift: int, place: int) -> str:
    """The form, with what stands now.

    The address may say another way of taking part, ?mode=…, and from when on: ?on=….
    """
    found, row, present, name = _place(team, shift, place)
    mode = request.args.get("mode", present.mode.value)
    on = request.args.get("on", type=date.fromisoformat)
    from_on = on if on is not None and on > present.first_on else None
    form = PlaceCorrectionForm(
        mode=mode, from_on=from_on, first_on=present.first_on, last_on=present.last_on
    )
    return _correction(form, found, row, present, name)


def _correction(
    form: PlaceCorrectionForm, found: About, row: Shift, present: ShiftAssignment, name: str
) -> str:
    return render_template(
        "rosters/person.html", form=form, about=found, shift=row, place=present, name=name
    )


@blueprint.post("/<int:place>/correct")
@access.requires(Permission.MANAGE_ROSTERS)
def correct_submit(team: int, shift: int, place: int) -> ResponseReturnValue:
    """Record the last date, or whatever was wrong."""
    found, row, present, name = _place(team, shift, place)
    form = PlaceCorrectionForm()
    if not form.validate():
        return _correction(form, found, row, present, name), 422
    mode, from_on, mistake = Mode(form.mode.data), form.from_on.data, form.mistaken.data
    facts = PlaceFacts(mode, from_on or day(form.first_on), form.last_on.data)
    turns_on = from_on or _turns(present, facts, mistake=mistake)
    by, now = me.person_id, clock.now()
    if from_on is not None and not mistake and day(form.first_on) != present.first_on:
        form.first_on.errors = [_EITHER]
        return _correction(form, found, row, present, name), 422
    try:
        if from_on is not None and not mistake:
            people.change(db.session, found.team, present, facts, by=by, at=now)
        else:
            people.correct(db.session, found.team, present, facts, mistake=mistake, by=by, at=now)
    except Invalid as error:
        field = "from_on" if from_on and error.field == "first_on" else error.field
        refuse(form, Invalid(str(error), field))
        return _correction(form, found, row, present, name), 422
    db.session.commit()
    flash(f"Recorded for {name}. The history of the roster keeps what was before.", "ok")
    return _shown(row, turns_on)


_EITHER = (
    "With a date from which it is otherwise, the first date stays. Empty that field, or put this "
    "date back."
)


def _turns(present: ShiftAssignment, facts: PlaceFacts, *, mistake: bool) -> date:
    """The first date on which a correction changes who is there."""
    first = min(present.first_on, facts.first_on)
    if mistake or (present.mode, present.first_on) != (facts.mode, facts.first_on):
        return first
    lasts = [last for last in (present.last_on, facts.last_on) if last is not None]
    return min(lasts) + timedelta(days=1) if lasts else first
