"""All that is published or will be, as one value that a process may keep until the stamp moves.

What is scheduled is in it with its time, so that it appears on time without anybody's doing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.content.library import ItemTable, from_row
from portal.domain.library.items import Kind, Reader, Ref, may_read
from portal.domain.library.provenance import Review
from portal.domain.library.publication import Publication, Span, spans
from portal.models import (
    CitationReview,
    LibraryItem,
    LibraryPublication,
    LibraryStamp,
    LibraryVersion,
    Person,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A version of an item, for the time in which it is shown."""

    ref: Ref
    item_id: int
    version_id: int
    number: int
    facts: ItemTable
    text: str
    span: Span
    modified_at: datetime
    """When this version was saved."""
    published_at: datetime
    """When the item was first shown at all."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording that viewers get: what is needed to hand it out."""

    sha256: str
    size: int
    """In bytes."""
    media_type: str
    recorded_at: datetime
    poster: str | None


@dataclass(frozen=True)
class Shelf:
    """The published library. `stamp` says which state of it this is."""

    stamp: int
    items: Mapping[Ref, tuple[Shown, ...]]
    reviews: tuple[Review, ...] = ()
    """What came of looking at what cites a replaced notice."""
    recordings: dict[tuple[int, str], Kept | None] = field(default_factory=dict, compare=False)
    """What viewers get of a webinar's recording, by item and digest, once somebody has asked.

    None while its captions are not reviewed. Whatever changes that moves the stamp.
    """

    def get(self, ref: Ref, reader: Reader, at: datetime) -> Shown | None:
        """What is shown of an item at a moment; None too where this reader may not see it."""
        for shown in self.items.get(ref, ()):
            if shown.span.covers(at):
                readable = may_read(reader, shown.facts.audience, shown.facts.counties)
                return shown if readable else None
        return None

    def all(self, reader: Reader, at: datetime, kind: Kind | None = None) -> Iterator[Shown]:
        """Everything shown to a reader at a moment, by kind and slug."""
        for ref in self.items:
            if kind is None or ref.kind is kind:
                shown = self.get(ref, reader, at)
                if shown is not None:
                    yield shown

    def last_change(self, at: datetime) -> datetime | None:
        """When what is shown last changed, up to a moment; for validators of caches."""
        past = bisect_right(self._changes, at)
        return self._changes[past - 1] if past else None

    @cached_property
    def _changes(self) -> list[datetime]:
        """Every instant at which something changes, in order."""
        edges = {
            edge
            for shown in self.items.values()
            for each in shown
            for edge in (each.span.starts_at, each.span.until)
            if edge is not None
        }
        return sorted(edges.union(review.at for review in self.reviews))


def stamp(session: Session) -> int:
    """Which state the library is in; one query."""
    return session.execute(_STAMP).scalar() or 0


_STAMP = select(LibraryStamp.__table__.c.number)  # every request asks: built once, without the ORM


def glance(engine: Engine) -> int:
    """Which state the library is in, asked of the driver without a transaction.

    Many requests ask nothing else: a part of a recording, a page that is kept. A session for this
    one number would cost as much as all the rest of them.
    """
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(_GLANCE)
        row = cursor.fetchone()
        cursor.close()
    finally:
        connection.close()
    return row[0] if row else 0


_GLANCE = str(_STAMP)


def load(session: Session) -> Shelf:
    """Read the library. Four queries, however much there is."""
    number = stamp(session)
    published: dict[int, list[Publication]] = {}
    for row in session.execute(
        select(
            LibraryPublication.item_id,
            LibraryPublication.id,
            LibraryPublication.starts_at,
            LibraryPublication.version_id,
            LibraryPublication.cancels_id,
        )
    ):
        one = Publication(row.id, row.starts_at, row.version_id, row.cancels_id)
        published.setdefault(row.item_id, []).append(one)
    timed = {item_id: spans(rows) for item_id, rows in published.items()}
    wanted = select(LibraryItem, LibraryVersion).join(
        LibraryVersion, LibraryVersion.item_id == LibraryItem.id
    )
    versions = {
        version.id: (item, version)
        for item, version in session.execute(
            wanted.where(LibraryVersion.id.in_(select(LibraryPublication.version_id)))
        )
    }
    items: dict[Ref, tuple[Shown, ...]] = {}
    for times in timed.values():
        shown = []
        for span in times:
            item, version = versions[span.version]
            shown.append(
                Shown(
                    ref=Ref(item.kind, item.slug),
                    item_id=item.id,
                    version_id=version.id,
                    number=version.number,
                    facts=from_row(item.kind, version.facts),
                    text=version.text,
                    span=span,
                    modified_at=version.recorded_at,
                    published_at=times[0].starts_at,
                )
            )
        if shown:
            items[shown[0].ref] = tuple(shown)
    return Shelf(number, dict(sorted(items.items())), _reviews(session))


def _reviews(session: Session) -> tuple[Review, ...]:
    wanted = (
        select(CitationReview, LibraryItem.slug, Person.called)
        .join(LibraryItem, CitationReview.notice_id == LibraryItem.id)
        .outerjoin(Person, CitationReview.recorded_by_id == Person.id)
        .order_by(CitationReview.id)
    )
    return tuple(
        Review(
            citing=row.citing,
            by=Ref(Kind.NOTICE, slug),
            outcome=row.outcome,
            words=row.words,
            at=row.recorded_at,
            version=row.version,
            reviewer=called or "",
            number=row.number,
        )
        for row, slug, called in session.execute(wanted)
    )
