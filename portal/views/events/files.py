"""Attendance files of meeting tools: handing one in, saying whom rows mean, taking in, undoing."""

from contextlib import closing

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.content.imports import LARGEST, read_file
from portal.db import db
from portal.domain.access import Permission
from portal.domain.errors import Invalid
from portal.domain.events.matching import State
from portal.domain.text import spaced
from portal.forms.events import FileForm
from portal.forms.fields import refuse
from portal.models import EventFile
from portal.services.events import crediting, files
from portal.services.events.finding import Shown
from portal.views import access, uploads
from portal.views.access import me
from portal.views.events.blueprint import blueprint, course_of, held, viewer

ROWS = 100
"""Of the verdicts on a page."""
_ORDER = [State.ASK, State.WRONG, State.NOBODY, State.TAKE, State.OUT]


def _index(shown: Shown, form: FileForm) -> str:
    return render_template(
        "events/files.html",
        shown=shown,
        version=shown.version,
        form=form,
        files=files.of_event(db.session, shown.event.id),
        largest=LARGEST // 1024 // 1024,
    )


@blueprint.get("/<int:event>/attendance-files")
@access.requires(Permission.HOLD_SESSIONS)
def attendance_files(event: int) -> str:
    """What was handed in, and the form for another."""
    return _index(held(event), FileForm())


@blueprint.post("/<int:event>/attendance-files")
@access.requires(Permission.HOLD_SESSIONS)
@uploads.accepts_files
def upload(event: int) -> ResponseReturnValue:
    """Keep the file and show what it would bring."""
    shown = held(event)
    form = FileForm()
    if not form.validate():
        return _index(shown, form), 422
    with closing(form.file.data) as sent:
        name, content = spaced(sent.filename or "")[:120] or "attendance", sent.read(LARGEST + 1)
    try:
        book = read_file(content)
        file = files.keep(
            db.session,
            shown,
            name,
            content,
            book,
            form.zone.data,
            by=me.person_id,
            at=clock.now(),
        )
    except Invalid as error:
        refuse(form, error)
        return _index(shown, form), 422
    kept = url_for("events.attendance_file", event=event, attendance=file.id)
    db.session.commit()
    return redirect(kept, 303)


def _page(shown: Shown, file: EventFile) -> str:
    checked = files.check(db.session, shown, file, viewer().holding, clock.now())
    verdicts = sorted(checked.verdicts, key=lambda each: _ORDER.index(each.state))
    pages = max(1, -(-len(verdicts) // ROWS))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)

    def page_url(number: int) -> str:
        return url_for(
            "events.attendance_file", event=shown.event.id, attendance=file.id, page=number
        )

    everybody = files.directory(db.session, shown, viewer().holding, clock.now())
    clear = {each.person.id for each in verdicts if each.person is not None}
    return render_template(
        "events/file.html",
        shown=shown,
        version=shown.version,
        file=file,
        notes=files.notes(file),
        checked=checked,
        verdicts=verdicts[(number - 1) * ROWS : number * ROWS],
        number=number,
        pages=pages,
        page_url=page_url,
        missing=[one for one in everybody if one.registered and one.id not in clear],
        brought=files.brought(db.session, file) if file.taken_at else None,
    )


@blueprint.get("/<int:event>/attendance-files/<int:attendance>")
@access.requires(Permission.HOLD_SESSIONS)
def attendance_file(event: int, attendance: int) -> str:
    """What the file would bring, row by row. Nothing is recorded."""
    shown = held(event)
    return _page(shown, files.find(db.session, shown, attendance))


@blueprint.post("/<int:event>/attendance-files/<int:attendance>")
@access.requires(Permission.HOLD_SESSIONS)
def choose(event: int, attendance: int) -> ResponseReturnValue:
    """Keep whom rows mean."""
    shown = held(event)
    file = files.find(db.session, shown, attendance, lock=True)
    now = clock.now()
    known = files.directory(db.session, shown, viewer().holding, now)
    choices = {
        int(name.removeprefix("row-")): value
        for name, value in request.form.items()
        if name.startswith("row-") and name.removeprefix("row-").isdecimal() and len(name) < 12
        if value
    }
    allowed = {one.id for one in known}
    files.choose(db.session, file, choices, allowed, by=me.person_id, at=now)
    db.session.commit()
    number = "1 row" if len(choices) == 1 else f"{len(choices)} rows"
    flash(f"Your choices for {number} are kept.", "ok")
    return redirect(url_for("events.attendance_file", event=event, attendance=attendance), 303)


@blueprint.post("/<int:event>/attendance-files/<int:attendance>/take-in")
@access.requires(Permission.HOLD_SESSIONS)
def take_in(event: int, attendance: int) -> ResponseReturnValue:
    """Record the presence of everybody who is clear."""
    shown = held(event)
    holding, now = viewer().holding, clock.now()
    _, is_new = files.take_in(db.session, shown, attendance, holding, by=me.person_id, at=now)
    db.session.commit()
    flash("The file is taken in." if is_new else "The file was taken in already.", "ok")
    return redirect(url_for("events.roster", event=event), 303)


@blueprint.post("/<int:event>/attendance-files/<int:attendance>/undo")
@access.requires(Permission.HOLD_SESSIONS)
def undo(event: int, attendance: int) -> ResponseReturnValue:
    """Take the file back, and the credit that rests on it."""
    shown = held(event)
    by, now = me.person_id, clock.now()
    lost = 0
    if files.undo(db.session, shown, attendance, by=by, at=now):
        reason = "The attendance file that it rests on was taken back."
        course = course_of(shown)
        lost = crediting.withdraw_unfounded(db.session, shown, course, reason, by=by, at=now)
    db.session.commit()
    said = {0: "", 1: " So is the credit of 1 person."}.get(
        lost, f" So is the credit of {lost} people."
    )
    flash(f"The file is taken back.{said}", "ok")
    return redirect(url_for("events.attendance_file", event=event, attendance=attendance), 303)
