"""A recording that comes in pieces, sent by our own script (static/js/recording-upload.js).

Begin says where it goes and how much is there; each piece says at which byte it begins; whoever
lost the line asks how much is there and goes on. A script gets JSON.
"""

from flask import Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.errors import Invalid, NoRoom, NotFound
from portal.models import LibraryItem, MediaUpload
from portal.services.webinars import desk as desks
from portal.services.webinars import uploads as service
from portal.services.webinars.uploads import PIECE
from portal.views import access, uploads
from portal.views.access import me
from portal.views.errors import wants_json
from portal.views.webinars import desk
from portal.views.webinars.blueprint import blueprint

OFFSET = "Upload-Offset"


@blueprint.post("/library/webinars/<slug:slug>/uploads")
@access.requires(Permission.EDIT_LIBRARY)
def begin(slug: str) -> ResponseReturnValue:
    """Begin, or find what this person began with the same file."""
    size = request.form.get("size", "")
    if not (size.isascii() and size.isdigit() and len(size) < 16):
        raise Invalid("Say how large the file is, in bytes.", "size")
    store, at = held.media(), clock.now()
    service.sweep(db.session, store, at)
    found = desks.desk(db.session, slug)
    row = service.begin(
        db.session,
        store,
        found.item,
        request.form.get("name", ""),
        int(size),
        largest=desk.largest(),
        by=me.person_id,
        at=at,
    )
    db.session.commit()
    return _answer(slug, row), 201


@blueprint.get("/library/webinars/<slug:slug>/uploads/<slug:token>")
@access.requires(Permission.EDIT_LIBRARY)
def progress(slug: str, token: str) -> ResponseReturnValue:
    """How much of it is here."""
    return _answer(slug, _of(slug, token))


@blueprint.patch("/library/webinars/<slug:slug>/uploads/<slug:token>")
@access.requires(Permission.EDIT_LIBRARY)
@uploads.accepts(PIECE)
def piece(slug: str, token: str) -> ResponseReturnValue:
    """Take a piece; with the last one, look into the recording and keep it."""
    row = _of(slug, token)
    size = row.size
    db.session.rollback()  # nobody waits for a slow line
    offset = request.headers.get(OFFSET, "")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 16):
        raise Invalid(f"Say in {OFFSET} at which byte the piece begins.")
    store = held.media()
    try:
        come = service.append(store, token, size, int(offset), request.stream.read)
    except Invalid:
        desk.forget(token)
        raise
    except NoRoom as error:
        return jsonify(message=str(error), offset=int(offset)), 507
    if not come.is_whole:
        return jsonify(offset=come.offset, size=size)
    desk.take(slug, token)
    return jsonify(offset=size, size=size, done=url_for("webinars.desk", slug=slug))


@blueprint.post("/library/webinars/<slug:slug>/uploads/<slug:token>/stop")
@access.requires(Permission.EDIT_LIBRARY)
def stop(slug: str, token: str) -> ResponseReturnValue:
    """Forget what has come."""
    service.stop(db.session, held.media(), _of(slug, token))
    db.session.commit()
    said = "The upload is stopped. Nothing of it was kept."
    if wants_json():
        return jsonify(message=said)
    flash(said)
    return redirect(url_for("webinars.desk", slug=slug), 303)


def _of(slug: str, token: str) -> MediaUpload:
    row = service.find(db.session, token, me.person_id)
    item = db.session.get_one(LibraryItem, row.item_id)
    if item.slug != slug:
        raise NotFound("This upload belongs to another webinar.")
    return row


def _answer(slug: str, row: MediaUpload) -> Response:
    come = service.progress(held.media(), row.token, row.size)
    return jsonify(
        address=url_for("webinars.piece", slug=slug, token=row.token),
        stop=url_for("webinars.stop", slug=slug, token=row.token),
        offset=come.offset,
        size=come.size,
        piece=PIECE,
    )
