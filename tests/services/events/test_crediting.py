"""Credit comes when the facts are there, exactly once, and goes with them by a further fact."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.dates import civil_date
from portal.domain.errors import Conflict
from portal.domain.events.credit import Credit
from portal.models import Enrolment, EventCredit, Revocation, TrainingRecord
from portal.services import learning, quizzes, records
from portal.services.events import attending, crediting, given, roster
from tests import events, factories
from tests.events import AFTER, END, START
from tests.trainings import NOW, at_once, catalogue, course


@pytest.fixture
def rosa(session):
    return factories.person(session, "Rosa Delgado")


@pytest.fixture
def ana(session):
    person = factories.person(session, "Ana Flores")
    factories.affiliation(session, person)
    return person


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def line(session, event, person):
    shown = events.shown(session, event)
    found = roster.load(session, shown, course(), None, AFTER, only=person.id)
    return found.lines[0]


def withdraw(session, event, person, by, at=AFTER):
    """Withdraw all that is recorded of somebody, and the credit that rests on it."""
    for row in attending.of_person(session, event.id, person.id):
        attending.withdraw(session, event.id, row.id, "Not so", by=by.id, at=at)
    shown = events.shown(session, event)
    return crediting.withdraw_unfounded(session, shown, course(), "Not so", by=by.id, at=at)


def test_a_confirmed_attendance_becomes_a_training_record(session, rosa, ana):
    event = events.make(session, rosa)
    events.register(session, event, [ana])
    events.was_there(session, event, ana, rosa, late=8)
    assert count(session, TrainingRecord) == 0, "nobody has confirmed it"
    assert events.confirm(session, event, rosa, course()) == 1
    (record,) = records.of_person(session, ana.id, catalogue())
    held = record.certificate
    assert (held.name, held.minutes, held.delivery) == ("Ana Flores", 90, "live, online")
    assert held.completed_on == civil_date(END)
    (credit,) = line(session, event, ana).credits
    assert credit.row.because == (
        "Present 82 of 90 minutes; the rule asks 80 % (72 minutes). Arrived 8 minutes late; the "
        "rule allows 15 minutes."
    )


def test_confirming_twice_gives_once(session, rosa, ana):
    event = events.make(session, rosa)
    events.was_there(session, event, ana, rosa)
    assert [events.confirm(session, event, rosa, course()) for _ in range(2)] == [1, 0]
    assert count(session, TrainingRecord) == 1


def test_two_tabs_confirm_at_once(app, session, rosa, ana):
    row = events.make(session, rosa)
    events.was_there(session, row, ana, rosa)
    mark = roster.load(session, events.shown(session, row), course(), None, AFTER).mark
    event, by = row.id, rosa.id
    session.commit()

    def confirm(session):
        return crediting.confirm(session, event, course(), mark, by=by, at=AFTER)

    assert sorted(at_once(app, confirm, confirm)) == [0, 1]
    assert count(session, TrainingRecord) == 1


@pytest.mark.parametrize("again", range(3))
def test_confirming_while_presence_is_withdrawn_never_leaves_credit_behind(
    app, session, rosa, ana, again
):
    row = events.make(session, rosa)
    events.register(session, row, [ana])
    events.was_there(session, row, ana, rosa)
    mark = roster.load(session, events.shown(session, row), course(), None, AFTER).mark
    (entry,) = attending.of_person(session, row.id, ana.id)
    event, presence, by = row.id, entry.id, rosa.id
    session.commit()

    def confirm(session):
        return crediting.confirm(session, event, course(), mark, by=by, at=AFTER)

    def undo(session):
        attending.withdraw(session, event, presence, "Not so", by=by, at=AFTER)
        shown = events.finding.now(session, event)
        crediting.withdraw_unfounded(session, shown, course(), "Not so", by=by, at=AFTER)

    at_once(app, confirm, undo)
    assert line(session, row, ana).credits == []


def test_too_little_is_no_credit(session, rosa, ana):
    event = events.make(session, rosa)
    events.was_there(session, event, ana, rosa, early=19)
    assert events.confirm(session, event, rosa, course()) == 0


def test_what_changed_since_is_not_confirmed(session, rosa, ana):
    event = events.make(session, rosa)
    events.was_there(session, event, ana, rosa, early=40)
    mark = roster.load(session, events.shown(session, event), course(), None, AFTER).mark
    events.was_there(session, event, ana, rosa)
    with pytest.raises(Conflict, match="has changed"):
        crediting.confirm(session, event.id, course(), mark, by=rosa.id, at=AFTER)


def test_presence_that_came_in_later_waits_for_another_confirmation(session, rosa, ana):
    event = events.make(session, rosa)
    events.register(session, event, [ana])
    events.confirm(session, event, rosa, course())
    events.was_there(session, event, ana, rosa)
    shown = events.shown(session, event)
    assert not roster.load(session, shown, course(), None, AFTER).is_confirmed
    assert crediting.give(session, shown, course(), by=rosa.id, at=AFTER) == 0
    assert events.confirm(session, event, rosa, course()) == 1


def test_nobody_confirms_a_session_that_goes_on(session, rosa):
    event = events.make(session, rosa)
    with pytest.raises(Conflict, match="once the session is over"):
        events.confirm(session, event, rosa, course(), at=END - timedelta(minutes=1))


def test_nobody_gives_credit_to_themself(session, rosa):
    event = events.make(session, rosa)
    priya = factories.person(session)
    events.was_there(session, event, rosa, priya)
    assert events.confirm(session, event, rosa, course()) == 0
    assert events.confirm(session, event, priya, course()) == 1


def test_withdrawn_presence_withdraws_the_credit_and_revokes_the_record(session, rosa, ana):
    event = events.make(session, rosa, ce_minutes=90, ce_provider="A provider")
    events.was_there(session, event, ana, rosa)
    events.confirm(session, event, rosa, course())
    assert withdraw(session, event, ana, rosa) == 1
    (record,) = records.of_person(session, ana.id, catalogue())
    assert record.standing.reason == "Not so"
    assert count(session, EventCredit) == 2, "the credit stays readable"
    assert line(session, event, ana).credits == []
    assert [one.withdrawn_because for one in given.of_person(session, ana.id)] == ["Not so"]


def test_given_again_it_is_another_record(session, rosa, ana):
    event = events.make(session, rosa)
    events.was_there(session, event, ana, rosa)
    events.confirm(session, event, rosa, course())
    withdraw(session, event, ana, rosa)
    events.was_there(session, event, ana, rosa)
    assert events.confirm(session, event, rosa, course()) == 1
    assert (count(session, TrainingRecord), count(session, Revocation)) == (2, 1)


def test_continuing_education_is_a_fact_of_its_own(session, rosa, ana):
    event = events.make(session, rosa, ce_minutes=60, ce_provider="Provider 123")
    events.was_there(session, event, ana, rosa)
    events.confirm(session, event, rosa, course())
    (ce,) = given.of_person(session, ana.id)
    assert (ce.kind, ce.minutes, ce.provider) == (Credit.CE, 60, "Provider 123")
    assert len(records.of_person(session, ana.id, catalogue())) == 1


def test_another_subject_gives_attendance_and_no_training_record(session, rosa, ana):
    event = events.make(session, rosa, subject="", title="Open forum")
    events.was_there(session, event, ana, rosa)
    assert events.confirm(session, event, rosa, None) == 1
    assert count(session, TrainingRecord) == 0
    assert [one.kind for one in given.of_person(session, ana.id)] == [Credit.SESSION]


# The closing quiz


def sit(session, event, person, *, right, at):
    """Take the closing quiz."""
    shown = events.shown(session, event)
    enrolment = crediting.enrol(session, shown, course(), person.id, at)
    attempt = quizzes.begin_final(session, enrolment, course(), at)
    questions = quizzes.questions_of(course(), "")
    from portal.development.sample_learning import right_answer

    for name in attempt.questions if right else ():
        quizzes.save(session, attempt, name, right_answer(questions[name]), at)
    quizzes.hand_in(session, attempt, questions, at)
    return crediting.give(session, shown, course(), by=None, at=at, only=person.id)


def test_the_quiz_may_be_the_last_fact(session, rosa, ana):
    event = events.make(session, rosa, quiz=True)
    events.was_there(session, event, ana, rosa)
    assert events.confirm(session, event, rosa, course()) == 0
    assert sit(session, event, ana, right=False, at=AFTER) == 0
    later = AFTER + timedelta(days=2)
    assert sit(session, event, ana, right=True, at=later) == 1
    (record,) = records.of_person(session, ana.id, catalogue())
    assert record.certificate.completed_on == civil_date(later)


def test_the_quiz_before_the_confirmation(session, rosa, ana):
    event = events.make(session, rosa, quiz=True)
    events.was_there(session, event, ana, rosa)
    assert sit(session, event, ana, right=True, at=END) == 0
    assert events.confirm(session, event, rosa, course()) == 1


def test_a_session_leaves_ones_own_way_through_the_training_alone(session, rosa, ana):
    mine = learning.begin(session, ana.id, course(), NOW)
    event = events.make(session, rosa, quiz=True)
    events.was_there(session, event, ana, rosa)
    sit(session, event, ana, right=True, at=AFTER)
    assert learning.latest_enrolment(session, ana.id, course().slug).id == mine.id
    again = learning.begin(session, ana.id, course(), AFTER, again=True)
    assert count(session, Enrolment) == 3
    assert again.event_id is None


# The join page


def test_arriving_and_leaving(session, rosa, ana):
    event = events.make(session, rosa)
    for _ in range(2):
        attending.arrive(session, event.id, ana.id, START)
    attending.leave(session, event.id, ana.id, START + timedelta(minutes=80))
    attending.leave(session, event.id, ana.id, END)
    found = line(session, event, ana)
    assert (len(found.stretches), found.attendance.present) == (1, 80)


def test_signs_of_an_open_page_count_until_they_stop(session, rosa, ana):
    event = events.make(session, rosa)
    attending.arrive(session, event.id, ana.id, START)
    for minute in range(1, 40):
        assert attending.beat(session, event.id, ana.id, START + timedelta(minutes=minute))
    found = line(session, event, ana)
    assert (found.attendance.present, found.attendance.is_open) == (39, True)


def test_after_a_silence_another_stretch_begins(session, rosa, ana):
    event = events.make(session, rosa)
    attending.arrive(session, event.id, ana.id, START)
    for minute in (1, 2, 30, 31):
        attending.beat(session, event.id, ana.id, START + timedelta(minutes=minute))
    found = line(session, event, ana)
    assert (len(found.stretches), found.attendance.present) == (2, 3)


def test_the_doors(session, rosa, ana):
    event = events.make(session, rosa)
    with pytest.raises(Conflict, match="30 minutes before"):
        attending.arrive(session, event.id, ana.id, START - timedelta(minutes=31))
    attending.arrive(session, event.id, ana.id, START - timedelta(minutes=30))
    assert not attending.beat(session, event.id, ana.id, END)


def test_two_clicks_arrive_once(app, session, rosa, ana):
    event, person = events.make(session, rosa).id, ana.id
    session.commit()

    def come(session):
        attending.arrive(session, event, person, START)

    at_once(app, come, come)
    assert len(attending.of_person(session, event, person)) == 1
