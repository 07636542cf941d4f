"""Saving versions of items, and saying from when which one is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.content.library import Document, to_row
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.domain.library.items import Ref
from portal.domain.library.publication import Publication
from portal.models import LibraryItem, LibraryPublication, LibraryStamp, LibraryVersion
from portal.services.library.indexing import index
from portal.services.once import WEAKLY, add_once


def item(session: Session, ref: Ref) -> LibraryItem | None:
    """The row of an item, held against others who would change it now."""
    wanted = select(LibraryItem).where(LibraryItem.kind == ref.kind, LibraryItem.slug == ref.slug)
    return session.scalar(wanted.with_for_update(key_share=True))


def save(
    session: Session, document: Document, *, number: int, change: str, by: int | None, at: datetime
) -> LibraryVersion:
    """Save a version. It is a draft until it is published.

    `number` is the one it shall have: 1 for a new item. Raises Conflict when somebody saved that
    one already with other words; the same words once more are the same version.
    """
    found = item(session, document.ref)
    if found is None:
        if number != 1:
            raise NotFound(f"There is no {document.ref}.")
        add_once(
            session,
            LibraryItem,
            kind=document.ref.kind,
            slug=document.ref.slug,
            recorded_at=at,
            recorded_by_id=by,
        )
        found = item(session, document.ref)
        if found is None:  # the database refused it and has none: not for us to go on
            raise Conflict(f"{document.ref} could not be added.")
    facts = to_row(document.facts)
    versions = history(session, found.id)
    if number <= len(versions):
        there = versions[number - 1]
        if (there.facts, there.text) == (facts, document.text):
            return there
        raise Conflict("Somebody else saved this meanwhile. Look at what they wrote, then save.")
    version = LibraryVersion(
        item_id=found.id,
        number=len(versions) + 1,
        facts=facts,
        text=document.text,
        change=change,
        recorded_at=at,
        recorded_by_id=by,
    )
    session.add(version)
    session.flush()
    return version


def history(session: Session, item_id: int) -> Sequence[LibraryVersion]:
    """Every version of an item, the first one first."""
    wanted = select(LibraryVersion).where(LibraryVersion.item_id == item_id)
    return session.scalars(wanted.order_by(LibraryVersion.number)).all()


def publications(session: Session, item_id: int) -> list[LibraryPublication]:
    """Everything said about when an item is shown, in the order in which it was said."""
    wanted = select(LibraryPublication).where(LibraryPublication.item_id == item_id)
    return list(session.scalars(wanted.order_by(LibraryPublication.id)))


def publish(
    session: Session,
    version: LibraryVersion,
    *,
    starts_at: datetime,
    reason: str = "",
    by: int | None,
    at: datetime,
) -> LibraryPublication:
    """Show a version from an instant on. Once more the same is done already.

    Raises Invalid for a time before now: the past was as it was.
    """
    return _say(session, version.item_id, version.id, starts_at, reason, by, at)


def retire(
    session: Session,
    item_id: int,
    *,
    starts_at: datetime,
    reason: str,
    by: int | None,
    at: datetime,
) -> LibraryPublication:
    """Show nothing of an item any more, from an instant on. Its versions stay."""
    return _say(session, item_id, None, starts_at, reason, by, at)


def _say(
    session: Session,
    item_id: int,
    version_id: int | None,
    starts_at: datetime,
    reason: str,
    by: int | None,
    at: datetime,
) -> LibraryPublication:
    if starts_at < at:
        raise Invalid("This time is past. Choose now or a later time.", "starts_at")
    session.get_one(LibraryItem, item_id, with_for_update=WEAKLY)
    said_before = _said(publications(session, item_id), version_id, starts_at, at)
    if said_before is not None:
        return said_before
    said = LibraryPublication(
        item_id=item_id,
        version_id=version_id,
        starts_at=starts_at,
        reason=reason,
        recorded_at=at,
        recorded_by_id=by,
    )
    session.add(said)
    session.flush()
    noticed(session, item_id, at)
    return said


def _said(
    rows: Sequence[LibraryPublication], version_id: int | None, starts_at: datetime, at: datetime
) -> LibraryPublication | None:
    """The row that says it already: for the same time, or “now” and it stands since a while."""
    cancelled = {row.cancels_id for row in rows}
    standing = [row for row in rows if row.cancels_id is None and row.id not in cancelled]
    if starts_at == at:
        standing = [row for row in standing if row.starts_at <= at]
    else:
        standing = [row for row in standing if row.starts_at == starts_at]
    last = max(standing, key=lambda row: (row.starts_at, row.id), default=None)
    return last if last is not None and last.version_id == version_id else None


def cancel(
    session: Session, publication: LibraryPublication, *, reason: str, by: int | None, at: datetime
) -> None:
    """Take back what is scheduled. Raises Conflict when it came true already."""
    if publication.starts_at <= at:
        raise Conflict("This is shown already. Publish another version, or retire it.")
    add_once(
        session,
        LibraryPublication,
        item_id=publication.item_id,
        version_id=None,
        starts_at=publication.starts_at,
        cancels_id=publication.id,
        reason=reason,
        recorded_at=at,
        recorded_by_id=by,
    )
    noticed(session, publication.item_id, at)


def noticed(session: Session, item_id: int, at: datetime) -> None:
    """What readers see of an item is different now, or will be: pages and search follow."""
    changed(session)
    index(session, item_id, at)


def changed(session: Session) -> None:
    """Say that readers may notice a difference, so that every process reads the library again."""
    raised = session.execute(update(LibraryStamp).values(number=LibraryStamp.number + 1))
    if getattr(raised, "rowcount", 0) == 0:
        add_once(session, LibraryStamp, id=1, number=1)


def next_number(session: Session, item_id: int) -> int:
    """The number that the next version of an item will have."""
    last = session.scalar(
        select(func.max(LibraryVersion.number)).where(LibraryVersion.item_id == item_id)
    )
    return (last or 0) + 1


def times(rows: Sequence[LibraryPublication]) -> list[Publication]:
    """The rows as the domain has them."""
    return [Publication(row.id, row.starts_at, row.version_id, row.cancels_id) for row in rows]
