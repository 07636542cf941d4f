"""A record is made with the last fact, keeps what held that day, and is withdrawn by a fact."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.development.sample_learning import Stage, right_answer
from portal.domain.certificates import Standing, is_well_formed
from portal.domain.curriculum import Catalogue, Replacement, minutes
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.models import AuditEntry, Revocation, TrainingRecord
from portal.services import learning, quizzes, records
from tests import factories
from tests.fresh import maker
from tests.trainings import FIRST, NOW, SECOND, SLUG, at_once, catalogue, completed, course, learner

POOL = quizzes.questions_of(course(), "")
TODAY = date(2026, 3, 2)


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana María Flores", name_used="Ana")


@pytest.fixture
def boss(session):
    return factories.person(session, "Priya Raman")


def pass_final(session, walker, at=NOW):
    """Pass it by the services, whether or not its door is open."""
    attempt = quizzes.begin_final(session, walker.enrolment, walker.course, at)
    for name in attempt.questions:
        quizzes.save(session, attempt, name, right_answer(POOL[name]), at)
    quizzes.hand_in(session, attempt, POOL, at)


def complete(session, walker, at=NOW):
    return records.complete_if_done(session, walker.enrolment, walker.course, at)


def newer(*, still_counts):
    """A catalogue in which a third edition says whether the second still counts."""
    third = replace(
        course(),
        edition=3,
        published=date(2026, 6, 1),
        replaces=(Replacement(2, still_counts, "a reason"),),
    )
    return Catalogue((third,), {**catalogue().editions, (SLUG, 3): third})


def count(session):
    return session.scalar(select(func.count()).select_from(TrainingRecord))


# Making


def test_the_record_says_what_held_that_day(session, ana):
    walker = learner(session, ana, Stage.BEFORE_THE_FINAL)
    pass_final(session, walker)
    record = complete(session, walker)
    assert (record.name, record.person_id) == ("Ana María Flores", ana.id)
    assert (record.course, record.course_title, record.edition) == (SLUG, "Sample course", 2)
    assert (record.completed_on, record.completed_at) == (TODAY, NOW)
    assert (record.minutes, record.delivery) == (minutes(course()), "self-paced online")
    assert record.percent == 100
    assert is_well_formed(record.code)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 3, 7, 0, tzinfo=UTC), date(2026, 3, 2)),  # 11 p.m. in California
        (datetime(2026, 3, 3, 7, 59, 59, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 3, 8, 0, tzinfo=UTC), date(2026, 3, 3)),
    ],
)
def test_the_day_is_the_one_in_california(session, ana, instant, day):
    walker = learner(session, ana, Stage.BEFORE_THE_FINAL)
    pass_final(session, walker, instant)
    assert complete(session, walker, instant).completed_on == day


def test_nothing_is_recorded_before_everything_is_done(session, ana):
    walker = learner(session, ana, Stage.BEFORE_THE_FINAL)
    assert complete(session, walker) is None
    assert count(session) == 0


@pytest.mark.parametrize("last", ["lesson", "practice", "check", "final"])
def test_whichever_fact_comes_last_completes_the_training(session, ana, last):
    walker = learner(session, ana)
    first, second = walker.course.modules

    def read():
        walker.read(first)
        walker.read(second)

    def check():
        walker.check(first)
        walker.check(second)

    facts = {
        "lesson": read,
        "practice": lambda: walker.play(first),
        "check": check,
        "final": lambda: pass_final(session, walker),
    }
    for name, add in facts.items():
        if name != last:
            add()
    assert complete(session, walker) is None
    facts[last]()
    assert complete(session, walker) is not None


def test_an_enrolment_gets_one_record_however_often_it_is_asked_for(session, ana):
    walker = learner(session, ana)
    record = walker.go(Stage.COMPLETED)
    assert complete(session, walker, NOW + timedelta(days=9)).code == record.code
    assert count(session) == 1


def test_two_requests_at_the_same_moment_make_one_record(app):
    with maker(app)() as session:
        walker = learner(session, factories.person(session), Stage.BEFORE_THE_FINAL)
        pass_final(session, walker)
        session.commit()
        enrolment = walker.enrolment
        session.refresh(enrolment)
        session.expunge_all()

    def finish(session):
        return records.complete_if_done(session, enrolment, course(), NOW).code

    assert len(set(at_once(app, *[finish] * 4))) == 1
    with maker(app)() as session:
        assert count(session) == 1


def test_the_record_does_not_change_with_the_person_or_the_training(session, ana):
    record = completed(session, ana)
    ana.legal_name = "Ana María Flores Ortiz"
    session.flush()
    retitled = replace(course(), title="Another title", delivery="live", edition=3)
    world = Catalogue((retitled,), {**catalogue().editions, (SLUG, 3): retitled})
    [held] = records.of_person(session, ana.id, world)
    assert held.certificate.name == "Ana María Flores"
    assert held.certificate.course_title == "Sample course"
    assert held.certificate.delivery == "self-paced online"
    assert (held.certificate.edition, held.certificate.code) == (2, record.code)


def test_codes_differ(session):
    codes = {completed(session, factories.person(session)).code for _ in range(3)}
    assert len(codes) == 3


# Standing


def test_a_record_is_valid_while_its_edition_counts(session, ana):
    completed(session, ana, edition=1)
    [held] = records.of_person(session, ana.id, catalogue())
    assert held.standing.standing is Standing.VALID


def test_a_newer_edition_says_whether_an_older_one_still_counts(session, ana):
    completed(session, ana)
    [held] = records.of_person(session, ana.id, newer(still_counts=True))
    assert held.standing.standing is Standing.VALID
    [held] = records.of_person(session, ana.id, newer(still_counts=False))
    assert (held.standing.standing, held.standing.since) == (Standing.SUPERSEDED, date(2026, 6, 1))


def test_a_training_no_longer_offered_leaves_its_certificates_valid(session, ana):
    completed(session, ana)
    [held] = records.of_person(session, ana.id, Catalogue((), {}))
    assert held.standing.standing is Standing.VALID


def test_records_are_newest_first_and_one_persons_own(session, ana):
    old = completed(session, ana, edition=1, at=NOW - timedelta(days=400))
    completed(session, factories.person(session))
    walker = learner(session, ana)
    again = learning.begin(session, ana.id, course(), NOW, again=True)
    walker.enrolment = again
    new = walker.go(Stage.COMPLETED)
    held = records.of_person(session, ana.id, catalogue())
    assert [each.certificate.code for each in held] == [new.code, old.code]


def test_until_a_day_shows_what_was_completed_through_that_day(session, ana):
    completed(session, ana)
    [held] = records.of_person(session, ana.id, catalogue())
    day = held.certificate.completed_on
    assert len(records.of_person(session, ana.id, catalogue(), until=day)) == 1
    assert records.of_person(session, ana.id, catalogue(), until=day - timedelta(days=1)) == []


def test_a_record_is_found_by_its_code_and_by_its_person(session, ana):
    record = completed(session, ana)
    assert records.by_code(session, record.code, catalogue()).person_id == ana.id
    assert records.by_code(session, "0" * 26, catalogue()) is None
    assert records.of_person_one(session, ana.id, record.id, catalogue()).id == record.id
    with pytest.raises(NotFound):
        records.of_person_one(session, factories.person(session).id, record.id, catalogue())


# Revoking


def revoke(session, record, boss, on=TODAY, reason=" Taken by somebody else. "):
    records.revoke(session, record.id, reason, on=on, by=boss.id, at=NOW)


def test_a_revoked_record_stays_and_says_since_when_and_why(session, ana, boss):
    record = completed(session, ana)
    revoke(session, record, boss)
    [held] = records.of_person(session, ana.id, catalogue())
    assert held.standing.standing is Standing.REVOKED
    assert (held.standing.since, held.standing.reason) == (TODAY, "Taken by somebody else.")
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "certificate revoked")
    ).one()
    assert (entry.person_id, entry.actor_id) == (ana.id, boss.id)
    assert entry.detail == {"code": record.code}


def test_revoking_needs_a_reason_and_a_day_not_before_the_completion(session, ana, boss):
    record = completed(session, ana)
    with pytest.raises(Invalid) as caught:
        revoke(session, record, boss, reason="  ")
    assert caught.value.field == "reason"
    with pytest.raises(Invalid) as caught:
        revoke(session, record, boss, on=record.completed_on - timedelta(days=1))
    assert caught.value.field == "revoked_on"
    assert session.scalar(select(func.count()).select_from(Revocation)) == 0
    revoke(session, record, boss, on=record.completed_on)


def test_a_record_is_revoked_once_and_the_first_reason_stands(session, ana, boss):
    record = completed(session, ana)
    revoke(session, record, boss)
    with pytest.raises(Conflict, match="already"):
        revoke(session, record, boss, reason="Another reason.")
    assert session.scalars(select(Revocation.reason)).all() == ["Taken by somebody else."]


def test_what_does_not_exist_cannot_be_revoked(session, boss):
    with pytest.raises(NotFound):
        records.revoke(session, 4711, "A reason.", on=TODAY, by=boss.id, at=NOW)


def test_the_modules_of_the_sample_are_those_the_tests_name():
    assert [module.slug for module in course().modules] == [FIRST, SECOND]
