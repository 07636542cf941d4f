"""Recordings, their captions, and files on their way in."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from portal.domain.captions import State
from portal.models.base import Base, Recorded
from portal.models.types import stored_enum


class MediaFile(Base, Recorded):
    """A recording that the store keeps under the digest of its content."""

    __tablename__ = "media_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    media_type: Mapped[str]
    """By its content. The store is never asked what a file is."""
    size: Mapped[int] = mapped_column(BigInteger)
    """In bytes."""
    length: Mapped[int | None]
    """In milliseconds; empty where nothing could read it."""
    width: Mapped[int | None]
    height: Mapped[int | None]
    poster: Mapped[str | None]
    """The digest of a picture from it, kept in the same store."""


class MediaUpload(Base):
    """A recording on its way in. How much has come is the size of its file; it ends with it."""

    __tablename__ = "media_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    """What its address and its file are named by."""
    item_id: Mapped[int] = mapped_column(ForeignKey("library_item.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    """What the file was called where it came from: only a label."""
    size: Mapped[int] = mapped_column(BigInteger)
    """What was announced, in bytes."""
    started_at: Mapped[datetime]


class CaptionVersion(Base, Recorded):
    """Captions of a webinar in a language, as somebody saved them. Only added."""

    __tablename__ = "caption_version"
    __table_args__ = (UniqueConstraint("item_id", "language", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("library_item.id"))
    language: Mapped[str]
    number: Mapped[int]
    """Counted from 1 within its webinar and language. Whoever saves names the one they expect."""
    recording: Mapped[str]
    """The digest of the recording whose times these are."""
    state: Mapped[State] = mapped_column(stored_enum(State))
    cues: Mapped[Any] = mapped_column(JSON)
    """[start, end, text] of each, in milliseconds."""
    change: Mapped[str]
    """What was done, in words."""
