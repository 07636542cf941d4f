"""TA staff looked at what cites a notice that another one replaced."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import Conflict, NotFound
from portal.domain.library.items import Kind, Ref
from portal.domain.library.provenance import Outcome, Stale
from portal.models import CitationReview, LibraryItem
from portal.services.library.items import changed
from portal.services.once import add_once


def review(
    session: Session,
    found: Stale,
    *,
    number: int,
    outcome: Outcome,
    words: str,
    by: int,
    at: datetime,
) -> None:
    """Record what came of looking at something; `number` is that of the review, from 1.

    The same once more is one review. Raises Conflict when somebody else reviewed it meanwhile.
    """
    notice = item_id(session, found.replacement.by)
    added = add_once(
        session,
        CitationReview,
        citing=found.citing.key,
        notice_id=notice,
        number=number,
        version=found.citing.version,
        outcome=outcome,
        words=words,
        recorded_at=at,
        recorded_by_id=by,
    )
    if added:
        changed(session)
        return
    there = session.scalars(
        select(CitationReview).where(
            CitationReview.citing == found.citing.key,
            CitationReview.notice_id == notice,
            CitationReview.number == number,
        )
    ).one()
    if (there.outcome, there.words, there.recorded_by_id) != (outcome, words, by):
        raise Conflict("Somebody else reviewed this meanwhile. Look at what they found.")


def item_id(session: Session, ref: Ref) -> int:
    """The row of an item. Raises NotFound."""
    wanted = select(LibraryItem.id).where(
        LibraryItem.kind == ref.kind, LibraryItem.slug == ref.slug
    )
    found = session.scalar(wanted)
    if found is None:
        kind = Kind(ref.kind).label.lower()
        raise NotFound(f"There is no {kind} “{ref.slug}”.")
    return found
