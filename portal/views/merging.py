"""Bringing duplicates of a person together, after looking at what moves; and undoing it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import civil_date, date_text
from portal.domain.errors import Forbidden, Moved
from portal.forms.merging import FindForm, MergeForm
from portal.models import Person
from portal.services import affiliations, directory, merging, people
from portal.services.directory import Filters, Shown
from portal.views import access, subject
from portal.views.access import me

blueprint = Blueprint("merging", __name__, url_prefix="/people")


def _merged(person_id: int) -> Person:
    """Somebody who may be brought together with somebody, by this visitor.

    Raises NotFound or Forbidden.
    """
    if person_id == me.person_id:
        message = "Nobody brings their own entries together. Ask another trainer, or TA staff."
        raise Forbidden(message)
    row = subject.managed(person_id)
    people.check_reach(db.session, me.grants, row)
    return row


@blueprint.get("/duplicates")
@access.requires(Permission.MANAGE_PEOPLE)
def duplicates() -> str:
    """Who may be one person, by name or credential number."""
    number = request.args.get("page", 1, type=int)
    found = merging.likely_pairs(db.session, me.grants, clock.today(), number)
    return render_template(
        "merging/duplicates.html",
        found=found,
        page_url=lambda page: url_for("merging.duplicates", page=page),
    )


@blueprint.get("/<int:person>/merge")
@access.requires(Permission.MANAGE_PEOPLE)
def choose(person: int) -> ResponseReturnValue:
    """Who may be the same person, and the merges so far."""
    row, today, now = _merged(person), clock.today(), clock.now()
    form = FindForm(request.args)
    good, found = form.validate(), []
    if good and form.q.data:
        filters = Filters(words=form.q.data, shown=Shown.ALL)
        listed = directory.list_people(db.session, me.grants, filters, 1, now).rows
        found = [one.person for one in listed if one.person.id != person]
    page = render_template(
        "merging/choose.html",
        person=row,
        form=form,
        found=found,
        likely=merging.likely(db.session, row, me.grants, today),
        merges=merging.merges_of(db.session, person),
        civil_date=civil_date,
    )
    return page, 200 if good else 422


def _page(one: Person, other: Person, form: MergeForm) -> str:
    today = clock.today()
    both = (one, other)
    lines = affiliations.of_people(db.session, [each.id for each in both], subject.scope())
    context: dict[str, Any] = {
        "person": one,
        "other": other,
        "form": form,
        "lines": lines,
        "today": today,
        "sides": [
            {
                "kept": kept,
                "gone": gone,
                "moving": merging.what_moves(db.session, gone.id),
                "clashes": merging.clashes(db.session, kept, gone, subject.scope(), today),
            }
            for kept, gone in (both, both[::-1])
        ],
    }
    return render_template("merging/compare.html", **context)


def _form(one: Person, other: Person) -> MergeForm:
    form = MergeForm()
    form.keep.choices = {str(each.id): _called(each) for each in (one, other)}
    return form


def _called(person: Person) -> str:
    address = f", {person.email}" if person.email else ""
    day = date_text(civil_date(person.recorded_at))
    return f"{person.legal_name}{address} (number {person.id}, added on {day})"


@blueprint.get("/<int:person>/merge/<int:other>")
@access.requires(Permission.MANAGE_PEOPLE)
def compare(person: int, other: int) -> str:
    """Both beside each other, what moves, and what does not go together."""
    one, second = _merged(person), _merged(other)
    return _page(one, second, _form(one, second))


@blueprint.post("/<int:person>/merge/<int:other>")
@access.requires(Permission.MANAGE_PEOPLE)
def merge(person: int, other: int) -> ResponseReturnValue:
    """Bring them together."""
    try:
        one, second = _merged(person), _merged(other)
    except Moved as error:
        if error.number not in {person, other}:
            raise
        flash("Both rows are one person.")  # a second click, or somebody else was quicker
        return redirect(url_for("people.person", person=error.number), 303)
    form = _form(one, second)
    if not form.validate():
        return _page(one, second, form), 422
    kept = int(form.keep.data)
    gone = other if kept == person else person
    merging.merge(db.session, kept, gone, form.reason.data, by=me.person_id, at=clock.now())
    db.session.commit()
    flash("Both rows are one person now. If that was wrong, undo it under “Duplicates”.", "ok")
    return redirect(url_for("people.person", person=kept), 303)


@blueprint.post("/<int:person>/merges/<int:merge>/undo")
@access.requires(Permission.MANAGE_PEOPLE)
def undo(person: int, merge: int) -> ResponseReturnValue:
    """Take them apart again."""
    _merged(person)
    merging.undo(db.session, person, merge, by=me.person_id, at=clock.now())
    db.session.commit()
    flash("The merge is undone: each row is back where it was.", "ok")
    return redirect(url_for("merging.choose", person=person), 303)
