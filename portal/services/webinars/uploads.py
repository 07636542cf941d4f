"""Recordings on their way in: a piece at a time, each taken once, to be gone on with at any time.

How much has come is the size of the file that it is written to, so nothing can disagree with it: a
piece that was cut off is there as far as it came. A lock on the file keeps a second tab out.
"""

from __future__ import annotations

import errno
import fcntl
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.media.probing import TYPES, Found, look, media_type
from portal.content.media.store import BLOCK, Store, make_durable, room
from portal.content.uploads import label_of
from portal.domain.errors import Conflict, Forbidden, Invalid, NoRoom, NotFound
from portal.models import LibraryItem, MediaFile, MediaUpload
from portal.services.webinars import media

PIECE = 8 * 1024 * 1024
"""Bytes that are taken with one request."""
KEPT_FOR = timedelta(days=2)
"""How long one that nobody goes on with is kept."""
HALF = ".part"
"""How the names of files and folders end that wait for the rest, or to be kept."""
SPARE = 512 * 1024 * 1024
"""Bytes of the disk that are left to others."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload has come, in bytes."""

    offset: int
    size: int

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here."""
        return self.offset == self.size


def begin(
    session: Session,
    store: Store,
    item: LibraryItem,
    name: str,
    size: int,
    *,
    largest: int,
    by: int,
    at: datetime,
) -> MediaUpload:
    """An upload of a file of this name and size; the one that this person began, if they did.

    `largest` is the limit, in bytes. Raises Invalid with the remedy when it cannot be taken.
    """
    if size <= 0:
        raise Invalid("This file is empty. Choose the recording again.", "file")
    if size > largest:
        limit = largest / 1024**3
        raise Invalid(
            f"This file is larger than {limit:g} GB. Save the recording in a smaller size.", "file"
        )
    label = label_of(name)
    there = session.scalars(
        select(MediaUpload).filter_by(item_id=item.id, by_id=by, name=label, size=size)
    ).first()
    if there is not None:
        return there
    if size + SPARE > room(store.staging):
        raise Invalid(
            "There is no room for this file on the portal’s disk. Ask your administrator.", "file"
        )
    row = MediaUpload(
        token=secrets.token_hex(16),
        item_id=item.id,
        by_id=by,
        name=label,
        size=size,
        started_at=at,
    )
    session.add(row)
    session.flush()
    store.staging.mkdir(parents=True, exist_ok=True)
    file_of(store, row.token).touch()
    return row


def find(session: Session, token: str, by: int) -> MediaUpload:
    """An upload that this person began. Raises NotFound, or Forbidden for somebody else's."""
    row = session.scalar(select(MediaUpload).filter_by(token=token))
    if row is None:
        raise NotFound("This upload is over, or was never begun. Choose the file again.")
    if row.by_id != by:
        raise Forbidden("Somebody else is sending this file.")
    return row


def waiting(
    session: Session, store: Store, item_id: int, by: int
) -> list[tuple[MediaUpload, Progress]]:
    """What this person began to upload for a webinar, and how far each has come."""
    rows = session.scalars(select(MediaUpload).filter_by(item_id=item_id, by_id=by))
    return [(row, progress(store, row.token, row.size)) for row in rows]


def progress(store: Store, token: str, size: int) -> Progress:
    """How far an upload has come."""
    path = file_of(store, token)
    return Progress(path.stat().st_size if path.exists() else 0, size)


def append(
    store: Store, token: str, size: int, offset: int, read: Callable[[int], bytes]
) -> Progress:
    """Write a piece that begins at `offset`, block by block as it comes.

    It asks no database, so that a slow line keeps nobody waiting. Raises Conflict when the file
    goes on elsewhere, Invalid for what is no recording or longer than announced, and NoRoom.
    """
    path = file_of(store, token)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict("This file is being sent from another tab.") from None
        here = file.seek(0, 2)
        if here != offset:
            raise Conflict(f"The file goes on at byte {here}.")
        try:
            while block := read(min(BLOCK, size - here + 1)):
                if here + len(block) > size:
                    raise Invalid("This is more than the file was said to have.", "file")
                file.write(block)
                here += len(block)
            file.flush()
            make_durable(file.fileno())
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise
            _cut(path, offset)
            raise NoRoom("The portal’s disk is full. Ask your administrator.") from error
        except Invalid:
            file.flush()
            _cut(path, offset)
            raise
    if offset == 0 and here >= min(size, 64):
        with path.open("rb") as file:
            media_type(file.read(8192))  # what is no recording is refused before all of it came
    return Progress(here, size)


def _cut(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording that the store has and the database does not know yet."""

    name: str
    size: int
    found: Found
    poster: str | None


def keep(store: Store, token: str, size: int) -> Kept:
    """Look into what has come, and put it into the store. It may take its time: no database.

    Raises Invalid when it cannot be played, and Conflict while some of it is missing.
    """
    path = file_of(store, token)
    if not path.exists() or path.stat().st_size != size:
        raise Conflict("Not all of the file is here yet.")
    found = look(path)
    name = media.digest(path)
    return Kept(name, size, found, media.keep(store, path, name, found))


def finish(
    session: Session, store: Store, row: MediaUpload, kept: Kept, *, by: int, at: datetime
) -> MediaFile:
    """The row of the recording that came; the upload is over."""
    recorded = media.record(session, kept.name, kept.size, kept.found, kept.poster, by=by, at=at)
    stop(session, store, row)
    return recorded


def stop(session: Session, store: Store, row: MediaUpload) -> None:
    """End an upload and forget what came of it."""
    file_of(store, row.token).unlink(missing_ok=True)
    session.delete(row)
    session.flush()


def sweep(session: Session, store: Store, at: datetime) -> int:
    """Forget what nobody went on with for days, in the database and on the disk; how many."""
    old = (at - KEPT_FOR).timestamp()
    swept = 0
    known: set[str] = set()
    for row in session.scalars(select(MediaUpload)):
        path = file_of(store, row.token)
        touched = path.stat().st_mtime if path.exists() else row.started_at.timestamp()
        if touched < old:
            stop(session, store, row)
            swept += 1
        else:
            known.add(path.name)
    if store.staging.is_dir():
        for path in store.staging.glob(f"*{HALF}"):
            if path.name in known or path.stat().st_mtime >= old:
                continue
            if path.is_dir():  # taking files in was ended from outside
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
            swept += 1
    return swept


def file_of(store: Store, token: str) -> Path:
    """Where an upload is written to. The file's own name never becomes a path."""
    return store.staging / f"{token}{HALF}"


def file_name(label: str, kind: str) -> str:
    """What a recording is called among the library's files: letters, digits and hyphens."""
    stem = "".join(
        letter if letter.isascii() and letter.isalnum() else "-"
        for letter in label.rpartition(".")[0].lower() or label.lower()
    )
    stem = "-".join(part for part in stem.split("-") if part)[:60].strip("-")
    return f"{stem or 'recording'}{TYPES[kind]}"
