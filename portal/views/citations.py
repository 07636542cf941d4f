"""What cites a notice that another one replaced: the list for TA staff, and reviewing it."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import civil_date
from portal.domain.errors import NotFound
from portal.domain.library.items import Kind, Ref
from portal.domain.library.provenance import Citing, Outcome, Replacement, Stale
from portal.forms.citations import ReviewForm
from portal.services.library.citing import citing_requirements, citing_trainings
from portal.services.library.reviews import review
from portal.views import access
from portal.views.access import me
from portal.views.library import now, visible

blueprint = Blueprint("citations", __name__, url_prefix="/citations")


def everything() -> list[Stale]:
    """All that cites a replaced notice and was there before: items, trainings, requirements."""
    found = visible()
    return [*found.all_stale(), *found.stale_files(_in_files())]


def to_come(replacement: Replacement) -> list[Stale]:
    """What will be listed once one notice takes the place of another."""
    return visible().would_be_stale(replacement, _in_files())


def _in_files() -> list[Citing]:
    today = civil_date(now())
    return [*citing_trainings(held.catalogue()), *citing_requirements(held.rulebook(), today)]


def open_count() -> int:
    """How many of them nobody has looked at."""
    return _open(everything())


@blueprint.get("")
@access.requires(Permission.EDIT_LIBRARY)
def index() -> str:
    """By notice that was replaced: what nobody has looked at, what will change, what is done."""
    rows = everything()
    groups: dict[tuple[Ref, Ref], list[Stale]] = {}
    for row in rows:
        groups.setdefault((row.replacement.old, row.replacement.by), []).append(row)
    return render_template(
        "citations/index.html",
        library=visible(),
        groups=sorted(groups.items(), key=lambda each: -_open(each[1])),
        open=_open(rows),
        changing=sum(row.is_flagged and not row.is_open for row in rows),
    )


def _open(rows: Sequence[Stale]) -> int:
    return sum(row.is_open for row in rows)


def _find(notice: str, key: str) -> Stale:
    """What cites `key`, replaced by this notice."""
    by = Ref(Kind.NOTICE, notice)
    for row in everything():
        if row.citing.key == key and row.replacement.by == by:
            return row
    message = "Nothing of that name cites what this notice replaced. Look in the list."
    raise NotFound(message)


@blueprint.get("/<slug:notice>/<slug:what>/<slug:citing>/review")
@access.requires(Permission.EDIT_LIBRARY)
def reviewing(notice: str, what: str, citing: str) -> str:
    """The form: is it still right."""
    row = _find(notice, f"{what}/{citing}")
    form = ReviewForm(number=(row.review.number if row.review else 0) + 1)
    return _page(row, form)


@blueprint.post("/<slug:notice>/<slug:what>/<slug:citing>/review")
@access.requires(Permission.EDIT_LIBRARY)
def review_submit(notice: str, what: str, citing: str) -> ResponseReturnValue:
    """Record what was found, once."""
    row, form = _find(notice, f"{what}/{citing}"), ReviewForm()
    if not form.validate():
        return _page(row, form), 422
    review(
        db.session,
        row,
        number=form.number.data or 1,
        outcome=Outcome(form.outcome.data),
        words=form.words.data,
        by=me.person_id,
        at=clock.now(),
    )
    db.session.commit()
    flash("The review is recorded.", "ok")
    return redirect(url_for("citations.index"), 303)


def _page(row: Stale, form: ReviewForm) -> str:
    found = visible()
    return render_template(
        "citations/review.html",
        library=found,
        row=row,
        form=form,
        earlier=[
            each
            for each in found.shelf.reviews
            if each.citing == row.citing.key and each.by == row.replacement.by
        ],
    )
