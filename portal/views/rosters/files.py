"""Files of shifts: handing one in, reading the verdicts, taking it in, and taking it back."""

from collections.abc import Iterable, Mapping
from contextlib import closing

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission, may
from portal.domain.dates import clock_text
from portal.domain.errors import Invalid
from portal.domain.roster_files import LARGEST, FileRead
from portal.domain.staffing import Mode
from portal.forms.fields import refuse
from portal.forms.rosters import CalendarForm, RosterFileForm
from portal.models import County, EvidenceFile
from portal.services import places
from portal.services.rosters import importing
from portal.services.rosters.importing import Checked, State
from portal.views import access, subject, uploads
from portal.views.access import me
from portal.views.rosters.weeks import as_csv

blueprint = Blueprint("files", __name__)

ROWS = 100
"""Of the verdicts on a page."""
_EXAMPLES: list[tuple[str | None, ...]] = [
    ("Night Van", "Night", "Monday", "20:00", "08:00", "", "", "2026-11-23", ""),
    (
        "Night Van",
        "Night",
        "Monday",
        "20:00",
        "08:00",
        "ana@example.org",
        "on site",
        "2026-11-23",
        "2027-01-31",
    ),
]


def _form() -> RosterFileForm:
    form = RosterFileForm()
    names = subject.county_names(Permission.MANAGE_ROSTERS)
    form.county.choices = names if len(names) == 1 else {"": "Choose a county", **names}
    return form


def _index(form: RosterFileForm) -> str:
    def page_url(number: int) -> str:
        return url_for("rosters.files.index", page=number)

    held = subject.scope(Permission.MANAGE_ROSTERS)
    number = request.args.get("page", 1, type=int)
    found = importing.listed(db.session, held, number)
    return render_template("rosters/files.html", form=form, found=found, page_url=page_url)


@blueprint.get("/roster-files")
@access.requires(Permission.MANAGE_ROSTERS)
def index() -> str:
    """What was taken in, and the form for another file."""
    return _index(_form())


@blueprint.post("/roster-files")
@access.requires(Permission.MANAGE_ROSTERS)
@uploads.accepts_files
def upload() -> ResponseReturnValue:
    """Keep the file and show what it would bring."""
    form = _form()
    if not form.validate():
        return _index(form), 422
    with closing(form.file.data) as sent:
        name, content = sent.filename or "", sent.read(LARGEST + 1)
    try:
        file = importing.keep(
            db.session, form.county.data, name, content, by=me.person_id, at=clock.now()
        )
    except Invalid as error:
        refuse(form, error)
        return _index(form), 422
    shown = url_for("rosters.files.file", upload=file.id)
    db.session.commit()
    return redirect(shown, 303)


@blueprint.get("/roster-files/template.csv")
@access.requires(Permission.MANAGE_ROSTERS)
def template() -> ResponseReturnValue:
    """A file to fill in."""
    return as_csv("roster-template.csv", _EXAMPLES)


def _calendar_form(file: EvidenceFile) -> CalendarForm:
    form = CalendarForm(request.args)
    form.offer(places.teams(db.session, frozenset({file.county_fips or ""})))
    return form


def _read(file: EvidenceFile, form: CalendarForm) -> FileRead | None:
    """What the file says; None when it is a calendar and nobody has said whose."""
    if file.media_type != importing.CALENDAR:
        return importing.read(file, None, None)
    if not form.validate():
        return None
    teams = places.teams(db.session, frozenset({file.county_fips or ""}))
    team = next(team for team in teams if team.id == int(form.team.data))
    return importing.read(file, team, Mode(form.mode.data))


def _left_out(file: EvidenceFile, read: FileRead | None) -> dict[int, str]:
    """The events of a calendar that are to be left out, in their words, by their numbers.

    An event says all about itself, unlike a row: without the row of a shift, those of its people
    would mean something else.
    """
    if read is None or file.media_type != importing.CALENDAR:
        return {}
    asked = set(request.args.get("leave_out", "").split(","))
    return {number: words for number, words in read.said.items() if str(number) in asked}


