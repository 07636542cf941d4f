"""The lists that were handed in, and handing one in."""

from contextlib import closing
from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.content.imports import LARGEST, MOST_ROWS
from portal.db import db
from portal.documents.tables import csv_bytes
from portal.domain.access import Permission
from portal.domain.errors import Invalid
from portal.domain.imports.kinds import KINDS
from portal.forms.fields import one_of, refuse
from portal.forms.imports import ListForm
from portal.services import imports
from portal.views import access, subject, uploads
from portal.views.access import me
from portal.views.imports.blueprint import blueprint

_EXAMPLES: dict[str, dict[str, str]] = {
    "people": {
        "name": "Ana Flores",
        "email": "ana@example.org",
        "team": "Night Van",
        "position": "Crisis counselor",
        "profession": "Licensed clinical social worker",
        "starts_on": "2026-11-23",
    },
    "trainings": {
        "name": "Ana Flores",
        "email": "ana@example.org",
        "title": "Naloxone for responders",
        "provider": "American Red Cross",
        "completed_on": "2026-03-03",
        "ce_minutes": "1.5",
    },
    "credentials": {
        "name": "Ana Flores",
        "email": "ana@example.org",
        "title": "Licensed clinical social worker",
        "issuer": "Board of Behavioral Sciences",
        "number": "LCSW 12345",
        "expires_on": "2028-01-31",
    },
}


def _form() -> ListForm:
    form = ListForm()
    form.county.choices = one_of(subject.county_names(), "Choose a county")
    return form


def _index(form: ListForm) -> str:
    def page_url(number: int) -> str:
        return url_for("imports.index", page=number)

    number = request.args.get("page", 1, type=int)
    return render_template(
        "imports/index.html",
        form=form,
        kinds=KINDS,
        found=imports.listed(db.session, subject.scope(), number),
        page_url=page_url,
        largest=LARGEST // 1024 // 1024,
        most_rows=MOST_ROWS,
    )


@blueprint.get("")
@access.requires(Permission.MANAGE_PEOPLE)
def index() -> str:
    """The lists, and the form for another."""
    form = _form()
    if request.args.get("kind") in KINDS and not form.kind.data:
        form.kind.data = request.args["kind"]
    return _index(form)


@blueprint.post("")
@access.requires(Permission.MANAGE_PEOPLE)
@uploads.accepts_files
def upload() -> ResponseReturnValue:
    """Keep the file; nothing of what it lists is recorded."""
    form = _form()
    if not form.validate():
        return _index(form), 422
    with closing(form.file.data) as sent:
        name, content = sent.filename or "", sent.read(LARGEST + 1)
    kind = KINDS[form.kind.data]
    by, now = me.person_id, clock.now()
    try:
        batch = imports.keep(db.session, form.county.data, kind, name, content, by=by, at=now)
    except Invalid as error:
        refuse(form, error)
        return _index(form), 422
    shown = url_for("imports.batch", batch=batch.id)
    db.session.commit()
    return redirect(shown, 303)


@blueprint.get("/templates/<slug:kind>.csv")
@access.requires(Permission.MANAGE_PEOPLE)
def template(kind: str) -> ResponseReturnValue:
    """A file to fill in."""
    if kind not in KINDS:
        abort(404)
    fields = [one for one in KINDS[kind].fields if one.name not in {"first_name", "last_name"}]
    example = [_EXAMPLES[kind].get(one.name, "") for one in fields]
    return as_csv(f"{kind}-template.csv", [one.label for one in fields], [example])


def as_csv(name: str, header: list[str], rows: list[Any]) -> ResponseReturnValue:
    """A table as a file that spreadsheets open."""
    return current_app.response_class(
        csv_bytes(header, rows),
        mimetype="text/csv",
        headers={
            "Content-Disposition": f"attachment; filename={name}",
            "Cache-Control": "no-store",
        },
    )
