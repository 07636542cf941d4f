"""Taking an assignment back from some or all, giving people another date, and asking again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.assignments import Act, Progress
from portal.domain.errors import Conflict, Forbidden
from portal.forms.assignments import IN_DAYS, ON_DAY, TAKE_BACK, ChangeForm, EndForm
from portal.models import Assignment
from portal.services.assignments import making, reading
from portal.services.assignments.making import Pair
from portal.services.assignments.reading import Opened
from portal.views import access, subject
from portal.views.access import me
from portal.views.assignments.blueprint import blueprint
from portal.views.assignments.pages import fits, opened


@dataclass(frozen=True, slots=True)
class Chosen:
    """The people and items that were ticked, by the names of the people."""

    pairs: tuple[Pair, ...]
    people: tuple[str, ...]
    keys: tuple[str, ...]
    """How the form says them."""


def _chosen(found: Opened, values: Any) -> Chosen:
    """What is ticked, of what can be; all that the page shows when that was chosen."""
    items = {item.number for item in found.value.items}
    mine = {
        (one.person, asked.item.number): one.name for one in found.people for asked in one.items
    }
    mine |= {(one.person, item): one.name for one in found.others for item in items}
    ticked = {key for key in values.getlist("line") if key.count(".") == 1}
    if "all" in values:
        shown = [one for one in found.people if fits(one, values.get("show", ""))]
        ticked = {f"{one.person}.{asked.item.number}" for one in shown for asked in one.items}
    for person in values.getlist("person"):
        ticked |= {f"{person}.{item}" for item in items}
    pairs = [pair for pair in sorted(mine) if f"{pair[0]}.{pair[1]}" in ticked]
    names = sorted({mine[pair] for pair in pairs}, key=str.casefold)
    return Chosen(tuple(pairs), tuple(names), tuple(f"{a}.{b}" for a, b in pairs))


def lines_of(found: Opened, values: Any) -> list[Pair]:
    """The people and items that are ticked, or that are late where all of those were chosen."""
    if "late" in values:
        return [
            (one.person, asked.item.number)
            for one in found.people
            for asked in one.items
            if asked.progress is Progress.LATE
        ]
    return list(_chosen(found, values).pairs)


def _to_change(assignment: int) -> tuple[Assignment, Opened]:
    row, found, may_change = opened(assignment)
    if not may_change and found.value.ended_on is None:
        message = "The state asks for this. Only who works for all of California can change it."
        raise Forbidden(message)
    if not may_change:
        message = "This assignment was taken back as a whole. Make a new one to ask again."
        raise Conflict(message)
    return row, found


@blueprint.post("/<int:assignment>/chosen")
@access.requires(Permission.ASSIGN)
def chosen(assignment: int) -> ResponseReturnValue:
    """The form for those who were ticked; nothing is changed yet."""
    if "nudge" in request.form:
        found = opened(assignment)[1]
        keys = [f"{person}.{item}" for person, item in lines_of(found, request.form)]
        return redirect(url_for("nudges.new", assignment=assignment, line=keys), 303)
    row, found = _to_change(assignment)
    ticked = _chosen(found, request.form)
    if not ticked.pairs:
        flash("Nobody is ticked. Tick the people that you mean, then choose “Change”.")
        return redirect(url_for("assignments.assignment", assignment=assignment), 303)
    form = ChangeForm(None)
    if request.form.get("act") == "by-rule":
        form.act.data = "by-rule"
    return _page(row, ticked, form)


def _page(row: Assignment, ticked: Chosen, form: ChangeForm) -> str:
    return render_template("assignments/change.html", row=row, chosen=ticked, form=form)


@blueprint.post("/<int:assignment>/change")
@access.requires(Permission.ASSIGN)
def change(assignment: int) -> ResponseReturnValue:
    """Take it back from them, or ask them with another date. All of it or nothing."""
    row, found = _to_change(assignment)
    ticked = _chosen(found, request.form)
    form = ChangeForm(request.form)
    if not ticked.pairs:
        flash("Nobody of those can be changed any more. Look once more.")
        return redirect(url_for("assignments.assignment", assignment=assignment), 303)
    if not form.validate():
        return _page(row, ticked, form), 422
    act = Act.TAKE_BACK if form.act.data == TAKE_BACK else Act.ASK
    making.change(
        db.session,
        row,
        ticked.pairs,
        act,
        due_on=_due_on(form, clock.today()),
        reason=form.reason.data,
        by=me.person_id,
        at=clock.now(),
    )
    db.session.commit()
    whom = _people(ticked.people)
    done = f"It is taken back from {whom}." if act is Act.TAKE_BACK else f"{whom} asked anew."
    flash(f"{done} What they completed stays as it is.", "ok")
    return redirect(url_for("assignments.assignment", assignment=assignment), 303)


def _people(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{len(names):,} people"


def _due_on(form: ChangeForm, today: date) -> date | None:
    if form.act.data == IN_DAYS:
        return today + timedelta(days=form.days.data or 0)
    due: date | None = form.on.data if form.act.data == ON_DAY else None
    return due


@blueprint.get("/<int:assignment>/end")
@access.requires(Permission.ASSIGN)
def end(assignment: int) -> str:
    """The form to take it back as a whole."""
    row, found = _to_change(assignment)
    return render_template("assignments/end.html", row=row, found=found, form=EndForm())


@blueprint.post("/<int:assignment>/end")
@access.requires(Permission.ASSIGN)
def end_submit(assignment: int) -> ResponseReturnValue:
    """Take it back as a whole; a second click finds it done and says the same."""
    scope = subject.scope(Permission.ASSIGN)
    row = reading.find(db.session, assignment, scope)
    if not making.is_over(db.session, row):
        row, found = _to_change(assignment)
        form = EndForm()
        if not form.validate():
            return render_template("assignments/end.html", row=row, found=found, form=form), 422
        making.end(db.session, row, form.reason.data, by=me.person_id, at=clock.now())
        db.session.commit()
    flash("It is taken back. What people completed stays as it is.", "ok")
    return redirect(url_for("assignments.assignment", assignment=assignment), 303)