def _dry_run(
    file: EvidenceFile,
    county: County,
    form: CalendarForm,
    checked: Checked | None,
    left_out: Mapping[int, str],
) -> str:
    def address(endpoint: str, left_out: Iterable[int] = left_out, page: int | None = None) -> str:
        return url_for(
            f"rosters.files.{endpoint}",
            upload=file.id,
            team=request.args.get("team"),
            mode=request.args.get("mode"),
            leave_out=",".join(map(str, sorted(left_out))) or None,
            page=page,
        )

    verdicts = checked.ordered if checked else []
    wrong = [verdict.number for verdict in verdicts if verdict.state is State.WRONG]
    is_calendar = file.media_type == importing.CALENDAR
    pages = max(1, -(-len(verdicts) // ROWS))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "rosters/file.html",
        file=file,
        county=county,
        form=form,
        checked=checked,
        verdicts=verdicts[(number - 1) * ROWS : number * ROWS],
        number=number,
        pages=pages,
        page_url=lambda number: address("file", page=number),
        take_in_url=address("take_in"),
        leave_out_url=address("file", [*left_out, *wrong])
        if is_calendar and len(wrong) < len(verdicts)
        else "",
        left_out=left_out,
        before=importing.before(db.session, file),
    )


@blueprint.get("/roster-files/<int:upload>")
@access.requires(Permission.MANAGE_ROSTERS)
def file(upload: int) -> ResponseReturnValue:
    """What the file would bring, row by row. Nothing is recorded."""
    row, county = importing.find_file(db.session, upload, me.grants)
    form = _calendar_form(row)
    asked = request.args or row.media_type != importing.CALENDAR
    read = _read(row, form) if asked else None
    left_out = _left_out(row, read)
    checked = (
        importing.check(db.session, county, read.without(left_out), clock.now()) if read else None
    )
    status = 422 if form.errors else 200
    return _dry_run(row, county, form, checked, left_out), status


@blueprint.post("/roster-files/<int:upload>")
@access.requires(Permission.MANAGE_ROSTERS)
def take_in(upload: int) -> ResponseReturnValue:
    """Record all of it, but for events that were left out by their numbers, or nothing."""
    row, county = importing.find_file(db.session, upload, me.grants)
    form = _calendar_form(row)
    read = _read(row, form)
    left_out = _left_out(row, read)
    if read is None:
        return _dry_run(row, county, form, None, left_out), 422
    found = importing.take_in(
        db.session, row, county, read.without(left_out), by=me.person_id, at=clock.now()
    )
    if isinstance(found, Checked):
        return _dry_run(row, county, form, found, left_out), 422
    number, recorded_at = found.row.id, found.row.recorded_at
    db.session.commit()
    if found.is_new:
        without = f", without {_events(len(left_out))}" if left_out else ""
        flash(f"The file is taken in{without}.", "ok")
    else:
        flash(f"This file was taken in at {clock_text(recorded_at)}. Nothing was added again.")
    return redirect(url_for("rosters.files.taken", taken=number), 303)


def _events(number: int) -> str:
    return f"{number} event" + ("" if number == 1 else "s")


@blueprint.get("/roster-imports/<int:taken>")
@access.requires(Permission.SEE_READINESS)
def taken(taken: int) -> str:
    """What a file brought."""
    found = importing.find(db.session, taken, me.grants, Permission.SEE_READINESS)
    return render_template(
        "rosters/import.html",
        found=found,
        brought=importing.brought(db.session, found.row),
        may_manage=may(me.grants, Permission.MANAGE_ROSTERS, found.row.county_fips),
    )


@blueprint.post("/roster-imports/<int:taken>/undo")
@access.requires(Permission.MANAGE_ROSTERS)
def undo(taken: int) -> ResponseReturnValue:
    """Take the file back."""
    importing.find(db.session, taken, me.grants, Permission.MANAGE_ROSTERS)
    importing.undo(db.session, taken, by=me.person_id, at=clock.now())
    db.session.commit()
    flash("The file is taken back. What it brought is not on the rosters any more.", "ok")
    return redirect(url_for("rosters.files.taken", taken=taken), 303)
