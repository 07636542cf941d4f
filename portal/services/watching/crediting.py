"""The quiz that opens after watching, and the training record that comes of both: once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.content.library import DELIVERY
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.errors import Conflict, NotFound, NotOpenYet
from portal.domain.quizzes import SittingState
from portal.domain.watching.counting import watched
from portal.domain.watching.steps import Step
from portal.models import Attempt, Enrolment, Person, TrainingRecord, WatchingCredit
from portal.services import learning, quizzes, records
from portal.services.once import WEAKLY, add_once
from portal.services.watching.offers import Offer, of_enrolment
from portal.services.watching.playing import stretches
from portal.services.watching.standing import as_turn, standing, turns


def begin(
    session: Session, offer: Offer, person_id: int, catalogue: Catalogue, at: datetime
) -> Attempt:
    """Begin the quiz, or go on with it.

    Raises NotOpenYet while too little was watched, and Conflict once there is a record.
    """
    session.get_one(Person, person_id, with_for_update=WEAKLY)  # two tabs begin one turn
    now = standing(session, offer, person_id, catalogue, at)
    if now.step is Step.DONE:
        message = "You have a training record of this webinar. For a new one, watch it again first."
        raise Conflict(message)
    if now.step is Step.WATCH:
        message = (
            f"The quiz opens once enough of the recording was watched. So far: {now.watched.words}."
        )
        raise NotOpenYet(message)
    if now.enrolment is not None and now.turn is not None and not now.turn.is_over:
        if now.begun is None:
            message = "The training that this quiz was for is no longer kept."
            raise NotFound(message)
        return quizzes.begin_final(session, now.enrolment, now.begun.quiz, at)
    return quizzes.begin_final(session, _enrol(session, offer, person_id, at), offer.quiz, at)


def _enrol(session: Session, offer: Offer, person_id: int, at: datetime) -> Enrolment:
    enrolment = Enrolment(
        person_id=person_id,
        course=offer.quiz.slug,
        number=learning.next_number(session, person_id, offer.quiz.slug),
        edition=offer.quiz.edition,
        started_at=at,
        webinar_version_id=offer.version_id,
    )
    session.add(enrolment)
    session.flush()
    return enrolment


def complete(
    session: Session,
    enrolment: Enrolment,
    catalogue: Catalogue,
    at: datetime,
    random_bits: Callable[[int], int] = secrets.randbits,
) -> TrainingRecord | None:
    """Make the training record if the quiz has just been passed; None when it was not.

    Call it in the transaction of handing in. However often, a turn becomes one record.
    """
    offer = of_enrolment(session, enrolment, catalogue)
    if offer is None:
        return None
    sittings = learning.facts(session, [enrolment.id])[enrolment.id].sittings
    turn = as_turn(offer, sittings, None, at)
    if turn.sitting.state is not SittingState.PASSED:
        return None
    record = records.complete_live(
        session,
        enrolment,
        offer.quiz,
        completed_on=civil_date(at),
        minutes=offer.credit.minutes,
        delivery=DELIVERY,
        percent=turn.sitting.best or 0,
        subject=offer.credit.subject,
        at=at,
        random_bits=random_bits,
    )
    add_once(
        session,
        WatchingCredit,
        record_id=record.id,
        version_id=offer.version_id,
        because=f"{_watched(session, enrolment, offer, catalogue, at)} Quiz passed with "
        f"{record.percent} %; {offer.credit.pass_percent} % passes.",
        ce_minutes=offer.credit.ce_minutes,
        ce_provider=offer.credit.ce_provider,
        recorded_at=at,
        recorded_by_id=None,
    )
    return record


def _watched(
    session: Session, enrolment: Enrolment, offer: Offer, catalogue: Catalogue, at: datetime
) -> str:
    """What this turn was watched before it, in a sentence."""
    earlier = [
        one for one in turns(session, enrolment.person_id, offer.item_id) if one.id < enrolment.id
    ]
    since = None
    if earlier:
        last = earlier[-1]
        sittings = learning.facts(session, [last.id])[last.id].sittings
        record = records.of_enrolment(session, last, catalogue)
        since = as_turn(offer, sittings, record, at).over_since
    found = watched(
        stretches(session, enrolment.person_id),
        offer.recording,
        offer.length,
        offer.credit.watch_percent,
        since=since,
    )
    return found.because
