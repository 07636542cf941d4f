"""Which column of a list is which field: proposed, confirmed, and remembered."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.errors import NotFound
from portal.domain.imports import headings, rows
from portal.domain.imports.kinds import Kind
from portal.domain.imports.rows import Columns
from portal.forms.imports import ColumnsForm, PartForm, columns_form
from portal.models import ImportBatch
from portal.services import imports
from portal.views import access
from portal.views.access import me
from portal.views.imports import about
from portal.views.imports.blueprint import blueprint


def _part(batch: ImportBatch, kind: Kind) -> tuple[int, int]:
    """Which sheet and which row are asked for; else those that were confirmed, or seem right."""
    known = batch.columns or {}
    fits = [len(headings.propose(kind, _header(one["rows"], kind))) for one in batch.sheets]
    sheet = request.values.get("sheet", known.get("sheet", fits.index(max(fits))), type=int)
    grid = imports.sheet_of(batch, sheet)["rows"]
    seems = headings.header_row(kind, grid)
    if known.get("sheet") == sheet:
        seems = known["header"]
    header = request.values.get("header", seems, type=int)
    if request.values.get("of", sheet, type=int) != sheet:
        header = seems  # the row was chosen for another sheet
    if not 0 <= header < len(grid):
        message = "The sheet has no such row."
        raise NotFound(message)
    return sheet, header


def _header(grid: Sequence[Sequence[str]], kind: Kind) -> Sequence[str]:
    return grid[headings.header_row(kind, grid)]


def _places(batch: ImportBatch, kind: Kind, sheet: int, header: int) -> Columns:
    """How the sheet may be read: as it was confirmed, as others were, or by its headings."""
    row = imports.sheet_of(batch, sheet)["rows"][header]
    part = {"sheet": sheet, "header": header}
    if batch.columns and {**batch.columns, **part} == batch.columns:
        return Columns(**batch.columns)
    known = imports.remembered(db.session, batch.county_fips, kind, row)
    if known is not None:
        return Columns(**{**known.columns, **part})
    return Columns(sheet, header, headings.propose(kind, row))


def _form(batch: ImportBatch, kind: Kind, columns: Columns) -> ColumnsForm:
    """The form for these columns, with what is to be asked about them."""
    grid = imports.sheet_of(batch, columns.sheet)["rows"]
    width = max(len(row) for row in grid)
    header = [*grid[columns.header], *[""] * (width - len(grid[columns.header]))]
    below = grid[columns.header + 1 :]
    examples = [
        next((row[place] for row in below if place < len(row) and row[place]), "")
        for place in range(width)
    ]
    of_file = columns_form(
        kind,
        header,
        examples,
        rows.questions(kind, grid, columns, clock.today()),
        rows.comma(grid, columns),
        about.offered(batch),
    )
    return of_file(formdata=None, data=_data(columns))


def _data(columns: Columns) -> dict[str, str]:
    """The columns as the form shows them."""
    shown = {f"column_{name}": str(place) for name, place in columns.places.items()}
    shown |= {f"order_{name}": order for name, order in columns.orders.items()}
    shown |= {f"century_{name}": str(century) for name, century in columns.centuries.items()}
    shown |= {f"same_{name}": text for name, text in columns.same.items()}
    if columns.last_first is not None:
        shown["last_first"] = "last" if columns.last_first else "as-is"
    return shown


def _page(listed: imports.Listed, kind: Kind, columns: Columns, form: ColumnsForm) -> str:
    batch = listed.row
    part = PartForm(MultiDict({"sheet": str(columns.sheet), "header": str(columns.header)}))
    sheets: list[str] = [one["name"] for one in batch.sheets]
    part.sheet.choices = {str(place): name for place, name in enumerate(sheets)}
    grid = imports.sheet_of(batch, columns.sheet)["rows"]
    part.header.choices = {
        str(place): f"Row {place + 1}: {' · '.join(cell for cell in row if cell)[:80] or 'empty'}"
        for place, row in enumerate(grid[: headings.LOOKED_AT])
    }
    return render_template(
        "imports/columns.html",
        listed=listed,
        batch=batch,
        kind=kind,
        columns=columns,
        part=part,
        form=form,
        notes=imports.sheet_of(batch, columns.sheet)["notes"],
        not_taken=about.not_taken(grid, columns),
    )


@blueprint.get("/<int:batch>/columns")
@access.requires(Permission.MANAGE_PEOPLE)
def columns(batch: int) -> ResponseReturnValue:
    """How the columns would be read."""
    listed, kind = about.batch_of(batch)
    if listed.row.taken_at is not None or listed.row.asked_at is not None:
        return redirect(url_for("imports.batch", batch=batch), 303)
    shown = _places(listed.row, kind, *_part(listed.row, kind))
    return _page(listed, kind, shown, _form(listed.row, kind, shown))


@blueprint.post("/<int:batch>/columns")
@access.requires(Permission.MANAGE_PEOPLE)
def confirm(batch: int) -> ResponseReturnValue:
    """Read the list so."""
    listed, kind = about.batch_of(batch)
    sheet, header = _part(listed.row, kind)
    chosen = {
        one.name: place
        for one in kind.fields
        if (place := request.form.get(f"column_{one.name}", type=int)) is not None
    }
    width = max(len(row) for row in imports.sheet_of(listed.row, sheet)["rows"])
    places = {name: place for name, place in chosen.items() if 0 <= place < width}
    shown = Columns(sheet, header, places)
    form = type(_form(listed.row, kind, shown))()
    good = form.validate()
    if not (form.check(kind) and good):
        return _page(listed, kind, shown, form), 422
    by, now = me.person_id, clock.now()
    imports.confirm_columns(
        db.session, listed.row, kind, form.columns(kind, sheet, header), by=by, at=now
    )
    db.session.commit()
    flash("The columns are remembered for the county’s next file with these headings.", "ok")
    return redirect(url_for("imports.batch", batch=batch), 303)
