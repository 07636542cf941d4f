"""Reminders by a simulated clock: stopped, restarted, run twice; nobody is told anything twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete

from portal.development import mail_catcher
from portal.domain.access import Role
from portal.domain.dates import CALIFORNIA
from portal.domain.facts import DecisionKind, Duty
from portal.domain.mail import Frequency, MailKind
from portal.domain.people import ProviderType
from portal.jobs.mail import MailServer, send_due
from portal.models import AddressBounce, Mail, MailNotice
from portal.services import readiness
from portal.services.reminders import choices
from tests import factories, rules
from tests.factories import FRESNO, KERN
from tests.fresh import maker
from tests.reminding import Reminding
from tests.trainings import catalogue

DAY = timedelta(days=1)
TUESDAY = date(2026, 3, 3)


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=CALIFORNIA)


NOW = noon(TUESDAY)


@pytest.fixture(autouse=True)
def _looks_at_nothing_again(session):
    """What the test's own session holds keeps no sweep waiting."""
    session.expire_on_commit = False


@pytest.fixture
def remind(app):
    return Reminding(app, rules.rulebook())


@pytest.fixture
def ana(session):
    """She works in Fresno, and her license runs for 10 more days."""
    ana = factories.person(session, "Ana Flores")
    factories.affiliation(session, ana, FRESNO)
    factories.credential(session, ana, expires_on=TUESDAY + 10 * DAY)
    session.commit()
    return ana


def responder(session, since, county=FRESNO):
    """Somebody who answers calls since a day, and is asked for a training within 30 days of it."""
    person = factories.person(session)
    factories.affiliation(session, person, county, starts_on=since)
    factories.duty(session, person, Duty.RESPONDS, starts_on=since)
    session.commit()
    return person


def stages(remind, person):
    return [stage for stage, _ in remind.told().get(person.id, [])]


def run(remind, first, days):
    """A sweep at noon of every day."""
    for number in range(days):
        remind.plan(noon(first + number * DAY))


def test_each_moment_is_told_once_however_often_it_is_planned(remind, ana):
    for number in range(25):
        for hour in (0, 2, 4):
            remind.plan(NOW + number * DAY + timedelta(hours=hour))
    # the license ends on Friday the 13th: the weekend after it is told on that day
    assert stages(remind, ana) == ["before-14", "before-7", "before-1", "on", "late-1", "late-7"]


def test_a_requirement_is_planned_from_its_states_and_an_extension_is_respected(remind, session):
    person = responder(session, TUESDAY - 23 * DAY)  # due in 7 days
    remind.plan(NOW)
    thing = "requirement:crisis-training"
    assert ("before-7", thing) in remind.told()[person.id]
    factories.decision(
        session,
        person,
        "crisis-training",
        kind=DecisionKind.EXTENSION,
        starts_on=TUESDAY,
        ends_on=TUESDAY + 27 * DAY,
    )
    session.commit()
    run(remind, TUESDAY, 10)
    found = [stage for stage, one in remind.told()[person.id] if one == thing]
    assert found == ["before-7", "before-30"], "Told anew, for the later day, and never late."


def _done(session, person):
    factories.credential(
        session, person, expires_on=TUESDAY + 900 * DAY, supersedes=person.credential
    )


def _left(session, person):
    factories.affiliation(
        session, person, FRESNO, ends_on=TUESDAY - DAY, supersedes=person.affiliation
    )


def _away(session, person):
    factories.leave(session, person, TUESDAY - DAY)


@pytest.mark.parametrize("event", [_done, _left, _away])
def test_what_events_have_overtaken_is_not_sent(remind, session, event):
    person = factories.person(session)
    person.affiliation = factories.affiliation(session, person, FRESNO)
    person.credential = factories.credential(session, person, expires_on=TUESDAY + 5 * DAY)
    session.commit()
    assert remind.plan(noon(TUESDAY - DAY), send=False) == 1
    event(session, person)
    session.commit()
    remind.recheck(NOW)
    assert remind.plan(NOW) == 0
    assert remind.told() == {}
    [mail] = remind.mails()
    assert mail.withdrawn_at == NOW
    assert mail.sent_at is None


def test_a_week_without_a_worker_sends_each_missed_mail_at_most_once(
    app, remind, session, ana, tmp_path, time_machine
):
    """And nothing that is no longer so, though it was written before the worker stopped."""
    catcher = mail_catcher.start(tmp_path / "caught")
    server = MailServer("127.0.0.1", catcher.port, "portal@example.org")
    ben = factories.person(session, "Ben Ortiz")
    factories.affiliation(session, ben, FRESNO)
    row = factories.credential(session, ben, expires_on=TUESDAY + 3 * DAY)
    session.commit()
    remind.plan(NOW, send=False)  # and then it stops, before anything is sent
    factories.credential(session, ben, expires_on=TUESDAY + 800 * DAY, supersedes=row)
    session.commit()
    back = noon(TUESDAY + 7 * DAY)
    for hour in range(4):  # started again, and again
        at = back + timedelta(hours=hour)
        time_machine.move_to(at, tick=False)
        remind.plan(at, send=False)
        remind.recheck(at)
        send_due(maker(app), server, checked=True)
    catcher.stop()
    assert len(list((tmp_path / "caught").glob("*.eml"))) == 1
    assert remind.told() == {ana.id: [("before-7", "credential:1")]}
    states = {mail.person_id: mail.withdrawn_at for mail in remind.mails()}
    assert states[ben.id] is not None


