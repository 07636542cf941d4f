"""What one did from the matrix in one go: the history, one entry of it, and undoing that."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.certification import judged_requirements
from portal.domain.errors import Conflict
from portal.domain.matrix import Act
from portal.models import MatrixBatch
from portal.services.matrix import acting, batches
from portal.views import access
from portal.views.access import me
from portal.views.matrix.blueprint import blueprint
from portal.views.matrix.drawing import cell_words

WORDS = {
    Act.EXTENSION: ("Extension", "1 extension", "extensions"),
    Act.WAIVER: ("Waiver", "1 waiver", "waivers"),
    Act.ASSIGNMENT: ("Asked for", "1 thing asked for", "things asked for"),
    Act.TRAINING: ("Training added", "1 training added", "trainings added"),
}


def batch_words(batch: MatrixBatch, entries: int) -> str:
    """What a batch did, such as “3 extensions”."""
    _, one, many = WORDS[batch.act]
    return one if entries == 1 else f"{entries} {many}"


@blueprint.get("/history")
@access.requires(Permission.DECIDE)
def history() -> str:
    """Everything one did, newest first."""
    number = max(1, request.args.get("page", 1, type=int))
    lines, pages = batches.listed(db.session, me.person_id, number)
    return render_template(
        "matrix/history.html",
        lines=lines,
        batch_words=batch_words,
        number=min(number, pages),
        pages=pages,
        page_url=lambda page: url_for("matrix.history", page=page),
    )


@blueprint.get("/history/<int:change>")
@access.requires(Permission.DECIDE)
def batch(change: int) -> str:
    """What was done, how those cells stand now, and the button to undo it."""
    row = batches.find(db.session, me.person_id, change)
    today, rulebook = clock.today(), held.rulebook()
    found = batches.added(db.session, row, me.grants, today)
    people = {one.person.id for one in found}
    cells = acting.cells_of(db.session, people, rulebook, held.catalogue(), today)
    places = {one.slug: place for place, one in enumerate(judged_requirements(rulebook))}
    return render_template(
        "matrix/batch.html",
        batch=row,
        heading=f"{batch_words(row, len(found))}{', undone' if row.undone_at else ''}",
        added=found,
        cells=cells,
        places=places,
        rulebook=rulebook,
        cell_words=cell_words,
    )


@blueprint.post("/history/<int:change>/undo")
@access.requires(Permission.DECIDE)
def undo(change: int) -> ResponseReturnValue:
    """Take everything of it back that stands as it was added."""
    row = batches.find(db.session, me.person_id, change)
    try:
        done = batches.undo(
            db.session, row, me.grants, by=me.person_id, at=clock.now(), today=clock.today()
        )
    except Conflict as error:
        db.session.rollback()
        flash(str(error))
        return redirect(url_for("matrix.batch", change=change), 303)
    db.session.commit()
    flash(
        f"{batch_words(row, done.entries)} undone. Both stay readable on each person’s page.", "ok"
    )
    if done.left:
        flash(
            f"Left as they are, since they were changed meanwhile or are not yours to change: "
            f"{', '.join(done.left)}.",
            "info",
        )
    return redirect(url_for("matrix.batch", change=change), 303)
