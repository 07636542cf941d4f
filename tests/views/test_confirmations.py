"""A trainer finds what people entered themselves, looks at it and confirms it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.models import OutsideTraining
from portal.services import evidence
from portal.services.evidence import TrainingFacts
from tests import factories
from tests.factories import ALAMEDA, AT, FRESNO
from tests.queries import counted
from tests.signing_in import signed_in_as

DAY = timedelta(days=1)
NOW = AT + timedelta(days=145)  # June 9, 2026


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(session):
    ana = factories.person(session, "Ana María Flores", name_used="Ana")
    factories.affiliation(session, ana, FRESNO)
    return ana


@pytest.fixture
def trainer(app, session):
    person = factories.person(session, "Tess Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


def enter(session, person, title="Naloxone basics", at=AT):
    facts = TrainingFacts(title, "Red Cross", "naloxone", date(2026, 1, 5), 0)
    return evidence.add(session, person.id, facts, None, by=person.id, at=at)


def count(session):
    return session.scalar(select(func.count()).select_from(OutsideTraining))


def test_a_trainer_confirms_from_the_list(trainer, session, ana):
    enter(session, ana)
    trainer.get("/people").click("Trainings to confirm")
    assert trainer.h1 == "1 training waits to be confirmed"
    assert "January 15, 2026" in trainer.main
    trainer.click("Ana: Naloxone basics")
    assert "Entered by Ana, not confirmed yet" in trainer.main
    trainer.submit("Confirm Naloxone basics", follow=True)
    assert "“Naloxone basics” is confirmed." in trainer.main
    assert "Confirmed by Tess Trainer on June 9, 2026" in trainer.main
    assert "recorded January 15, 2026 by Ana" in trainer.main
    assert "Confirm Naloxone basics" not in trainer.main
    trainer.get("/evidence/waiting")
    assert trainer.h1 == "No training waits to be confirmed"
    assert "Nothing waits" in trainer.main


def test_a_double_click_confirms_once(trainer, session, ana):
    enter(session, ana)
    trainer.get(f"/people/{ana.id}/evidence")
    for _ in range(2):
        trainer.submit("Confirm Naloxone basics", 303)
    assert count(session) == 2


def test_what_was_corrected_meanwhile_is_not_confirmed(trainer, session, ana):
    row = enter(session, ana)
    trainer.get(f"/people/{ana.id}/evidence")
    evidence.withdraw(session, row, by=ana.id, at=NOW)
    trainer.submit("Confirm Naloxone basics", 409)
    assert "replaced by a newer one" in trainer.main
    assert count(session) == 2


def test_nobody_confirms_their_own(app, session):
    tess = factories.person(session, "Tess Trainer")
    factories.affiliation(session, tess, FRESNO)
    row = enter(session, tess)
    browser = signed_in_as(app, session, tess, Role.TRAINER, FRESNO)
    browser.get(f"/people/{tess.id}/evidence")
    assert "Entered by Tess Trainer, not confirmed yet" in browser.main
    assert "Confirm Naloxone basics" not in browser.main
    browser.post(f"/people/{tess.id}/evidence/trainings/{row.id}/confirm", {}, 403)
    browser.get("/evidence/waiting")
    assert browser.h1 == "No training waits to be confirmed"
    assert count(session) == 1


def test_who_enters_a_training_is_told_that_it_waits(app, session, ana):
    member = signed_in_as(app, session, ana, Role.TEAM_MEMBER)
    member.get(f"/people/{ana.id}/evidence/trainings/new")
    assert "without a decision, once a trainer has confirmed it." in member.main
    facts = {"title": "Naloxone basics", "provider": "Red Cross", "completed_on": "2026-03-03"}
    member.submit("Record this training", follow=True, **facts, subject="naloxone")
    assert "once the county’s trainer has confirmed it" in member.main
    assert "Entered by Ana, not confirmed yet" in member.main
    assert "Confirm Naloxone basics" not in member.main


def test_the_list_is_of_ones_counties_in_pages(app, session, trainer, ana, monkeypatch):
    monkeypatch.setattr("portal.services.confirmations.PAGE", 2)
    ben = factories.person(session, "Ben Hall")
    factories.affiliation(session, ben, ALAMEDA)
    enter(session, ben, "Elsewhere")
    for number in range(3):
        enter(session, ana, f"Course {number}", AT + number * DAY)
    trainer.get("/evidence/waiting")
    assert trainer.h1 == "3 trainings wait to be confirmed"
    assert "Elsewhere" not in trainer.main
    assert [f"Course {number}" in trainer.main for number in range(3)] == [True, True, False]
    for page in ("2", "99"):
        trainer.get(f"/evidence/waiting?page={page}")
        assert "Course 2" in trainer.main
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    staff.get("/evidence/waiting")
    assert staff.h1 == "4 trainings wait to be confirmed"


def test_a_long_list_costs_no_more_queries_than_a_short_one(app, session, trainer, ana):
    def queries():
        with counted(app) as statements:
            trainer.get("/evidence/waiting")
        return len(statements)

    enter(session, ana)
    few = queries()
    for number in range(20):
        person = factories.person(session)
        factories.affiliation(session, person, FRESNO)
        enter(session, person, f"Course {number}")
    assert queries() == few
    assert trainer.h1 == "21 trainings wait to be confirmed"