def test_statuses_need_no_worker(app, session, ana):
    """What pages say of a day is worked out for that day, whatever ran meanwhile."""
    person = responder(session, TUESDAY - 23 * DAY)
    book = rules.rulebook()
    for days, state in ((7, "not-yet-due"), (8, "missing")):
        found = readiness.people(session, FRESNO, TUESDAY + days * DAY, book, catalogue())
        [mine] = [one for one in found if one.person == person.id]
        assert mine.states["crisis-training"] == (state, False)


def test_nothing_is_planned_while_it_is_quiet(remind, ana):
    for at in (NOW + timedelta(hours=7), noon(date(2026, 3, 7))):
        assert remind.plan(at) == 0
    assert remind.plan(noon(date(2026, 3, 9))) == 1


def test_ten_things_are_one_mail(remind, session, ana):
    for number in range(9):
        factories.credential(session, ana, f"License {number}", expires_on=TUESDAY + number * DAY)
    session.commit()
    assert remind.plan(NOW) == 1
    assert len(remind.told()[ana.id]) == 10
    assert remind.plan(NOW + timedelta(hours=1)) == 0


def test_a_second_mail_waits_for_the_next_day(remind, session, ana):
    remind.plan(NOW)
    factories.credential(session, ana, "Another", expires_on=TUESDAY)
    session.commit()
    assert remind.plan(NOW + timedelta(hours=1)) == 0
    assert remind.plan(NOW + DAY) == 1
    assert stages(remind, ana) == ["before-14", "late-1"]


def test_everybody_chooses_how_much(remind, session):
    people = {}
    for frequency in Frequency:
        person = people[frequency] = factories.person(session)
        factories.affiliation(session, person)
        factories.credential(session, person, "First", expires_on=TUESDAY + 28 * DAY)
        factories.credential(session, person, "Second", expires_on=TUESDAY + 31 * DAY)
        choices.choose(session, person.id, frequency, at=NOW)
    session.commit()
    run(remind, TUESDAY, 32)
    counts = {
        frequency: sum(mail.person_id == person.id for mail in remind.mails())
        for frequency, person in people.items()
    }
    assert counts[Frequency.DAILY] > counts[Frequency.WEEKLY] > counts[Frequency.IMPORTANT] > 0
    assert stages(remind, people[Frequency.IMPORTANT])[:2] == ["before-1", "on"]


def test_whoever_has_no_address_or_one_that_came_back_is_not_mailed(remind, session, ana):
    row = AddressBounce(address=ana.email.lower(), bounced_at=NOW, words="no such user")
    session.add(row)
    nobody = factories.person(session, email="")
    factories.affiliation(session, nobody)
    factories.credential(session, nobody, expires_on=TUESDAY)
    session.commit()
    assert remind.plan(NOW) == 0
    row.cleared_at = NOW
    session.commit()
    assert remind.plan(NOW) == 1


def test_trainers_are_told_in_one_mail_who_is_late_in_their_counties(remind, session):
    rosa, kim = factories.person(session, "Rosa"), factories.person(session, "Kim")
    factories.grant(session, rosa, Role.TRAINER, FRESNO)
    factories.grant(session, kim, Role.TRAINER, KERN)
    people = [factories.person(session) for _ in range(4)]
    for person in people:
        factories.affiliation(session, person, FRESNO)
        factories.credential(session, person, expires_on=TUESDAY - 8 * DAY)
    session.commit()
    remind.plan(NOW)
    remind.plan(NOW + DAY)
    mails = [mail for mail in remind.mails() if mail.kind is MailKind.TEAM]
    assert [mail.person_id for mail in mails] == [rosa.id]
    told = remind.told()
    assert len(told[rosa.id]) == 4
    assert kim.id not in told
    assert {stage for stage, _ in told[rosa.id]} == {"escalated"}


def test_two_sweeps_at_once_tell_nothing_twice(app, remind, session):
    for _ in range(30):
        person = factories.person(session)
        factories.affiliation(session, person)
        factories.credential(session, person, expires_on=TUESDAY)
        factories.profession(session, person, ProviderType.LCSW)
    session.commit()
    with ThreadPoolExecutor(3) as pool:
        written = sum(pool.map(lambda at: remind.plan(at, send=False), [NOW] * 3))
    assert written == 30
    assert len(remind.mails()) == 30


def test_kept_rows_plan_the_same(app, session):
    """What is read from rows kept for speed, and what is worked out afresh."""
    for number in range(40):
        responder(session, TUESDAY - number * 2 * DAY)
    book = rules.rulebook()
    fresh = Reminding(app, book)
    fresh.plan(NOW)
    before = fresh.told()
    assert len(before) > 20
    with maker(app).begin() as other:
        other.execute(delete(MailNotice))
        other.execute(delete(Mail))
        readiness.rebuild(other, book, catalogue())
    fresh.plan(NOW)
    assert fresh.told() == before
