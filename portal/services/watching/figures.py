"""How many have watched a recording for its training record, for those who edit the library."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.small_cells import SMALLEST, suppressed
from portal.domain.watching.counting import watched
from portal.domain.watching.stretches import Stretch
from portal.models import (
    LibraryVersion,
    Revocation,
    TrainingRecord,
    WatchedStretch,
    WatchingCredit,
)
from portal.services.watching.playing import as_stretch

BEGUN, ENOUGH, PASSED = "begun", "enough", "passed"


@dataclass(frozen=True, slots=True)
class Figures:
    """How many people are how far. None: too few to say, or too few could be worked out of it."""

    begun: int | None
    """Have watched some of the recording, and not enough."""
    enough: int | None
    """Have watched enough, and not passed the quiz."""
    passed: int | None
    """Have a training record of this webinar that was not revoked, whichever its recording."""

    smallest = SMALLEST


def figures(
    session: Session, item_id: int, recording: str, length: int, watch_percent: int
) -> Figures:
    """Counted afresh. Two queries, however many people."""
    passed = set(
        session.scalars(
            select(TrainingRecord.person_id)
            .join(WatchingCredit, WatchingCredit.record_id == TrainingRecord.id)
            .join(LibraryVersion, LibraryVersion.id == WatchingCredit.version_id)
            .outerjoin(Revocation, Revocation.record_id == TrainingRecord.id)
            .where(LibraryVersion.item_id == item_id, Revocation.record_id.is_(None))
        )
    )
    there = select(WatchedStretch.person_id).where(WatchedStretch.recording == recording)
    played: dict[int, list[Stretch]] = defaultdict(list)
    for row in session.scalars(
        select(WatchedStretch)
        .where(WatchedStretch.person_id.in_(there))
        .order_by(WatchedStretch.id)
    ):
        if row.person_id not in passed:
            played[row.person_id].append(as_stretch(row))
    enough = sum(
        watched(mine, recording, length, watch_percent).is_enough for mine in played.values()
    )
    shown = suppressed({BEGUN: len(played) - enough, ENOUGH: enough, PASSED: len(passed)}).cells
    return Figures(shown[BEGUN], shown[ENOUGH], shown[PASSED])
