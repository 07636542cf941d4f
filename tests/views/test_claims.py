"""Crediting somebody's training: under a decision that fits, or with the reason why not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.models import Claim, Equivalency
from tests import factories
from tests.factories import AT, FRESNO, KERN
from tests.signing_in import signed_in_as

NOW = AT + timedelta(days=145)  # June 9, 2026
CREDIT = "Credit this training"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(session):
    ana = factories.person(session, "Ana María Flores", name_used="Ana")
    factories.affiliation(session, ana, FRESNO)
    return ana


@pytest.fixture
def training(session, ana):
    return factories.outside_training(session, ana)  # completed on January 5, 2026


@pytest.fixture
def url(ana, training):
    return f"/people/{ana.id}/evidence/trainings/{training.id}/credit"


@pytest.fixture
def trainer(app, session):
    person = factories.person(session, "Tess Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_training_is_credited_once_and_the_page_says_so(trainer, session, ana, training, url):
    row = factories.equivalency(session, "harm-reduction")
    trainer.get(f"/people/{ana.id}/evidence").click("Credit Naloxone basics")
    assert "1 decision credits it on June 9, 2026" in trainer.main
    for _ in range(2):  # a double click
        trainer.submit(CREDIT, 303, equivalency=row.id)
    trainer.get(f"/people/{ana.id}/evidence")
    assert "Credited for Harm reduction on June 9, 2026" in trainer.main
    claim = session.scalars(select(Claim)).one()
    assert (claim.training_id, claim.claimed_on) == (training.id, date(2026, 6, 9))
    trainer.get(url)
    assert not trainer.all(".//input[@type='radio']")


def test_nothing_chosen_is_asked_for_unless_there_is_but_one(trainer, session, url):
    factories.equivalency(session)
    trainer.get(url)
    assert len(trainer.all(".//input[@type='radio'][@checked]")) == 1
    factories.equivalency(session, "harm-reduction")
    trainer.get(url).submit(CREDIT, 422)
    assert "Which decision applies?: Choose the decision that applies." in trainer.main
    assert count(session, Claim) == 0


def test_what_does_not_fit_says_why_and_cannot_be_chosen(trainer, session, url):
    old = factories.equivalency(session, "harm-reduction", recency_months=3)
    factories.equivalency(session, "harm-reduction", starts_on=date(2026, 7, 1))
    factories.equivalency(session, "harm-reduction", county=KERN)
    factories.equivalency(session, "harm-reduction", revoked_on=date(2026, 5, 1))
    trainer.get(url)
    assert "No decision credits it on June 9, 2026" in trainer.main
    assert "Decisions about it that do not fit" in trainer.main
    assert "It is revoked from May 1, 2026 on." in trainer.main
    assert "so it could be credited through April 5, 2026." in trainer.main
    assert "It gives credit from July 1, 2026 on, and not before." in trainer.main
    trainer.post(url, {"equivalency": str(old.id)}, 422)
    assert count(session, Claim) == 0


def test_credit_may_begin_on_the_earlier_day_of_the_decision(trainer, session, url):
    row = factories.equivalency(session, "harm-reduction", recency_months=3)
    trainer.get(url).submit("Look again", claimed_on="2026-04-05")
    assert "1 decision credits it on April 5, 2026" in trainer.main
    trainer.submit(CREDIT, 303, equivalency=row.id)
    assert session.scalars(select(Claim)).one().claimed_on == date(2026, 4, 5)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-06-10", "This day has not come yet."),
        ("2026-01-04", "it cannot be credited before that day"),
        ("", "Enter the day, such as 2026-11-22."),
        ("yesterday", "Enter the day, such as 2026-11-22."),
        ("0026-01-04", "The year 26 cannot be right. Check the year."),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(trainer, session, url, day, said):
    row = factories.equivalency(session)
    trainer.get(url).submit("Look again", 422, claimed_on=day)
    assert said in trainer.main
    assert not trainer.all(".//input[@type='radio']")
    trainer.post(f"{url}?claimed_on={day}", {"equivalency": str(row.id)}, 422)
    assert count(session, Claim) == 0


def test_a_decision_is_made_on_the_way(trainer, session, ana, url):
    trainer.get(url).click("Decide about this training")
    assert trainer.all(".//input[@name='title']")[0].get("value") == "Naloxone basics"
    assert trainer.all(".//input[@name='provider']")[0].get("value") == "Example Training Center"
    trainer.submit("Record this decision", 422, requirement="harm-reduction")
    fields = {"requirement": "harm-reduction", "reason": "The syllabus was compared."}
    trainer.submit("Record this decision", follow=True, **fields)
    assert trainer.path == url
    row = session.scalars(select(Equivalency)).one()
    trainer.submit(CREDIT, 303, equivalency=row.id)


def test_credit_given_by_mistake_is_taken_back(trainer, session, ana, training):
    row = factories.equivalency(session, "harm-reduction")
    factories.claim(session, training, row)
    trainer.get(f"/people/{ana.id}/evidence")
    trainer.click("Change the credit of Naloxone basics")
    trainer.click("Take back the credit for Harm reduction")
    assert trainer.h1 == "Take back the credit for Harm reduction"
    for _ in range(2):
        trainer.submit("Take back the credit", 303)
    trainer.get(f"/people/{ana.id}/evidence")
    assert "Not credited for a requirement" in trainer.main
    assert "replaced · credited for Harm reduction on January 15, 2026" in trainer.main
    trainer.get(f"/people/{ana.id}/evidence/trainings/{training.id}/credit", 409)


def test_credit_of_others_is_closed(app, session, trainer, ana, training, url):
    row = factories.equivalency(session)
    factories.claim(session, training, row)
    ben = factories.person(session)
    factories.affiliation(session, ben, KERN)
    theirs = factories.outside_training(session, ben)
    trainer.get(f"/people/{ben.id}/evidence/trainings/{theirs.id}/credit", 403)
    trainer.get(f"/people/{ana.id}/evidence/trainings/{theirs.id}/credit", 404)
    trainer.get(url.replace("/credit", f"/credits/{row.id + 1}/take-back"), 404)
    trainer.get(f"/equivalencies/new?person={ben.id}&training={theirs.id}", 403)
    member = signed_in_as(app, session, ana, Role.TEAM_MEMBER)
    member.get(url, 403)
    tess = factories.person(session)
    factories.affiliation(session, tess, FRESNO)
    own = factories.outside_training(session, tess)
    self_made = signed_in_as(app, session, tess, Role.TRAINER, FRESNO)
    self_made.get(f"/people/{tess.id}/evidence/trainings/{own.id}/credit", 403)
    assert "Nobody decides about themself." in self_made.main
