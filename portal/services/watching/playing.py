"""What players say that they played: kept as far as it can be true, each part once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.watching.stretches import Claim, Stretch, accept, longer
from portal.models import WatchedStretch
from portal.services.once import add_once


def note(
    session: Session,
    person_id: int,
    recording: str,
    length: int,
    claim: Claim,
    *,
    opened_at: datetime,
    at: datetime,
) -> bool:
    """Keep what was played; False when nothing of it can be true, or it comes too late.

    Said again it changes nothing; said longer, the same row ends later. The first word on where a
    part begins stands.
    """
    found = accept(claim, recording, length, opened_at=opened_at, at=at)
    if found is None:
        return False
    added = add_once(
        session,
        WatchedStretch,
        person_id=person_id,
        key=claim.key,
        recording=recording,
        starts=found.starts,
        ends=found.ends,
        began_at=found.began_at,
        ended_at=found.ended_at,
        recorded_at=at,
        recorded_by_id=person_id,
    )
    return added or _go_on(session, person_id, claim.key, found)


def _go_on(session: Session, person_id: int, key: str, found: Stretch) -> bool:
    row = session.scalars(
        select(WatchedStretch)
        .where(WatchedStretch.person_id == person_id, WatchedStretch.key == key)
        .with_for_update(key_share=True)
    ).one()
    if (row.recording, row.starts) != (found.recording, found.starts):
        return False
    both = longer(as_stretch(row), found)
    row.ends, row.began_at, row.ended_at = both.ends, both.began_at, both.ended_at
    session.flush()
    return True


def as_stretch(row: WatchedStretch) -> Stretch:
    """The row as a value."""
    return Stretch(row.recording, row.starts, row.ends, row.began_at, row.ended_at)


def stretches(session: Session, person_id: int) -> list[Stretch]:
    """All that somebody ever played, in the order in which it was first said."""
    rows = session.scalars(
        select(WatchedStretch)
        .where(WatchedStretch.person_id == person_id)
        .order_by(WatchedStretch.id)
    )
    return [as_stretch(row) for row in rows]
