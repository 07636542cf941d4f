"""A list row by row: the verdicts, putting single rows right, and what cannot be used as a file."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import date_text
from portal.domain.errors import Conflict, NotFound
from portal.domain.imports import rows as read_rows
from portal.domain.imports.kinds import Kind
from portal.domain.imports.problems import Problem
from portal.domain.imports.rows import Columns, Fix
from portal.domain.imports.verdicts import Looked, State, Verdict
from portal.forms.imports import RowForm
from portal.models import ImportBatch
from portal.services import imports
from portal.services.imports import Listed
from portal.views import access
from portal.views.access import me
from portal.views.imports import about, row_forms
from portal.views.imports.blueprint import blueprint
from portal.views.imports.lists import as_csv

ROWS = 100
"""Of the verdicts on a page."""
LATE = timedelta(minutes=3)
"""After it, whoever waits for a list may ask again."""
LABELS = {
    State.NEW: ("ok", "New"),
    State.ADDS: ("ok", "Adds to what is known"),
    State.SAME: ("none", "Known already"),
    State.DIFFERS: ("soon", "Differs"),
    State.ASK: ("soon", "Say who it is"),
    State.WRONG: ("bad", "Cannot be used"),
    State.OUT: ("none", "Left out"),
}


def _columns(batch: ImportBatch) -> Columns:
    return Columns(**batch.columns)


def _look(batch: ImportBatch) -> Looked:
    return imports.look(db.session, batch, about.reader(), clock.now())


def said(kind: Kind, texts: dict[str, str], values: Mapping[str, Any] | None = None) -> str:
    """A row in its own words; a day that is written in another way than ours, as it was read."""
    read = values or {}
    return " · ".join(
        _as_read(text, read.get(one.name)) for one in kind.fields if (text := texts.get(one.name))
    )


def _as_read(text: str, value: Any) -> str:
    if isinstance(value, date) and not text.startswith(value.isoformat()):
        return f"{text}, read as {date_text(value)}"
    return text


def who_of(texts: dict[str, str]) -> str:
    """Whom a row is about, in its own words."""
    halves = " ".join(filter(None, [texts.get("first_name"), texts.get("last_name")]))
    return texts.get("name") or halves or texts.get("email") or "–"


def field_label(kind: Kind, problem: Problem) -> str:
    """The field of a problem, as pages call it."""
    return kind.field(problem.field).label if problem.field else "Row"


def dry_run(listed: Listed, kind: Kind, looked: Looked) -> str:
    """What the list would bring, row by row."""
    batch = listed.row

    def page_url(number: int) -> str:
        return url_for("imports.batch", batch=batch.id, page=number)

    ordered = looked.ordered
    pages = max(1, -(-len(ordered) // ROWS))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    columns = _columns(batch)
    sheet = imports.sheet_of(batch, columns.sheet)
    return render_template(
        "imports/rows.html",
        listed=listed,
        batch=batch,
        kind=kind,
        looked=looked,
        verdicts=ordered[(number - 1) * ROWS : number * ROWS],
        labels=LABELS,
        number=number,
        pages=pages,
        page_url=page_url,
        sole=sum(bool(one.sole) for one in looked.verdicts),
        notes=sheet["notes"],
        not_taken=about.not_taken(sheet["rows"], columns),
    )


def _beside(listed: Listed, kind: Kind) -> str:
    """How far it is with being taken in or undone."""
    row = listed.row
    return render_template(
        "imports/taking.html",
        listed=listed,
        batch=row,
        kind=kind,
        rows=imports.row_count(row),
        late=clock.now() - (row.undo_asked_at or row.asked_at or clock.now()) > LATE,
    )


def _result(listed: Listed, kind: Kind) -> str:
    """What the list brought."""
    batch, columns = listed.row, _columns(listed.row)

    def page_url(number: int) -> str:
        return url_for("imports.batch", batch=batch.id, page=number)

    brought = imports.brought(db.session, batch, clock.now())
    fixes = imports.fixes_of(db.session, batch)
    sheet = imports.sheet_of(batch, columns.sheet)["rows"]
    words = {
        number: {name: row[place] for name, place in columns.places.items()}
        | dict(fixes[number].texts if number in fixes else {})
        for number, row, _ in read_rows.table(sheet, columns)
    }
    pages = max(1, -(-len(brought.lines) // ROWS))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "imports/taken.html",
        listed=listed,
        batch=batch,
        kind=kind,
        brought=brought,
        lines=brought.lines[(number - 1) * ROWS : number * ROWS],
        words=words,
        number=number,
        pages=pages,
        page_url=page_url,
    )


@blueprint.get("/<int:batch>")
@access.requires(Permission.MANAGE_PEOPLE)
def batch(batch: int) -> ResponseReturnValue:
    """What the list would bring, or did."""
    listed, kind = about.batch_of(batch)
    if listed.row.undo_asked_at is not None and listed.row.undone_at is None:
        return _beside(listed, kind)
    if listed.row.taken_at is not None:
        return _result(listed, kind)
    if listed.row.columns is None:
        return redirect(url_for("imports.columns", batch=batch), 303)
    if listed.row.asked_at is not None:
        return _beside(listed, kind)
    return dry_run(listed, kind, _look(listed.row))


# One row


def _open(number: int) -> tuple[Listed, Kind]:
    """A list that is not taken in yet. Raises Conflict."""
    listed, kind = about.batch_of(number)
    row = listed.row
    if row.taken_at is not None or row.asked_at is not None or row.columns is None:
        message = "This list is taken in already, or just now, or its columns are not confirmed."
        raise Conflict(message)
    return listed, kind


def _verdict(looked: Looked, number: int) -> Verdict:
    found = next((one for one in looked.verdicts if one.number == number), None)
    if found is None:
        message = "The list has no such row."
        raise NotFound(message)
    return found


def _row_page(listed: Listed, kind: Kind, verdict: Verdict, form: RowForm, waits: int) -> str:
    return render_template(
        "imports/row.html",
        listed=listed,
        batch=listed.row,
        kind=kind,
        verdict=verdict,
        fields=row_forms.fields_of(kind, _columns(listed.row), verdict),
        form=form,
        waits=waits,
        labels=LABELS,
        said=said(kind, verdict.read.texts, verdict.read.values),
    )


@blueprint.get("/<int:batch>/rows/<int:number>")
@access.requires(Permission.MANAGE_PEOPLE)
def row(batch: int, number: int) -> ResponseReturnValue:
    """A row, to be put right."""
    listed, kind = _open(batch)
    looked = _look(listed.row)
    verdict = _verdict(looked, number)
    form = row_forms.form_of(listed.row, kind, looked, verdict, about.offered(listed.row))
    row_forms.show_problems(form, verdict)
    return _row_page(listed, kind, verdict, form, looked.waits)


@blueprint.post("/<int:batch>/rows/<int:number>")
@access.requires(Permission.MANAGE_PEOPLE)
def fix(batch: int, number: int) -> ResponseReturnValue:
    """Keep what was decided about the row, if it can be used so."""
    listed, kind = _open(batch)
    before = _look(listed.row)
    verdict = _verdict(before, number)
    offered = about.offered(listed.row)
    form = row_forms.form_of(listed.row, kind, before, verdict, offered, sent=True)
    if not form.validate():
        return _row_page(listed, kind, verdict, form, before.waits), 422
    decided = row_forms.decided(form, kind, _columns(listed.row), before, verdict)
    now = clock.now()
    after = imports.look(db.session, listed.row, about.reader(), now, trying=decided)
    result = _verdict(after, number)
    if result.state.waits:
        form = row_forms.form_of(listed.row, kind, after, result, offered, sent=True)
        form.validate()
        row_forms.show_problems(form, result)
        return _row_page(listed, kind, result, form, after.waits), 422
    imports.fix_many(db.session, listed.row, decided, by=me.person_id, at=now)
    db.session.commit()
    waiting = [one.number for one in after.ordered if one.state.waits]
    rest = f"{len(waiting):,} wait" if len(waiting) != 1 else "1 waits"
    flash(f"Row {number} is put right. {f'{rest} for you.' if waiting else 'No row waits.'}", "ok")
    if waiting:
        return redirect(url_for("imports.row", batch=batch, number=waiting[0]), 303)
    return redirect(url_for("imports.batch", batch=batch), 303)


# Many rows


@blueprint.post("/<int:batch>/rows")
@access.requires(Permission.MANAGE_PEOPLE)
def fix_many(batch: int) -> ResponseReturnValue:
    """Decide about all rows of a kind at once."""
    listed, _kind = _open(batch)
    looked, act = _look(listed.row), request.form.get("act", "")
    decided: dict[int, Fix] = {}
    for one in looked.verdicts:
        mine = one.read.fix
        if act == "same-names" and one.sole:
            decided[one.number] = replace(mine, who=one.sole)
        elif act in {"file", "portal"} and one.state is State.DIFFERS:
            decided[one.number] = replace(mine, differing=act)
        elif act == "leave-out" and one.is_unusable:
            decided[one.number] = replace(mine, left_out=True)
    imports.fix_many(db.session, listed.row, decided, by=me.person_id, at=clock.now())
    db.session.commit()
    count = len(decided)
    flash(f"{count:,} row{'' if count == 1 else 's'} decided.", "ok" if count else "info")
    return redirect(url_for("imports.batch", batch=batch), 303)


@blueprint.get("/<int:batch>/waiting.csv")
@access.requires(Permission.MANAGE_PEOPLE)
def waiting(batch: int) -> ResponseReturnValue:
    """The rows that cannot be used as they are, with the reasons, to be put right elsewhere."""
    listed, kind = _open(batch)
    columns = _columns(listed.row)
    sheet = imports.sheet_of(listed.row, columns.sheet)["rows"]
    header = list(sheet[columns.header])
    rows = []
    for one in _look(listed.row).verdicts:
        if one.state.waits:
            cells = [*sheet[one.number - 1], *[""] * len(header)][: len(header)]
            reasons = [f"{field_label(kind, p)}: {p.reason} {p.remedy}" for p in one.problems]
            reasons += one.notes + [f"{each.words}: {each.why}" for each in one.candidates]
            rows.append([one.number, *cells, " ".join(reasons)])
    name = re.sub(r"[^a-z0-9]+", "-", listed.row.name.rpartition(".")[0].lower()).strip("-")
    header = ["Row", *header, "What is wrong"]
    return as_csv(f"{name or 'list'}-to-put-right.csv", header, rows)
