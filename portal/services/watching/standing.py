"""Where somebody stands with a webinar that counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import certificates
from portal.domain.curriculum import Catalogue
from portal.domain.quizzes import Sitting, next_sitting
from portal.domain.watching.counting import Watched, watched
from portal.domain.watching.steps import Step, Turn, step
from portal.models import Enrolment, LibraryVersion
from portal.services import learning, records
from portal.services.records import RecordToday
from portal.services.watching.offers import Offer, of_enrolment
from portal.services.watching.playing import stretches


@dataclass(frozen=True, slots=True)
class Standing:
    """What was watched, what comes next, and what came of it so far."""

    offer: Offer
    watched: Watched
    """Of the recording that is shown, since the last turn was over."""
    step: Step
    turn: Turn | None
    """The last time at the quiz."""
    enrolment: Enrolment | None
    begun: Offer | None
    """What the quiz that is under way was begun with: it may be an earlier version."""
    record: RecordToday | None
    """What the last turn became."""
    replaced: bool
    """Whether they watched an earlier recording of this webinar, which counts for nothing here."""

    @property
    def renews(self) -> bool:
        """Whether what they watch is for a new record, beside one that stands."""
        if self.turn is None or self.turn.completed_at is None:
            return False
        return self.turn.stands and self.step is not Step.DONE


def standing(
    session: Session,
    offer: Offer,
    person_id: int,
    catalogue: Catalogue,
    at: datetime,
    *,
    again: bool = False,
) -> Standing:
    """Where they stand at a moment. The number of queries is constant.

    A record that stands is renewed by whoever asks for it with `again`, or has since watched some.
    """
    rows = turns(session, person_id, offer.item_id)
    enrolment = rows[-1] if rows else None
    turn = record = begun = None
    if enrolment is not None:
        begun = of_enrolment(session, enrolment, catalogue)
        record = records.of_enrolment(session, enrolment, catalogue)
        sittings = learning.facts(session, [enrolment.id])[enrolment.id].sittings
        turn = as_turn(begun or offer, sittings, record, at)
    since = turn.over_since if turn else None
    played = stretches(session, person_id)
    seen = watched(
        played,
        offer.recording,
        offer.length,
        offer.credit.watch_percent,
        since=since,
    )
    following = step(turn, enough=seen.is_enough, again=again or bool(seen.spans))
    others = {
        one.recording
        for one in played
        if one.recording != offer.recording and (since is None or one.began_at > since)
    }
    replaced = bool(others) and not others.isdisjoint(_recordings(session, offer.item_id))
    return Standing(offer, seen, following, turn, enrolment, begun, record, replaced)


def _recordings(session: Session, item_id: int) -> set[str]:
    """The digests of every recording that a version of a webinar has named."""
    facts = session.scalars(select(LibraryVersion.facts).where(LibraryVersion.item_id == item_id))
    return {(one.get("recording") or {}).get("sha256", "") for one in facts}


def turns(session: Session, person_id: int, item_id: int) -> list[Enrolment]:
    """The enrolments in which somebody sat the quiz of a webinar, in order."""
    statement = (
        select(Enrolment)
        .join(LibraryVersion, LibraryVersion.id == Enrolment.webinar_version_id)
        .where(Enrolment.person_id == person_id, LibraryVersion.item_id == item_id)
        .order_by(Enrolment.id)
    )
    return list(session.scalars(statement))


def as_turn(
    offer: Offer, sittings: Sequence[Sitting], record: RecordToday | None, at: datetime
) -> Turn:
    """A turn as the domain has it."""
    handed_in = [one.handed_in_at for one in sittings if one.handed_in_at is not None]
    return Turn(
        sitting=next_sitting(offer.quiz.final, sittings, at),
        last_handed_in_at=max(handed_in, default=None),
        completed_at=record.completed_at if record else None,
        stands=record is not None and record.standing.standing is certificates.Standing.VALID,
    )
