"""Taking a list in, and undoing it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import clock_text
from portal.domain.imports.verdicts import Looked
from portal.services import imports
from portal.views import access
from portal.views.access import me
from portal.views.imports import about
from portal.views.imports.blueprint import blueprint
from portal.views.imports.rows import dry_run


@blueprint.post("/<int:batch>")
@access.requires(Permission.MANAGE_PEOPLE)
def take_in(batch: int) -> ResponseReturnValue:
    """Record all of it, or nothing; and once."""
    listed, kind = about.batch_of(batch)
    back = redirect(url_for("imports.batch", batch=batch), 303)
    if listed.row.columns is None:
        return back
    reader, now = about.reader(), clock.now()
    done = imports.take_in(db.session, listed.row, reader, by=me.person_id, at=now)
    if isinstance(done, Looked):
        return dry_run(listed, kind, done), 422
    taken_at = listed.row.taken_at or now
    db.session.commit()
    if done:
        flash("The list is taken in.", "ok")
    else:
        flash(f"This list was taken in at {clock_text(taken_at)}. Nothing was added again.")
    return back


@blueprint.post("/<int:batch>/undo")
@access.requires(Permission.MANAGE_PEOPLE)
def undo(batch: int) -> ResponseReturnValue:
    """Take back what the list brought."""
    listed, _kind = about.batch_of(batch)
    done = imports.undo(db.session, listed.row, by=me.person_id, at=clock.now())
    db.session.commit()
    if done:
        flash("The list is undone.", "ok")
    return redirect(url_for("imports.batch", batch=batch), 303)
