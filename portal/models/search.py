"""What can be searched: places, each with who may see it and when.

The words themselves stand beside it in `search_words`, in the form that the full-text search of
the database wants; `portal.services.search.engine` is the only place that knows it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from portal.domain.library.items import Audience
from portal.models.base import Base
from portal.models.types import stored_enum


class SearchPassage(Base):
    """A part of a page, or some seconds of a recording. Kept for speed: it can be made anew."""

    __tablename__ = "search_passage"
    __table_args__ = (Index("ix_search_passage_origin", "origin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    origin: Mapped[str]
    """What it was made from, such as “faqs/what-counts”: all of one origin is made anew at once."""
    kind: Mapped[str]
    """What a result says it is, and what one filters by."""
    path: Mapped[str]
    """The address of its page."""
    anchor: Mapped[str]
    """The part of the page; empty for its beginning."""
    title: Mapped[str]
    heading: Mapped[str]
    body: Mapped[str]
    marks: Mapped[Any] = mapped_column(JSON)
    """In a recording: pairs of a character of the body and the second at which it is said."""
    audience: Mapped[Audience] = mapped_column(stored_enum(Audience))
    counties: Mapped[str]
    """With the audience “counties”: their slugs, each between bars, such as “|fresno|kern|”."""
    visible_from: Mapped[datetime]
    visible_until: Mapped[datetime | None]
    """Empty while no end is known."""


class SearchOrigin(Base):
    """From which state of the files something was indexed, so that a change is noticed."""

    __tablename__ = "search_origin"

    name: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
