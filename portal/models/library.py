"""The library: items, every version of each, and from when which version is shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from portal.domain.library.items import Kind
from portal.models.base import Base, Recorded
from portal.models.types import stored_enum


class LibraryItem(Base, Recorded):
    """An initiative, notice, FAQ, webinar or resource. It is never deleted."""

    __tablename__ = "library_item"
    __table_args__ = (UniqueConstraint("kind", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(stored_enum(Kind))
    slug: Mapped[str]
    """Its name in addresses and files; it stays, whatever the title becomes."""


class LibraryVersion(Base, Recorded):
    """What an item said, once somebody saved it. Only added."""

    __tablename__ = "library_version"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("library_item.id"))
    number: Mapped[int]
    """Counted from 1 within its item. Whoever saves names the number they expect to write."""
    facts: Mapped[Any] = mapped_column(JSON)
    """What `portal.content.library.tables` has for this kind, as plain values."""
    text: Mapped[str]
    """Markdown."""
    change: Mapped[str]
    """What was changed and why, in the words of whoever saved it."""


class LibraryPublication(Base, Recorded):
    """From an instant on, a version is shown; or nothing is any more. Only added."""

    __tablename__ = "library_publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("library_item.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("library_version.id"))
    """Empty: from then on the item is retired."""
    starts_at: Mapped[datetime]
    cancels_id: Mapped[int | None] = mapped_column(
        ForeignKey("library_publication.id"), unique=True
    )
    """The earlier row that this one takes back; such a row shows nothing itself."""
    reason: Mapped[str]


class LibraryStamp(Base):
    """How often the library changed: one row, raised with every change that readers may notice."""

    __tablename__ = "library_stamp"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
