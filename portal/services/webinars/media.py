"""Recordings that the store keeps: taken in once, found by what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.media.probing import Found
from portal.content.media.store import Store
from portal.models import MediaFile
from portal.services.library.captions import missing
from portal.services.library.items import changed
from portal.services.library.shelf import Kept
from portal.services.once import add_once

_BLOCK = 1024 * 1024


def digest(path: Path) -> str:
    """What names a file: the SHA-256 of what is in it, read a block at a time."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(store: Store, path: Path, name: str, found: Found) -> str | None:
    """Put a recording into the store under its digest, and its poster; the poster's digest.

    The file is gone from where it was. It needs no database, so it may take its time.
    """
    poster = None
    if found.poster:
        poster = hashlib.sha256(found.poster).hexdigest()
        store.put(poster, found.poster)
    store.keep(name, path)
    return poster


def record(
    session: Session,
    name: str,
    size: int,
    found: Found,
    poster: str | None,
    *,
    by: int | None,
    at: datetime,
) -> MediaFile:
    """The row of a recording that the store keeps. The same one again is the same row."""
    added = add_once(
        session,
        MediaFile,
        sha256=name,
        media_type=found.media_type,
        size=size,
        length=found.length,
        width=found.width,
        height=found.height,
        poster=poster,
        recorded_at=at,
        recorded_by_id=by,
    )
    if added:
        changed(session)  # a webinar that is shown already may name it
    return session.scalars(select(MediaFile).where(MediaFile.sha256 == name)).one()


def recording(session: Session, name: str) -> MediaFile | None:
    """The recording with this digest."""
    return session.scalar(select(MediaFile).where(MediaFile.sha256 == name))


def shown(session: Session, item_id: int, name: str) -> Kept | None:
    """A webinar's recording as viewers get it; None until its captions are reviewed."""
    if missing(session, item_id, name):
        return None
    wanted = select(
        MediaFile.sha256,
        MediaFile.size,
        MediaFile.media_type,
        MediaFile.recorded_at,
        MediaFile.poster,
    ).where(MediaFile.sha256 == name)
    row = session.execute(wanted).one_or_none()
    return Kept(*row) if row else None


def recordings(session: Session, names: Iterable[str]) -> dict[str, MediaFile]:
    """These recordings by digest; those that are not here are left out. One query."""
    wanted = select(MediaFile).where(MediaFile.sha256.in_(set(names)))
    return {row.sha256: row for row in session.scalars(wanted)}
