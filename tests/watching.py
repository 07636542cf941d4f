"""Webinars that may be watched for a training record, and people who watch them."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from portal.content.library.credit import AskedTable, CreditTable
from portal.content.quizzes import ChoiceTable
from portal.development.sample_learning import right_answer, wrong_answer
from portal.domain.watching.stretches import Claim
from portal.models import Attempt, LibraryVersion, MediaFile, Person, TrainingRecord
from portal.services import quizzes, watching
from portal.services.watching import Offer
from tests import webinars
from tests.trainings import NOW, catalogue

LENGTH = 90
"""Seconds of the recording."""
OPENED = NOW - timedelta(minutes=10)
"""When the page was handed out on which it is played, unless a test says otherwise."""


def question(name: str) -> AskedTable:
    """A question with one right choice of three."""
    choices = [
        ChoiceTable(text=f"{name} {number}", correct=number == 1, why=f"Why {number}.")
        for number in (1, 2, 3)
    ]
    return AskedTable(id=name, prompt=f"What about {name}?", choice=choices)


def rule(**more: Any) -> dict[str, Any]:
    """The facts of a webinar that say so: 80 % watched, both questions right, two attempts."""
    said = {
        "watch_percent": 80,
        "pass_percent": 100,
        "attempts": 2,
        "title": "Reading rosters, watched",
        **more,
    }
    return {"credit": CreditTable(**said), "question": [question("first"), question("second")]}


def offered(
    app: Flask, session: Session, kept: MediaFile | None = None, **more: Any
) -> tuple[LibraryVersion, MediaFile]:
    """A webinar that everybody may see, with the rule; `more` changes the rule."""
    kept = kept or webinars.recording(app, session)
    version = webinars.webinar(session, kept, **rule(**more))
    webinars.caption(session, version, kept)
    return version, kept


def offer(session: Session, version: LibraryVersion, kept: MediaFile) -> Offer:
    """What the version offers."""
    found = watching.shown_offer(session, webinars.SLUG, version.id, kept, catalogue())
    assert found is not None
    return found


def play(
    session: Session,
    person: Person,
    kept: MediaFile,
    starts: float = 0,
    ends: float = LENGTH,
    *,
    key: str = "a-stretch",
    at: datetime = NOW,
    opened_at: datetime = OPENED,
    speed: float = 1,
) -> bool:
    """Somebody plays these seconds, and it ends at that moment; whether it was kept."""
    began = int((ends - starts) * 1000 / speed)
    return watching.note(
        session,
        person.id,
        kept.sha256,
        kept.length or 0,
        Claim(key, int(starts * 1000), int(ends * 1000), began, 0),
        opened_at=opened_at,
        at=at,
    )


def sit(
    session: Session, the_offer: Offer, person: Person, *, right: bool, at: datetime = NOW
) -> Attempt:
    """Take the quiz, with every answer right or wrong, and hand it in."""
    attempt = watching.begin(session, the_offer, person.id, catalogue(), at)
    questions = quizzes.questions_of(the_offer.quiz, "")
    for name in attempt.questions:
        give = right_answer if right else wrong_answer
        quizzes.save(session, attempt, name, give(questions[name]), at)
    quizzes.hand_in(session, attempt, questions, at)
    return attempt


def complete(
    session: Session, the_offer: Offer, person: Person, *, at: datetime = NOW
) -> TrainingRecord:
    """Pass the quiz; the record that comes of it."""
    attempt = sit(session, the_offer, person, right=True, at=at)
    _, enrolment = quizzes.find(session, attempt.id)
    record = watching.complete(session, enrolment, catalogue(), at)
    assert record is not None
    return record
