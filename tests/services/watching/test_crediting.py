"""Watching opens the quiz, the quiz makes one record, and what was watched for it counts once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.domain import certificates
from portal.domain.errors import Conflict, NotOpenYet
from portal.domain.watching.steps import Step
from portal.models import Enrolment, LibraryVersion, TrainingRecord, WatchingCredit
from portal.services import certification, learning, quizzes, records
from portal.services import watching as service
from tests import factories, watching, webinars
from tests.trainings import NOW, SLUG, at_once, catalogue, course

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana Flores")


@pytest.fixture
def given(app, session):
    """What a webinar offers, and its recording."""
    version, kept = watching.offered(app, session)
    return watching.offer(session, version, kept), kept


def standing(session, offer, person, at=NOW):
    return service.standing(session, offer, person.id, catalogue(), at)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_the_quiz_opens_with_enough_and_not_before(session, ana, given):
    offer, kept = given
    watching.play(session, ana, kept, 0, 71)
    with pytest.raises(NotOpenYet, match="1:11 of 1:30 minutes"):
        service.begin(session, offer, ana.id, catalogue(), NOW)
    assert standing(session, offer, ana).step is Step.WATCH
    watching.play(session, ana, kept, 71, 72.5, key="another-one", at=NOW + timedelta(seconds=2))
    assert standing(session, offer, ana).step is Step.QUIZ
    assert service.begin(session, offer, ana.id, catalogue(), NOW).total == 2


def test_a_passed_quiz_is_one_record_however_often_it_is_handed_in(session, ana, given):
    offer, kept = given
    watching.play(session, ana, kept)
    record = watching.complete(session, offer, ana)
    enrolment = session.get_one(Enrolment, record.enrolment_id)
    assert service.complete(session, enrolment, catalogue(), LATER) == record
    assert count(session, TrainingRecord) == count(session, WatchingCredit) == 1
    (held,) = records.of_person(session, ana.id, catalogue())
    assert held.certificate.course_title == "Reading rosters, watched"
    assert held.certificate.delivery == "Recorded webinar"
    assert (held.course, held.certificate.edition) == ("webinar:reading-rosters", 1)
    assert certificates.length_text(held.certificate.minutes) == "Not stated"
    assert standing(session, offer, ana).step is Step.DONE
    with pytest.raises(Conflict):
        service.begin(session, offer, ana.id, catalogue(), NOW)
    (told,) = service.of_person(session, ana.id)
    assert told.because == (
        "Watched 1:30 of 1:30 minutes of the recording; the rule asks 80 % (1:12). "
        "Quiz passed with 100 %; 100 % passes."
    )
    assert told.ce_minutes is None


def test_two_tabs_begin_one_turn(app, session, ana, given):
    offer, kept = given
    watching.play(session, ana, kept)
    person = ana.id
    session.commit()

    def begin(session):
        return service.begin(session, offer, person, catalogue(), NOW).id

    first, second = at_once(app, begin, begin)
    assert first == second
    assert count(session, Enrolment) == 1


def test_a_failed_quiz_makes_nothing_and_the_next_attempt_may(session, ana, given):
    offer, kept = given
    watching.play(session, ana, kept)
    attempt = watching.sit(session, offer, ana, right=False)
    _, enrolment = quizzes.find(session, attempt.id)
    assert service.complete(session, enrolment, catalogue(), NOW) is None
    now = standing(session, offer, ana)
    assert (now.step, now.turn.sitting.left) == (Step.QUIZ, 1)
    watching.complete(session, offer, ana)
    assert count(session, Enrolment) == 1


def test_when_attempts_are_used_up_only_what_is_watched_afterwards_counts(session, ana, given):
    offer, kept = given
    watching.play(session, ana, kept)
    for _ in range(2):
        watching.sit(session, offer, ana, right=False)
    now = standing(session, offer, ana)
    assert (now.step, now.watched.seconds) == (Step.WATCH, 0)
    watching.play(session, ana, kept, key="once-more", at=LATER, opened_at=NOW)
    assert standing(session, offer, ana, LATER).step is Step.QUIZ
    record = watching.complete(session, offer, ana, at=LATER)
    assert sorted(each.number for each in session.scalars(select(Enrolment))) == [1, 2]
    assert service.of_person(session, ana.id)[0].because.startswith("Watched 1:30 of 1:30")
    assert record.completed_at == LATER


def test_a_revoked_record_is_earned_anew_and_its_continuing_education_goes_with_it(
    app, session, ana
):
    version, kept = watching.offered(app, session, ce_provider="The county", ce_minutes=45)
    offer = watching.offer(session, version, kept)
    watching.play(session, ana, kept)
    record = watching.complete(session, offer, ana)
    (told,) = service.of_person(session, ana.id)
    assert (told.ce_minutes, told.ce_provider, told.revoked) == (45, "The county", False)
    records.revoke(session, record.id, "A mistake", on=record.completed_on, by=ana.id, at=LATER)
    assert service.of_person(session, ana.id)[0].revoked
    now = standing(session, offer, ana, LATER)
    assert (now.step, now.watched.seconds) == (Step.WATCH, 0)
    watching.play(session, ana, kept, key="once-more", at=LATER, opened_at=NOW)
    watching.complete(session, offer, ana, at=LATER)
    assert count(session, TrainingRecord) == 2


def test_another_recording_is_watched_anew_but_a_quiz_that_was_begun_goes_on(app, session, ana):
    version, kept = watching.offered(app, session)
    offer = watching.offer(session, version, kept)
    ben = factories.person(session, "Ben Carter")
    for person in (ana, ben):
        watching.play(session, person, kept)
    service.begin(session, offer, ana.id, catalogue(), NOW)
    other = webinars.recording(app, session, webinars.MP4 + b"again")
    second = webinars.another(session, version, other)
    newer = watching.offer(session, second, other)
    theirs = standing(session, newer, ben)
    assert (theirs.step, theirs.watched.seconds, theirs.replaced) == (Step.WATCH, 0, True)
    assert standing(session, newer, ana).step is Step.QUIZ
    watching.complete(session, newer, ana)
    credit = session.scalars(select(WatchingCredit)).one()
    assert credit.version_id == version.id, "it rests on what was watched"
    assert standing(session, newer, ana).step is Step.DONE, "a record that stands stays"


def test_the_same_recording_under_another_rule_keeps_what_was_watched(session, ana, given):
    offer, kept = given
    watching.play(session, ana, kept, 0, 60)
    version = session.get_one(LibraryVersion, offer.version_id)
    second = webinars.another(session, version, kept, **watching.rule(watch_percent=50))
    now = standing(session, watching.offer(session, second, kept), ana)
    assert (now.step, now.watched.seconds) == (Step.QUIZ, 60)


def test_it_may_stand_for_a_training_of_the_catalogue(app, session, ana):
    version, kept = watching.offered(app, session, training=SLUG, minutes=45)
    offer = watching.offer(session, version, kept)
    watching.play(session, ana, kept)
    watching.complete(session, offer, ana)
    (held,) = records.of_person(session, ana.id, catalogue())
    assert (held.course, held.certificate.edition) == (SLUG, course().edition)
    assert held.certificate.course_title == course().title
    assert held.certificate.minutes == 45
    assert learning.latest_enrolment(session, ana.id, SLUG) is None, "no way through the training"
    (fact,) = certification.facts_of(session, [ana.id], catalogue())[ana.id].completions
    assert (fact.course, fact.confirmed, fact.subject) == (SLUG, True, "")


def test_its_subject_counts_like_any_confirmed_training_of_the_subject(app, session, ana):
    version, kept = watching.offered(app, session, subject="naloxone")
    watching.play(session, ana, kept)
    watching.complete(session, watching.offer(session, version, kept), ana)
    (fact,) = certification.facts_of(session, [ana.id], catalogue())[ana.id].completions
    assert (fact.subject, fact.confirmed, fact.ce_minutes) == ("naloxone", True, 0)


def test_without_a_length_a_recording_or_its_training_nothing_is_offered(app, session):
    unknown = webinars.recording(app, session, webinars.MP4 + b"?", length=None)
    version = webinars.webinar(session, unknown, **watching.rule())
    assert service.shown_offer(session, webinars.SLUG, version.id, unknown, catalogue()) is None
    assert service.shown_offer(session, webinars.SLUG, version.id, None, catalogue()) is None
    kept = webinars.recording(app, session)
    gone = webinars.another(session, version, kept, **watching.rule(training="not-there"))
    assert service.shown_offer(session, webinars.SLUG, gone.id, kept, catalogue()) is None
    plain = webinars.another(session, gone, kept, credit=None, question=[])
    assert service.shown_offer(session, webinars.SLUG, plain.id, kept, catalogue()) is None


def test_a_record_that_stands_is_renewed_by_watching_and_passing_again(session, ana, given):
    offer, kept = given
    watching.play(session, ana, kept)
    first = watching.complete(session, offer, ana)
    asked = service.standing(session, offer, ana.id, catalogue(), LATER, again=True)
    assert (asked.step, asked.renews, asked.watched.seconds) == (Step.WATCH, True, 0)
    assert standing(session, offer, ana, LATER).step is Step.DONE
    watching.play(session, ana, kept, 0, 30, key="once-more", at=LATER, opened_at=NOW)
    now = standing(session, offer, ana, LATER)
    assert (now.step, now.renews) == (Step.WATCH, True)
    with pytest.raises(NotOpenYet):
        service.begin(session, offer, ana.id, catalogue(), LATER)
    at = LATER + timedelta(minutes=5)
    watching.play(session, ana, kept, key="all-of-it", at=at, opened_at=NOW)
    second = watching.complete(session, offer, ana, at=at)
    held = {each.id: each for each in records.of_person(session, ana.id, catalogue())}
    assert set(held) == {first.id, second.id}
    assert not standing(session, offer, ana, at).renews
    assert standing(session, offer, ana, at).step is Step.DONE
