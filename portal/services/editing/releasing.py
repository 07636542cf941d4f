"""Publishing a version: with a look at what stands in the way, and at what is scheduled already."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.editing.hindrances import Hindrance, blocking
from portal.domain.errors import Invalid, NotFound
from portal.domain.library.items import Ref
from portal.models import LibraryPublication, LibraryVersion
from portal.services import library
from portal.services.editing.register import in_force
from portal.services.library.items import item, publications, times


def scheduled(session: Session, item_id: int, at: datetime) -> list[LibraryPublication]:
    """What will happen to an item by itself, earliest first."""
    rows = {row.id: row for row in publications(session, item_id)}
    return [rows[one.id] for one in in_force(times(list(rows.values()))) if one.starts_at > at]


def release(
    session: Session,
    ref: Ref,
    version: LibraryVersion,
    found: Iterable[Hindrance],
    *,
    starts_at: datetime,
    take_back: bool,
    by: int | None,
    at: datetime,
) -> LibraryPublication:
    """Show a version from an instant on; with `take_back`, instead of what is scheduled.

    `found` is what `hindrances` says of it. Raises Invalid for what blocks, and for a time past.
    """
    stopped = blocking(found)
    if stopped:
        message = f"This cannot be published yet. {' '.join(one.words for one in stopped)}"
        raise Invalid(message)
    item(session, ref)  # held, so that what is scheduled stays as it is read
    if take_back:
        reason = f"Version {version.number} is published instead."
        _take_back(session, version.item_id, (version.id, starts_at), reason, by, at)
    return library.publish(session, version, starts_at=starts_at, by=by, at=at)


def withdraw(
    session: Session,
    ref: Ref,
    *,
    starts_at: datetime,
    take_back: bool,
    reason: str,
    by: int | None,
    at: datetime,
) -> LibraryPublication:
    """Retire an item from an instant on; with `take_back`, instead of what is scheduled.

    Raises NotFound, and Invalid for a time past or an item that nobody was ever to see.
    """
    found = item(session, ref)
    if found is None:
        message = f"The library has no {ref}. Its list shows every item."
        raise NotFound(message)
    if not publications(session, found.id):
        message = "It was never published, so there is nothing to retire."
        raise Invalid(message)
    if take_back:
        _take_back(session, found.id, (None, starts_at), "It is retired instead.", by, at)
    return library.retire(session, found.id, starts_at=starts_at, reason=reason, by=by, at=at)


def _take_back(
    session: Session,
    item_id: int,
    but: tuple[int | None, datetime],
    reason: str,
    by: int | None,
    at: datetime,
) -> None:
    """Take back all that is scheduled but what is asked for anyway."""
    for row in scheduled(session, item_id, at):
        if (row.version_id, row.starts_at) != but:
            library.cancel(session, row, reason=reason, by=by, at=at)
