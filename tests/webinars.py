"""Webinars for tests: with a recording of any bytes, captions, and a time at which it is shown."""

import hashlib
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from portal import held
from portal.content.library import Document, WebinarTable, from_row
from portal.content.library.tables import RecordingTable
from portal.content.media.probing import Found
from portal.domain.captions import Cue, State
from portal.domain.library.items import Kind, Ref
from portal.models import LibraryVersion, MediaFile, MediaUpload, Person
from portal.services import library
from portal.services.webinars import captions, desk, media, uploads
from tests.factories import AT

MP4 = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + bytes(range(256)) * 40
"""What begins like a recording; browsers could not play it."""
JPEG = b"\xff\xd8\xff\xe0 a picture"
CUES = [
    Cue(500, 2000, "Welcome, everybody."),
    Cue(2000, 4000, "Naloxone comes first."),
    Cue(61_500, 64_000, "Thank you."),
]
SLUG = "reading-rosters"


def recording(
    app: Flask, session: Session, content: bytes = MP4, *, at: datetime = AT, **found: Any
) -> MediaFile:
    """A recording in the store, with its row."""
    facts = {"length": 90_000, "width": 1280, "height": 720, "poster": JPEG, **found}
    look = Found("video/mp4", **facts)
    store = held.media(app)
    store.staging.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=store.staging, delete=False) as file:
        file.write(content)
    name = hashlib.sha256(content).hexdigest()
    poster = media.keep(store, Path(file.name), name, look)
    return media.record(session, name, len(content), look, poster, by=None, at=at)


def webinar(
    session: Session,
    kept: MediaFile | None = None,
    slug: str = SLUG,
    *,
    starts_at: datetime | None = AT,
    text: str = "",
    at: datetime = AT,
    **facts: Any,
) -> LibraryVersion:
    """A webinar, shown from `starts_at` on; None: a draft."""
    if kept is not None:
        facts["recording"] = RecordingTable(file="recording.mp4", sha256=kept.sha256)
    table = WebinarTable(**{"title": "Reading rosters", **facts})
    version = library.save(
        session,
        Document(Ref(Kind.WEBINAR, slug), table, text),
        number=1,
        change="",
        by=None,
        at=at,
    )
    if starts_at is not None:
        library.publish(session, version, starts_at=starts_at, by=None, at=at)
    return version


def another(
    session: Session, before: LibraryVersion, kept: MediaFile, *, at: datetime = AT, **more: Any
) -> LibraryVersion:
    """A further version of a webinar, with this recording, that is shown at once."""
    facts = from_row(Kind.WEBINAR, before.facts)
    changed = {"recording": RecordingTable(file="recording.mp4", sha256=kept.sha256), **more}
    document = Document(Ref(Kind.WEBINAR, SLUG), facts.model_copy(update=changed), before.text)
    version = library.save(session, document, number=before.number + 1, change="", by=None, at=at)
    library.publish(session, version, starts_at=at, by=None, at=at)
    last = captions.last(session, version.item_id, "en")
    caption(session, version, kept, number=last.number + 1 if last else 1)
    return version


def caption(
    session: Session,
    version: LibraryVersion,
    kept: MediaFile,
    state: State = State.REVIEWED,
    cues: list[Cue] | None = None,
    language: str = "en",
    number: int = 1,
) -> None:
    """Captions of a webinar."""
    captions.save(
        session,
        version.item_id,
        language,
        CUES if cues is None else cues,
        number=number,
        recording=kept.sha256,
        state=state,
        length=kept.length,
        change="",
        by=None,
        at=AT,
    )


def shown(app: Flask, session: Session, **more: Any) -> MediaFile:
    """A webinar with a recording and reviewed captions, shown to whom `more` says."""
    kept = recording(app, session)
    caption(session, webinar(session, kept, **more), kept)
    return kept


def upload(app: Flask, session: Session, person: Person, size: int = len(MP4)) -> MediaUpload:
    """A recording that this person has begun to send to the webinar."""
    return uploads.begin(
        session,
        held.media(app),
        desk.desk(session, SLUG).item,
        "my recording.mp4",
        size,
        largest=1024**4,
        by=person.id,
        at=AT,
    )
