"""Who is registered, who was there, what the rule says, and confirming it."""

from collections import Counter
from datetime import datetime

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.documents.tables import csv_bytes
from portal.domain.access import Permission
from portal.domain.dates import CALIFORNIA
from portal.domain.errors import Conflict, Forbidden, Invalid
from portal.domain.events.terms import time_text
from portal.forms.events import CorrectForm, PresenceForm, WithdrawForm, local_instant
from portal.forms.fields import refuse
from portal.forms.values import clock as time_of
from portal.services.events import attending, crediting
from portal.services.events import roster as rosters
from portal.services.events.finding import Shown
from portal.services.events.roster import Line, Roster
from portal.views import access
from portal.views.access import me
from portal.views.events.blueprint import blueprint, course_of, held, seen, viewer
from portal.views.events.registering import looked_after


def _load(shown: Shown) -> Roster:
    """The roster, with the people of one's counties."""
    return rosters.load(db.session, shown, course_of(shown), viewer().holding, clock.now())


def _names(roster: Roster) -> dict[int, str]:
    """How everybody is called; two of one name with their addresses."""
    called = {line.person.id: line.person.called for line in roster.lines}
    several = {name for name, number in Counter(called.values()).items() if number > 1}
    return {
        line.person.id: f"{name}, {line.person.email or f'number {line.person.id}'}"
        if (name := called[line.person.id]) in several
        else name
        for line in roster.lines
    }


def _choices(roster: Roster) -> list[tuple[int, str]]:
    return list(_names(roster).items())


def _page(shown: Shown, form: PresenceForm | None = None) -> str:
    now, version = clock.now(), shown.version
    roster = _load(shown)
    if form is None:
        form = PresenceForm()
        form.people.choices = _choices(roster)
        form.arrives.data = version.starts_at.astimezone(CALIFORNIA).time()
        form.leaves.data = version.ends_at.astimezone(CALIFORNIA).time()
    return render_template(
        "events/roster.html",
        shown=shown,
        version=version,
        roster=roster,
        names=_names(roster),
        form=form,
        course=course_of(shown),
        holds=shown.may_be_held_by(viewer()),
        has_begun=version.starts_at <= now,
        is_over=version.ends_at <= now,
    )


@blueprint.get("/<int:event>/roster")
@access.requires(Permission.HOLD_SESSIONS)
def roster(event: int) -> str:
    """Everybody of one's counties in this session."""
    return _page(seen(event))


