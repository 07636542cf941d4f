"""When a person is away: recording and correcting it, and the shifts that it falls on."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission, may
from portal.domain.dates import date_text
from portal.domain.errors import Invalid
from portal.domain.rosters import times_text
from portal.domain.staffing import Outcome
from portal.forms.duties import LeaveCorrectionForm, LeaveForm
from portal.forms.fields import refuse
from portal.forms.values import day
from portal.models import Leave, Person
from portal.services import duties, history, readiness
from portal.services.duties import LeaveFacts
from portal.services.readiness import Asked, Within
from portal.views import access, subject
from portal.views.access import me
from portal.views.rosters.hours import HoursTold, day_words, told

blueprint = Blueprint("leave", __name__, url_prefix="/people/<int:person>/leave")


@dataclass(frozen=True, slots=True)
class Line:
    """A shift within leave, in words."""

    when: str
    shift: str
    url: str
    team: str
    roster: str
    hours: HoursTold
    change: str
    """Where somebody else is put on that date; empty for who may not."""


@dataclass(frozen=True, slots=True)
class Shifts:
    """The shifts within leave, in words."""

    lines: tuple[Line, ...]
    uncovered: int
    """How many of them are not covered with the leave."""
    looked: str
    """The days that were looked at."""
    elsewhere: int


@blueprint.get("/new")
@access.requires(Permission.MANAGE_PEOPLE)
def new(person: int) -> str:
    """The form for a time away."""
    return _form(LeaveForm(), subject.managed(person), None)


@blueprint.post("/new")
@access.requires(Permission.MANAGE_PEOPLE)
def create(person: int) -> ResponseReturnValue:
    """Record it, or only show the shifts within it."""
    return _save(LeaveForm(), subject.managed(person), None)


@blueprint.get("/<int:leave>/correct")
@access.requires(Permission.MANAGE_PEOPLE)
def correct(person: int, leave: int) -> str:
    """The form, with what stands now."""
    row = subject.managed(person)
    present = history.standing(db.session, Leave, person, leave)
    return _form(LeaveCorrectionForm(obj=present), row, present)


@blueprint.post("/<int:leave>/correct")
@access.requires(Permission.MANAGE_PEOPLE)
def correct_submit(person: int, leave: int) -> ResponseReturnValue:
    """Record what takes its place, or that it was a mistake; or only show the shifts within it."""
    row = subject.managed(person)
    present = history.of_person(db.session, Leave, person, leave)
    return _save(LeaveCorrectionForm(), row, present)


def _form(
    form: LeaveForm, person: Person, present: Leave | None, within: Shifts | None = None
) -> str:
    return render_template(
        "leave/form.html", form=form, person=person, corrected=present, within=within
    )


def _save(form: LeaveForm, person: Person, present: Leave | None) -> ResponseReturnValue:
    if not form.validate():
        return _form(form, person, present), 422
    mistaken = isinstance(form, LeaveCorrectionForm) and form.mistaken.data
    by, at = me.person_id, clock.now()
    try:
        if present is not None and mistaken:
            duties.withdraw(db.session, present, by=by, at=at)
            entry = present.id
        else:
            facts = LeaveFacts(day(form.starts_on), form.ends_on.data)
            if "look" in request.form:
                duties.check_leave(facts)
                return _form(form, person, present, _within(person, facts, present))
            corrects = present.id if present else None
            entry = duties.record_leave(
                db.session, person.id, facts, corrects=corrects, by=by, at=at
            ).id
    except Invalid as error:
        refuse(form, error)
        return _form(form, person, present), 422
    db.session.commit()
    done = "withdrawn. It stays readable" if mistaken else "recorded"
    flash(f"The leave is {done}.", "ok")
    return redirect(url_for("leave.shifts", person=person.id, leave=entry), 303)


@blueprint.get("/<int:leave>/shifts")
@access.requires(Permission.MANAGE_PEOPLE)
def shifts(person: int, leave: int) -> str:
    """The shifts within leave on which the person has a place, and what becomes of the hours."""
    row = subject.managed(person)
    present = history.of_person(db.session, Leave, person, leave)
    stands = duties.stands(db.session, present)
    within = _within(row, LeaveFacts(present.starts_on, present.ends_on), present, stands=stands)
    name = row.called
    return render_template(
        "leave/shifts.html",
        person=row,
        name=name,
        heading=_heading(name, present, within, stands=stands),
        leave=present,
        stands=stands,
        within=within,
    )


def _within(
    person: Person, facts: LeaveFacts, present: Leave | None, *, stands: bool = True
) -> Shifts:
    rulebook = held.rulebook()
    found = readiness.shifts_within(
        db.session,
        Asked(
            person.id,
            facts.starts_on,
            facts.ends_on,
            present.id if present else None,
            holds=stands,
        ),
        subject.scope(Permission.SEE_READINESS),
        rulebook,
        held.catalogue(),
        clock.now(),
    )
    lines = []
    for hit in found.hits:
        shift, on = hit.hours.shift, hit.hours.on.isoformat()
        here: dict[str, Any] = {"team": shift.team, "shift": shift.id}
        off: dict[str, Any] = {"on": on, "kind": "off", "person": person.id, "reason": "On leave"}
        may_change = may(me.grants, Permission.MANAGE_ROSTERS, hit.county)
        lines.append(
            Line(
                f"{day_words(hit.hours.on)}, {times_text(shift.starts, shift.ends)}",
                shift.name,
                url_for("rosters.shifts.shift", **here, on=on),
                hit.team,
                url_for("rosters.weeks.roster", team=shift.team, week=on),
                told(hit.hours, rulebook, leave=stands),
                url_for("rosters.exceptions.new", **here, **off) if may_change else "",
            )
        )
    uncovered = sum(hit.hours.outcome is Outcome.NOT_COVERED for hit in found.hits)
    return Shifts(tuple(lines), uncovered, _looked(found), found.elsewhere)


def _looked(found: Within) -> str:
    said = f"Looked at from {date_text(found.first)} through {date_text(found.last)}"
    return f"{said}." if found.ends else f"{said}; the leave goes on after that."


def _heading(name: str, leave: Leave, within: Shifts, *, stands: bool) -> str:
    if not stands:
        return f"This entry about {name} does not hold any more"
    until = f" through {date_text(leave.ends_on)}" if leave.ends_on else ""
    return f"{name} is away from {date_text(leave.starts_on)}{until}: {count_words(within)}"


def count_words(within: Shifts) -> str:
    """How many shifts it falls on, and how many of these are not covered."""
    count, uncovered = len(within.lines), within.uncovered
    if not count:
        return "on no shift then"
    shifts = "1 shift" if count == 1 else f"{count} shifts"
    if not uncovered:
        return f"{shifts}, {'not one' if count > 1 else 'and it is not'} left uncovered"
    if count == 1:
        return "1 shift, which is not covered"
    if uncovered == count:
        return f"{shifts}, none of them covered"
    return f"{shifts}, {uncovered} of them not covered"


blueprint.add_app_template_global(count_words, "leave_count_words")
