"""Taking a list in, at once or beside the page, undoing it, and dropping one that is not taken."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import clock_text
from portal.domain.imports.kinds import Kind
from portal.domain.imports.verdicts import Looked
from portal.jobs import lists
from portal.services import imports
from portal.services.imports import Listed
from portal.views import access, beside
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
    if listed.row.taken_at is None and imports.is_long(listed.row):
        return _beside(listed, kind) or back
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


def _beside(listed: Listed, kind: Kind) -> ResponseReturnValue | None:
    """Have a long list taken in without keeping the page waiting; or say what is in the way."""
    now = clock.now()
    if listed.row.asked_at is None:
        looked = imports.look(db.session, listed.row, about.reader(), now)
        if not looked.may_be_taken_in:
            return dry_run(listed, kind, looked), 422
        imports.ask(db.session, listed.row, by=me.person_id, at=now)
        db.session.commit()
    _work_soon()
    return None


def _work_soon() -> None:
    """Do what was asked for."""
    beside.begin("lists", lists.sweep, beside.sessions(), held.regulations(), clock.now())


@blueprint.get("/<int:batch>/drop")
@access.requires(Permission.MANAGE_PEOPLE)
def drop(batch: int) -> ResponseReturnValue:
    """Ask whether a list that is not taken in is to be forgotten."""
    listed, kind = about.batch_of(batch)
    if listed.row.taken_at or listed.row.asked_at:
        return redirect(url_for("imports.batch", batch=batch), 303)
    return render_template("imports/drop.html", listed=listed, batch=listed.row, kind=kind)


@blueprint.post("/<int:batch>/drop")
@access.requires(Permission.MANAGE_PEOPLE)
def drop_submit(batch: int) -> ResponseReturnValue:
    """Forget it, with its file."""
    listed, _kind = about.batch_of(batch)
    name = listed.row.name
    imports.drop(db.session, listed.row, by=me.person_id, at=clock.now())
    db.session.commit()
    flash(f"{name} is dropped, and its file is deleted.", "ok")
    return redirect(url_for("imports.index"), 303)


@blueprint.post("/<int:batch>/undo")
@access.requires(Permission.MANAGE_PEOPLE)
def undo(batch: int) -> ResponseReturnValue:
    """Take back what the list brought; of a long one beside the page."""
    listed, _kind = about.batch_of(batch)
    if listed.row.taken_at and not listed.row.undone_at and imports.is_long(listed.row):
        imports.ask_to_undo(db.session, listed.row, by=me.person_id, at=clock.now())
        db.session.commit()
        _work_soon()
        return redirect(url_for("imports.batch", batch=batch), 303)
    done = imports.undo(db.session, listed.row, by=me.person_id, at=clock.now())
    db.session.commit()
    if done:
        flash("The list is undone.", "ok")
    return redirect(url_for("imports.batch", batch=batch), 303)
