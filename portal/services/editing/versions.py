"""The versions of one item, with who saved each and when it was shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.library import Document, from_row
from portal.domain.errors import NotFound
from portal.domain.library.items import Ref
from portal.domain.library.publication import Span, spans
from portal.models import LibraryItem, LibraryPublication, LibraryVersion, Person
from portal.services.library.items import publications, times


@dataclass(frozen=True, slots=True)
class Saved:
    """A version: what it said, who saved it, and when readers saw it."""

    row: LibraryVersion
    document: Document
    saved_by: str | None
    shown: tuple[Span, ...]

    @property
    def number(self) -> int:
        """Counted from 1."""
        return self.row.number

    def is_shown(self, at: datetime) -> bool:
        """Whether readers see this version at a moment."""
        return any(span.covers(at) for span in self.shown)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of an item's showing: publish it, retire it, or take one of these back."""

    row: LibraryPublication
    number: int | None
    """The version that was to be shown; None: none any more."""
    by: str | None
    takes_back: bool


def said(session: Session, ref: Ref) -> list[Said]:
    """Everything said of when an item is shown, the last first; two queries. Raises NotFound."""
    item = item_of(session, ref)
    by = Person.called
    wanted = (
        select(LibraryPublication, LibraryVersion.number, by)
        .outerjoin(LibraryVersion, LibraryVersion.id == LibraryPublication.version_id)
        .outerjoin(Person, Person.id == LibraryPublication.recorded_by_id)
        .where(LibraryPublication.item_id == item.id)
        .order_by(LibraryPublication.id.desc())
    )
    rows = session.execute(wanted).all()
    numbers = {row.id: number for row, number, _ in rows}
    return [
        Said(
            row,
            numbers.get(row.cancels_id) if row.cancels_id else number,
            name,
            row.cancels_id is not None,
        )
        for row, number, name in rows
    ]


def item_of(session: Session, ref: Ref) -> LibraryItem:
    """The row of an item. Raises NotFound."""
    wanted = select(LibraryItem).where(LibraryItem.kind == ref.kind, LibraryItem.slug == ref.slug)
    found = session.scalar(wanted)
    if found is None:
        message = f"The library has no {ref}. Its list shows every item."
        raise NotFound(message)
    return found


def versions(session: Session, ref: Ref) -> Sequence[Saved]:
    """Every version of an item, the first one first; three queries. Raises NotFound."""
    item = item_of(session, ref)
    shown = spans(times(publications(session, item.id)))
    saved_by = Person.called
    wanted = (
        select(LibraryVersion, saved_by)
        .outerjoin(Person, Person.id == LibraryVersion.recorded_by_id)
        .where(LibraryVersion.item_id == item.id)
        .order_by(LibraryVersion.number)
    )
    return [
        Saved(
            row,
            Document(ref, from_row(ref.kind, row.facts), row.text),
            name,
            tuple(span for span in shown if span.version == row.id),
        )
        for row, name in session.execute(wanted)
    ]


def numbered(found: Sequence[Saved], number: int) -> Saved:
    """The version with this number. Raises NotFound."""
    if not 1 <= number <= len(found):
        message = f"There is no version {number}. The item’s page lists those there are."
        raise NotFound(message)
    return found[number - 1]
