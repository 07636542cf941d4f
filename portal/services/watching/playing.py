"""What players say that they played: kept as far as it can be true, each part once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.domain.errors import TooMany
from portal.domain.watching.stretches import Claim, Stretch, accept, longer
from portal.models import WatchedStretch
from portal.services.once import add_once

MOST_A_DAY = 1000
"""New parts that are kept of one person within a day. Pressing play once a minute for sixteen
hours makes as many; without a bound, whoever makes up parts could fill the disk."""
_TOO_MANY = (
    "So many parts were played today that no more are counted until tomorrow. What was counted "
    "stays. If you did watch all day, tell your trainer."
)


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
    part begins stands. A part that was played while another one was, from beginning to end, counts
    for nothing and is not kept, so rows do not grow with what a client makes up.
    """
    found = accept(claim, recording, length, opened_at=opened_at, at=at)
    if found is None:
        return False
    if _is_within_another(session, person_id, claim.key, found):
        return True
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


def make_room(session: Session, person_id: int, keys: Collection[str], at: datetime) -> None:
    """Make sure that these parts may be kept, some of which may be known.

    Raises TooMany when they would be more than `MOST_A_DAY` new ones within a day.
    """
    row, since = WatchedStretch, at - timedelta(days=1)
    mine = select(row.key, row.recorded_at).where(row.person_id == person_id)
    known = session.execute(mine.where(or_(row.recorded_at > since, row.key.in_(keys)))).all()
    new = set(keys).difference(one.key for one in known)
    if new and len(new) + sum(one.recorded_at > since for one in known) > MOST_A_DAY:
        raise TooMany(_TOO_MANY)


def _is_within_another(session: Session, person_id: int, key: str, found: Stretch) -> bool:
    """Whether all of a part that is not known was played while one that began earlier was."""
    row = WatchedStretch
    wanted = select(row.key).where(
        row.person_id == person_id,
        or_(
            row.key == key,
            and_(row.began_at <= found.began_at, row.ended_at >= found.ended_at),
        ),
    )
    keys = set(session.scalars(wanted))
    return bool(keys) and key not in keys


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
