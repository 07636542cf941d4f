"""Recordings and captions beside the library's files: taken in with them, and written out."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.files import ContentError, Problem
from portal.content.library import Document, WebinarTable
from portal.content.media import captions as files
from portal.content.media.probing import look
from portal.content.media.store import Store
from portal.domain.captions import LANGUAGES, Cue
from portal.domain.errors import Invalid
from portal.domain.library.items import Kind, Ref
from portal.models import LibraryItem, MediaFile
from portal.services.library.captions import of_recording
from portal.services.webinars import captions, media
from portal.services.webinars.uploads import HALF

FOLDER = "webinars/media"
CHANGE = "Taken in from the library's files."


def take_in(
    session: Session,
    store: Store,
    root: Path,
    documents: Iterable[Document],
    *,
    by: int | None,
    at: datetime,
) -> list[Ref]:
    """Keep what `root` has of these webinars' recordings and captions, and say of which.

    Their items have been saved already. What is here is left as it is. Raises ContentError, naming
    every file that cannot be used; what the store took in by then has no row and does no harm.
    """
    problems: list[Problem] = []
    taken = []
    for document in documents:
        facts = document.facts
        if not isinstance(facts, WebinarTable) or facts.recording is None:
            continue
        folder, name = root / FOLDER, facts.recording.file
        try:
            kept = _take_recording(session, store, folder / name, facts.recording.sha256, by, at)
        except Invalid as error:
            problems.append(Problem(f"{FOLDER}/{name}", "recording", str(error)))
            continue
        if kept is None:
            continue
        taken.append(document.ref)
        item_id = _item_id(session, document.ref)
        for language, path in _caption_files(folder, document.ref.slug):
            if captions.last(session, item_id, language) is None:
                problems += _take_captions(session, item_id, language, path, kept, by, at)
    if problems:
        raise ContentError(problems)
    return taken


def _item_id(session: Session, ref: Ref) -> int:
    wanted = select(LibraryItem.id).where(
        LibraryItem.kind == Kind.WEBINAR, LibraryItem.slug == ref.slug
    )
    return session.scalars(wanted).one()


def _take_recording(
    session: Session, store: Store, path: Path, sha256: str, by: int | None, at: datetime
) -> MediaFile | None:
    """The recording that a file names; None where neither the file nor the recording is here."""
    there = media.recording(session, sha256)
    if there is not None and store.has(sha256):
        return there
    if not path.is_file():
        return there
    if media.digest(path) != sha256:
        raise Invalid(
            "This is another file than the webinar names. Write its SHA-256 into “sha256”, or put "
            "the right file here."
        )
    found = look(path)
    poster = path.with_suffix(".jpg")
    if poster.is_file():
        found = found.with_poster(poster.read_bytes())
    store.staging.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(
        dir=store.staging, suffix=HALF
    ) as folder:  # a copy: keeping takes the file away
        copy = Path(shutil.copyfile(path, Path(folder) / sha256))
        size = copy.stat().st_size
        picture = media.keep(store, copy, sha256, found)
    return media.record(session, sha256, size, found, picture, by=by, at=at)


def _caption_files(folder: Path, slug: str) -> Iterator[tuple[str, Path]]:
    for language in LANGUAGES:
        path = folder / f"{slug}.{language}.vtt"
        if path.is_file():
            yield language, path


def _take_captions(
    session: Session,
    item_id: int,
    language: str,
    path: Path,
    recording: MediaFile,
    by: int | None,
    at: datetime,
) -> Iterator[Problem]:
    content = path.read_bytes()
    try:
        captions.save(
            session,
            item_id,
            language,
            files.read_captions(content, recording.length),
            number=1,
            recording=recording.sha256,
            state=files.state_in(content),
            length=recording.length,
            change=CHANGE,
            by=by,
            at=at,
        )
    except Invalid as error:
        yield Problem(f"{FOLDER}/{path.name}", "captions", str(error))


def write_out(session: Session, store: Store, root: Path, documents: Iterable[Document]) -> int:
    """Write the recordings, posters and captions of these webinars; how many recordings.

    Taking them in again gives the same.
    """
    written = 0
    for document in documents:
        facts = document.facts
        if not isinstance(facts, WebinarTable) or facts.recording is None:
            continue
        kept = media.recording(session, facts.recording.sha256)
        if kept is None:
            continue
        folder = root / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / facts.recording.file
        _write(store, kept.sha256, path)
        if kept.poster:
            _write(store, kept.poster, path.with_suffix(".jpg"))
        item_id = _item_id(session, document.ref)
        for one in of_recording(session, item_id, kept.sha256):
            cues: tuple[Cue, ...] = one.cues
            target = folder / f"{document.ref.slug}.{one.language}.vtt"
            target.write_text(files.write_vtt(cues, one.language, one.state), encoding="utf-8")
        written += 1
    return written


def _write(store: Store, name: str, path: Path) -> None:
    with path.open("wb") as file:
        for block in store.stream(name):
            file.write(block)
