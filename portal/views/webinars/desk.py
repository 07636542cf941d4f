"""The recording and the captions of a webinar, for those who edit the library."""

import shutil
from pathlib import Path
from typing import IO

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.captions import LANGUAGES, State
from portal.domain.errors import Invalid, NotFound
from portal.forms.fields import refuse
from portal.forms.webinars import CaptionFileForm, RecordingForm
from portal.services import audit
from portal.services.webinars import captions
from portal.services.webinars import desk as desks
from portal.services.webinars import uploads as incoming
from portal.services.webinars.desk import Desk
from portal.views import access, uploads
from portal.views.access import me
from portal.views.webinars.asked import NOTHING
from portal.views.webinars.blueprint import blueprint
from portal.views.webinars.counting import counting
from portal.views.webinars.media import hand_out, hand_out_poster

PLAIN = 200 * 1024 * 1024
"""Bytes of a recording that is sent with a plain form, in one go."""
CAPTIONS = 5 * 1024 * 1024
GIB = 1024**3


def largest() -> int:
    """Of a recording, in bytes."""
    limit: int = current_app.config["SETTINGS"].media_largest
    return limit * GIB


def _page(
    found: Desk, form: RecordingForm, caption_form: CaptionFileForm, status: int = 200
) -> ResponseReturnValue:
    recording = found.facts.recording
    html = render_template(
        "webinars/desk.html",
        desk=found,
        slug=found.item.slug,
        form=form,
        caption_form=caption_form,
        languages=desks.languages(db.session, found.item.id, recording.sha256) if recording else [],
        others=LANGUAGES,
        missing=desks.waits(db.session, found),
        waiting=incoming.waiting(db.session, held.media(), found.item.id, me.person_id),
        limit=largest() // GIB,
        plain=PLAIN,
        piece=incoming.PIECE,
        counting=counting(found),
    )
    return html, status


@blueprint.get("/library/webinars/<slug:slug>/recording")
@access.requires(Permission.EDIT_LIBRARY)
def desk(slug: str) -> ResponseReturnValue:
    """The recording of the newest version, its captions, and what is missing to publish it."""
    return _page(desks.desk(db.session, slug), RecordingForm(), CaptionFileForm())


@blueprint.post("/library/webinars/<slug:slug>/recording")
@access.requires(Permission.EDIT_LIBRARY)
@uploads.accepts(PLAIN)
def upload(slug: str) -> ResponseReturnValue:
    """Take a recording that was sent in one go, without a script."""
    form = RecordingForm()
    if not form.validate():
        return _page(desks.desk(db.session, slug), form, CaptionFileForm(formdata=None), 422)
    file, store = form.file.data, held.media()
    size = file.seek(0, 2)
    file.seek(0)
    try:
        row = incoming.begin(
            db.session,
            store,
            desks.desk(db.session, slug).item,
            file.filename or "",
            size,
            largest=largest(),
            by=me.person_id,
            at=clock.now(),
        )
        db.session.commit()
        _write(file, incoming.file_of(store, row.token))
        take(slug, row.token)
    except Invalid as error:
        db.session.rollback()
        refuse(form, error)
        return _page(desks.desk(db.session, slug), form, CaptionFileForm(formdata=None), 422)
    flash(_taken(slug), "ok")
    return redirect(url_for("webinars.desk", slug=slug), 303)


def _write(file: IO[bytes], path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(file, target)


def _taken(slug: str) -> str:
    missing = desks.waits(db.session, desks.desk(db.session, slug))
    return "The recording is here." + (f" {missing}" if missing else "")


def take(slug: str, token: str) -> None:
    """Look into what has come, keep it, and name it in a further version of the webinar.

    Raises Invalid, after forgetting what came, when it is no recording that can be played.
    """
    store, by = held.media(), me.person_id
    row = incoming.find(db.session, token, by)
    size, label = row.size, row.name
    db.session.rollback()  # nobody waits while the file is looked into
    try:
        kept = incoming.keep(store, token, size)
    except Invalid:
        forget(token)
        raise
    at = clock.now()
    row = incoming.find(db.session, token, by)
    recording = incoming.finish(db.session, store, row, kept, by=by, at=at)
    webinar = desks.desk(db.session, slug)
    desks.attach(db.session, webinar, recording, label, by=by, at=at)
    audit.note(
        db.session,
        "recording uploaded",
        person_id=None,
        by=by,
        at=at,
        webinar=slug,
        sha256=recording.sha256,
    )
    db.session.commit()


def forget(token: str) -> None:
    """End an upload, and leave nothing of it behind."""
    db.session.rollback()
    row = incoming.find(db.session, token, me.person_id)
    incoming.stop(db.session, held.media(), row)
    db.session.commit()


@blueprint.post("/library/webinars/<slug:slug>/captions")
@access.requires(Permission.EDIT_LIBRARY)
@uploads.accepts(CAPTIONS)
def upload_captions(slug: str) -> ResponseReturnValue:
    """Take a file of captions, if every line of it can be used."""
    form = CaptionFileForm()
    found = desks.desk(db.session, slug)
    recording = found.recording
    if recording is None:
        raise NotFound("Upload the recording first: captions belong to one.")
    if not (form.validate() and form.read(recording.length)):
        return _page(found, RecordingForm(formdata=None), form, 422)
    language = form.language.data
    before = captions.last(db.session, found.item.id, language)
    captions.save(
        db.session,
        found.item.id,
        language,
        form.cues,
        number=before.number + 1 if before else 1,
        recording=recording.sha256,
        state=State(form.state.data),
        length=recording.length,
        change="Uploaded as a file.",
        by=me.person_id,
        at=clock.now(),
    )
    db.session.commit()
    flash(f"The captions in {LANGUAGES[language]} are here: {len(form.cues)} lines.", "ok")
    return redirect(url_for("webinars.editor", slug=slug, language=language), 303)


@blueprint.get("/library/webinars/<slug:slug>/recording/<slug:digest>")
@access.requires(Permission.EDIT_LIBRARY)
def preview(slug: str, digest: str) -> Response:
    """The recording or the poster of any version, for its editors only."""
    found = desks.desk(db.session, slug)
    row = desks.belongs(db.session, found.item.id, digest)
    if row is None:
        raise NotFound(NOTHING)
    if digest == row.poster:
        return hand_out_poster(row, public=False)
    return hand_out(row.sha256, row.size, row.media_type, row.recorded_at, public=False)