@blueprint.get("/<int:event>/roster.csv")
@access.requires(Permission.HOLD_SESSIONS)
def roster_csv(event: int) -> ResponseReturnValue:
    """The same as a file: what a provider keeps of who was there."""
    shown = seen(event)
    header = (
        "Name",
        "Person",
        "E-mail",
        "Place",
        "Minutes present",
        "Minutes of the session",
        "Rule",
        "Credit",
    )
    rows = [
        (
            line.person.legal_name,
            line.person.id,  # which of two of one name
            line.person.email,
            _place(line),
            line.attendance.present,
            line.attendance.length,
            line.verdict.words,
            "; ".join(given.words for given in line.credits),
        )
        for line in _load(shown).lines
    ]
    return current_app.response_class(
        csv_bytes(header, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="session-roster.csv"'},
    )


def _place(line: Line) -> str:
    if line.place is None:
        return "not registered"
    return f"wait list {line.place}" if line.place else "seat"


@blueprint.post("/<int:event>/presence")
@access.requires(Permission.HOLD_SESSIONS)
def presence(event: int) -> ResponseReturnValue:
    """The trainer says that people were there."""
    shown = held(event)
    form = PresenceForm()
    form.people.choices = _choices(_load(shown))
    if not form.validate():
        return _page(shown, form), 422
    ids = form.people.data or []
    if me.person_id in ids:
        message = "Nobody says of themself that they were there. Ask another trainer."
        raise Forbidden(message)
    try:
        start, end = between(shown, form)
        added = attending.note(db.session, shown, ids, start, end, by=me.person_id, at=clock.now())
    except Invalid as error:
        refuse(form, error)
        return _page(shown, form), 422
    db.session.commit()
    people = "1 person" if added == 1 else f"{added} people"
    flash(f"Noted for {people}: there from {time_text(start)} to {time_text(end)}", "ok")
    return redirect(url_for("events.roster", event=event), 303)


def between(shown: Shown, form: PresenceForm | CorrectForm) -> tuple[datetime, datetime]:
    """The instants that the form means: on the session's day, or the next where it goes on."""
    starts_at, ends_at = shown.version.starts_at, shown.version.ends_at
    first, last = (at.astimezone(CALIFORNIA).date() for at in (starts_at, ends_at))
    found = []
    for field, name in ((form.arrives, "arrives"), (form.leaves, "leaves")):
        at = local_instant(first, time_of(field), name)
        if at < starts_at and last != first:
            at = local_instant(last, time_of(field), name)
        found.append(at)
    return found[0], found[1]


@blueprint.post("/<int:event>/confirm")
@access.requires(Permission.HOLD_SESSIONS)
def confirm(event: int) -> ResponseReturnValue:
    """Confirm who was there, as the page showed it; credit follows."""
    shown = held(event)
    number = crediting.confirm(
        db.session,
        event,
        course_of(shown),
        request.form.get("mark", ""),
        by=me.person_id,
        at=clock.now(),
    )
    db.session.commit()
    people = {0: "Nobody gets credit by it", 1: "1 person gets credit"}.get(
        number, f"{number:,} people get credit"
    )
    flash(f"Who was there is confirmed. {people}.", "ok")
    return redirect(url_for("events.roster", event=event), 303)


def one(shown: Shown, person_id: int) -> Line:
    """Somebody in this session whom one looks after. Raises Forbidden or Conflict."""
    looked_after(person_id)
    found = rosters.load(
        db.session, shown, course_of(shown), viewer().holding, clock.now(), only=person_id
    )
    if not found.lines:
        message = "This person is not on the roster of this session."
        raise Conflict(message)
    return found.lines[0]


@blueprint.get("/<int:event>/people/<int:person>")
@access.requires(Permission.HOLD_SESSIONS)
def person(event: int, person: int) -> str:
    """One person in this session: each stretch, the rule, what was given."""
    shown = seen(event)
    return _person_page(shown, one(shown, person), WithdrawForm())


def _person_page(shown: Shown, line: Line, form: WithdrawForm, wrong: int | None = None) -> str:
    return render_template(
        "events/person.html",
        shown=shown,
        version=shown.version,
        line=line,
        withdrawn=attending.withdrawn_of(db.session, shown.event.id, line.person.id),
        form=form,
        wrong=wrong,
        holds=shown.may_be_held_by(viewer()),
    )


@blueprint.post("/<int:event>/people/<int:person>/presence/<int:presence>")
@access.requires(Permission.HOLD_SESSIONS)
def withdraw_presence(event: int, person: int, presence: int) -> ResponseReturnValue:
    """Withdraw a stretch; credit that no longer has its facts is withdrawn with it."""
    shown = held(event)
    line = one(shown, person)
    form = WithdrawForm()
    if not form.validate():
        return _person_page(shown, line, form, presence), 422
    by, now = me.person_id, clock.now()
    row = attending.withdraw(db.session, event, presence, form.reason.data, by=by, at=now)
    if row.person_id != person:
        message = "This entry is about somebody else."
        raise Conflict(message)
    reason = f"Presence was withdrawn: {form.reason.data}"
    course = course_of(shown)
    lost = crediting.withdraw_unfounded(db.session, shown, course, reason, by=by, at=now)
    db.session.commit()
    flash("The entry is withdrawn." + (" So is the credit that it gave." if lost else ""), "ok")
    return redirect(url_for("events.roster", event=event), 303)
