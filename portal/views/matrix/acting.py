"""Extending, waiving, and adding a training for many cells at once: looked at first, then done."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.certification import judged_requirements
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.domain.evidence import creditable, decidable, subjects
from portal.domain.facts import DecisionKind
from portal.domain.requirements import Rulebook
from portal.forms.fields import number_of, refuse
from portal.forms.matrix import ActForm, DecideForm, TrainForm
from portal.forms.values import day
from portal.models import MatrixBatch
from portal.services import equivalencies
from portal.services.equivalencies import Line
from portal.services.evidence import TrainingFacts
from portal.services.matrix import acting
from portal.services.matrix.acting import Change, Decided, Trained
from portal.services.matrix.chosen import Cell
from portal.views import access, subject, uploads
from portal.views.access import me
from portal.views.matrix.blueprint import blueprint
from portal.views.matrix.choosing import chosen_cells, how_many, nothing_chosen
from portal.views.matrix.drawing import cell_words

ANEW = (
    "What would change is not what you have seen: the answers or the facts are others now. "
    "Look once more, then confirm."
)


@dataclass(frozen=True)
class Doing:
    """One of the acts, for the cells chosen."""

    heading: str
    cells: list[Cell]
    """Those that it is done for."""
    left_out: list[tuple[Cell, str]]
    """Those that it is not done for, each with the reason."""
    form: Any
    do: Callable[[datetime], tuple[MatrixBatch, bool]]
    """Does it in the open transaction; gives the batch, and whether it is new.

    Raises Invalid or Conflict.
    """


def _decide(kind: DecisionKind, verb: str) -> Callable[[list[Cell]], Doing]:
    def doing(cells: list[Cell]) -> Doing:
        may_be = decidable(held.rulebook())
        mine, left_out = _sorted_out(
            cells,
            lambda one: (
                "the licensing board decides about it"
                if one.requirement.slug not in may_be
                else "nobody decides about themself"
                if one.person.id == me.person_id
                else ""
            ),
        )
        form = DecideForm()

        def do(at: datetime) -> tuple[MatrixBatch, bool]:
            what = Decided(kind, day(form.starts_on), day(form.ends_on), form.reason.data)
            return acting.decide(
                db.session, mine, what, form.form_key.data or "", by=me.person_id, at=at
            )

        return Doing(f"{verb} {how_many(mine)}" if mine else verb, mine, left_out, form, do)

    return doing


def _train(cells: list[Cell]) -> Doing:
    mine, left_out = _sorted_out(
        cells,
        lambda one: (
            "nobody credits a training to themself" if one.person.id == me.person_id else ""
        ),
    )
    form, scope, rulebook = TrainForm(), subject.scope(Permission.DECIDE), held.rulebook()
    lines = {str(line.row.id): line for line in _precedents(mine, rulebook)}
    words = {number: _words(line, rulebook) for number, line in lines.items()}
    form.offer(subjects(rulebook), words)

    def do(at: datetime) -> tuple[MatrixBatch, bool]:
        line = lines.get(form.precedent.data)
        facts = TrainingFacts(
            line.row.title if line else form.title.data,
            line.row.provider if line else form.provider.data,
            form.subject.data,
            day(form.completed_on),
            form.ce_minutes.data or 0,
        )
        people = list({one.person.id: one.person for one in mine}.values())
        what = Trained(
            facts,
            number_of(form.precedent),
            line.row.requirement if line else "",
            scope,
            acting.counties_of(db.session, people, scope, clock.today()),
        )
        return acting.train(
            db.session,
            people,
            what,
            form.evidence.upload,
            form.form_key.data or "",
            by=me.person_id,
            at=at,
        )

    return Doing(
        f"Add a training: {how_many(mine)}" if mine else "Add a training", mine, left_out, form, do
    )


ACTS: dict[str, Callable[[list[Cell]], Doing]] = {
    "extend": _decide(DecisionKind.EXTENSION, "Extend"),
    "waive": _decide(DecisionKind.WAIVER, "Waive"),
    "add-training": _train,
}


def _sorted_out(
    cells: Sequence[Cell], refusal: Callable[[Cell], str]
) -> tuple[list[Cell], list[tuple[Cell, str]]]:
    said = [(one, refusal(one)) for one in cells]
    return [one for one, why in said if not why], [(one, why) for one, why in said if why]


def _precedents(cells: Sequence[Cell], rulebook: Rulebook) -> list[Line]:
    """The decisions about outside trainings that count toward a requirement chosen."""
    wanted = {one.requirement.slug for one in cells} & creditable(rulebook).keys()
    lines = equivalencies.listed(db.session, subject.scope(Permission.DECIDE))
    return [line for line in lines if line.row.requirement in wanted and line.revocation is None]


def _words(line: Line, rulebook: Rulebook) -> str:
    toward = rulebook.requirements[line.row.requirement].title
    return f"{line.row.title}, given by {line.row.provider}, toward {toward}"


def _doing(act: str) -> tuple[Doing | None, ResponseReturnValue]:
    if act not in ACTS:
        message = "There is no such action. Choose one on the page of the cells."
        raise NotFound(message)
    cells, wrong = chosen_cells()
    if wrong:
        return None, nothing_chosen(wrong)
    return ACTS[act](cells), ""


def _page(act: str, doing: Doing, changes: list[Change] | None = None, seen: str = "") -> str:
    return render_template(
        "matrix/act.html",
        act=act,
        doing=doing,
        form=doing.form,
        changes=changes,
        seen=seen,
        keys=[one.key for one in doing.cells],
        all_keys=[one.key for one in doing.cells] + [one.key for one, _ in doing.left_out],
        requirements=judged_requirements(held.rulebook()),
        cell_words=cell_words,
    )


@blueprint.get("/chosen/<slug:act>")
@access.requires(Permission.DECIDE)
def act(act: str) -> ResponseReturnValue:
    """The form."""
    doing, page = _doing(act)
    if doing is None:
        return page
    doing.form.form_key.data = secrets.token_urlsafe(12)
    return _page(act, doing)


@blueprint.post("/chosen/<slug:act>")
@access.requires(Permission.DECIDE)
@uploads.accepts_files
def act_submit(act: str) -> ResponseReturnValue:
    """Show what would change, or do it when that has been seen."""
    doing, page = _doing(act)
    if doing is None:
        return page
    form: ActForm = doing.form
    if not doing.cells or not form.validate():
        return _page(act, doing), 422
    saving = db.session.begin_nested()  # what is only looked at is taken back to here
    try:
        changes, batch, is_new = _try(doing, clock.now())
    except (Invalid, Conflict) as error:
        saving.rollback()
        _refuse(form, error)
        return _page(act, doing), 422
    seen = _mark(act, doing, changes)
    confirmed = "apply" in request.form
    if not is_new or (confirmed and form.seen.data == seen):
        number = batch.id
        saving.commit()
        db.session.commit()
        flash("Done. You can undo it on this page.", "ok")
        return redirect(url_for("matrix.batch", change=number), 303)
    saving.rollback()
    if confirmed:
        form.form_errors = [ANEW]
    return _page(act, doing, changes, seen), 422 if confirmed else 200


def _try(doing: Doing, now: datetime) -> tuple[list[Change], MatrixBatch, bool]:
    """Do it, and say what is different afterwards, in which batch, and whether that is new."""
    people = {one.person.id for one in doing.cells}
    files = held.rulebook(), held.catalogue(), clock.today()
    before = acting.cells_of(db.session, people, *files)
    batch, is_new = doing.do(now)
    after = acting.cells_of(db.session, people, *files)
    return acting.changes(doing.cells, before, after), batch, is_new


_FIELDS = {"people": None, "equivalency": "precedent"}
"""Where an error of a service is shown, if not at the field of the same name."""


def _refuse(form: ActForm, error: Invalid | Conflict) -> None:
    if isinstance(error, Invalid):
        field = _FIELDS.get(error.field or "", error.field)
        refuse(form, Invalid(str(error), field))
    else:
        form.form_errors = [str(error)]
    if isinstance(form, TrainForm):
        form.ask_for_files_again()


def _mark(act: str, doing: Doing, changes: Sequence[Change]) -> str:
    """Stands for everything that a preview shows and what it was asked with."""
    ignored = {"csrf_token", "form_key", "seen", "evidence"}
    asked = {field.name: str(field.data) for field in doing.form if field.name not in ignored}
    said = [(one.person, one.place, one.before, one.after) for one in changes]
    text = repr((act, [one.key for one in doing.cells], asked, said))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
