"""Accepting an entry, returning it, taking either back; each writes to the person."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.errors import Conflict, Invalid
from portal.domain.reviews import Reason
from portal.forms.fields import refuse
from portal.forms.reviews import ALL, AcceptForm, ReopenForm, ReturnForm
from portal.models import OutsideTraining, Person
from portal.services import claims, history, reviews
from portal.services.equivalencies import EquivalencyFacts
from portal.services.reviews import Acceptance
from portal.views import access, mails, subject
from portal.views.access import me
from portal.views.evidence import requirement_titles
from portal.views.reviews.asking import around, question
from portal.views.reviews.blueprint import blueprint
from portal.views.reviews.items import Open, accept_form, opened, page, whose


@blueprint.post("/<int:training>/accept")
@access.requires(Permission.DECIDE)
def accept(training: int) -> ResponseReturnValue:
    """Accept it, and go to the next."""
    person, present = whose(training), _row(training)
    onward, by, now, seen = _onward(training), me.person_id, clock.now(), AcceptForm().steps
    done = f"“{present.title}” of {_called(person)} is accepted."
    try:
        again = reviews.accepted_before(db.session, present, seen=seen, by=by, at=now)
    except Conflict as error:
        return _refused(error, training)
    if again:
        flash(done, "ok")
        return redirect(onward, 303)
    one = opened(training)
    form = accept_form(one)
    if not form.validate():
        return page(one, accepting=form), 422
    what, scope = _acceptance(form, one), subject.scope(Permission.DECIDE)
    try:
        row, added = reviews.accept(db.session, present, what, scope, seen=seen, by=by, at=now)
    except Conflict as error:
        return _refused(error, training)
    except Invalid as error:
        db.session.rollback()
        refuse(form, error)
        return page(opened(training), accepting=form), 422
    if added:
        _write(person, row, f"Your training “{row.title}” is accepted", _accepted_lines(row))
    db.session.commit()
    mails.send_soon()
    flash(done, "ok")
    return redirect(onward, 303)


def _row(training: int) -> OutsideTraining:
    row: OutsideTraining = history.by_id(db.session, OutsideTraining, training)
    return row


def _acceptance(form: AcceptForm, one: Open) -> Acceptance:
    checks = {check.key: check.words for check in one.checks}
    under = tuple(int(number) for number in form.precedents.data or ())
    if not form.requirement.data:
        return Acceptance(checks, under, None, form.claimed_on.data)
    row, everybody = one.story.row, form.reach.data == ALL
    decision = EquivalencyFacts(
        row.title,
        row.provider,
        form.requirement.data,
        form.county_fips if everybody else _county_of(one.person),
        form.claimed_on.data or clock.today(),
        None,
        form.recency_months.data if everybody else None,
        form.reason.data,
        None if everybody else one.person.id,
    )
    return Acceptance(checks, under, decision, form.claimed_on.data)


def _county_of(person: Person) -> str | None:
    """A county of the reviewer's where the person works; None: they decide in the whole state."""
    scope = subject.scope(Permission.DECIDE)
    if scope is None:
        return None
    works = claims.counties_of(db.session, person.id, clock.today())
    return min(works & scope)


@blueprint.post("/<int:training>/return")
@access.requires(Permission.DECIDE)
def hand_back(training: int) -> ResponseReturnValue:
    """Return it to the person, and go to the next."""
    person, present = whose(training), _row(training)
    form = ReturnForm()
    if not form.validate():
        return page(opened(training), returning=form), 422
    onward, reason = _onward(training), Reason(form.why.data)
    try:
        added = reviews.hand_back(
            db.session,
            present,
            reason,
            form.words.data,
            seen=form.steps,
            by=me.person_id,
            at=clock.now(),
        )
    except Conflict as error:
        return _refused(error, training)
    if added:
        lines = [f"{me.name} looked at it and returned it: {reason.label}."]
        lines += [f"“{form.words.data}”"] if form.words.data else []
        _write(
            person,
            present,
            f"Your training “{present.title}” needs something from you",
            [*lines, reason.remedy],
        )
    done = f"“{present.title}” of {_called(person)} is returned: {reason.label}."
    db.session.commit()
    mails.send_soon()
    flash(done, "ok")
    return redirect(onward, 303)


@blueprint.post("/<int:training>/reopen")
@access.requires(Permission.DECIDE)
def reopen(training: int) -> ResponseReturnValue:
    """Take the decision back; it waits again."""
    person, present = whose(training), _row(training)
    form = ReopenForm()
    if not form.validate():
        for message in form.words.errors:
            flash(message, "bad")
        return redirect(url_for("reviews.item", training=training), 303)
    words = form.words.data
    try:
        row, added = reviews.reopen(
            db.session, present, words, seen=form.steps, by=me.person_id, at=clock.now()
        )
    except Conflict as error:
        return _refused(error, training)
    if added:
        _write(
            person,
            row,
            f"Your training “{row.title}” is looked at again",
            [f"{me.name} took the decision about it back: “{words}”", "You need to do nothing."],
        )
    to = url_for("reviews.item", training=row.id)
    db.session.commit()
    mails.send_soon()
    flash("The decision is taken back. It waits for review again.", "ok")
    return redirect(to, 303)


# On the way


def _onward(training: int) -> str:
    """The next entry of the same list, else the list."""
    asked = question(waits=True)
    after = around(asked.items, training).after
    if after is None:
        return url_for("reviews.index", **asked.narrowed)
    return url_for("reviews.item", training=after, **asked.narrowed)


def _refused(error: Conflict, training: int) -> ResponseReturnValue:
    """Say what happened instead, on the page that shows it."""
    db.session.rollback()
    flash(str(error), "soon")
    return redirect(url_for("reviews.item", training=training, **question().narrowed), 303)


def _accepted_lines(row: OutsideTraining) -> list[str]:
    titles = requirement_titles(held.rulebook())
    given = claims.credits(db.session, [row.id]).get(row.id, [])
    names = [titles.get(one.equivalency.requirement, "") for one in given]
    lines = [f"{me.name} looked at it and accepted it."]
    if names:
        lines.append(f"It counts toward: {', '.join(names)}.")
    return lines


def _write(person: Person, row: OutsideTraining, subject_line: str, lines: list[str]) -> None:
    """Put a mail to the person into the outbox, if there is an address."""
    if not person.email:
        return
    mails.write(
        "review",
        recipient=person.email,
        subject=subject_line,
        person_id=person.id,
        name=_called(person),
        training=row.title,
        lines=lines,
        url=mails.public_url("evidence.of_person", person=person.id),
    )


def _called(person: Person) -> str:
    return person.called
