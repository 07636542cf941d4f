"""Precedents: set with limits and a reason, looked up, revoked knowing who rests on them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.models import Equivalency, EquivalencyRevocation
from tests import factories
from tests.factories import ALAMEDA, AT, FRESNO, KERN
from tests.queries import counted
from tests.signing_in import signed_in_as

NOW = AT + timedelta(days=145)  # June 9, 2026
FIELDS = {
    "title": "Naloxone basics",
    "provider": "American Red Cross",
    "requirement": "harm-reduction",
    "recency_months": "24",
    "reason": "The syllabus was compared.",
}
NEW = "Record this decision"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def trainer(app, session):
    person = factories.person(session, "Tess Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


@pytest.fixture
def staff(app, session):
    return signed_in_as(app, session, factories.person(session, "Priya Raman"), Role.TA_STAFF)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_trainer_sets_a_precedent_for_their_county(trainer, session):
    trainer.get("/equivalencies")
    assert trainer.h1 == "No outside training counts toward a requirement"
    trainer.click("Decide about another training")
    offered = [one.get("value") for one in trainer.all(".//select[@name='county']/option")]
    assert offered == [FRESNO]
    for _ in range(2):  # a double click
        trainer.submit(NEW, 303, **FIELDS)
    row = session.scalars(select(Equivalency)).one()
    assert (row.county_fips, row.starts_on, row.recency_months) == (FRESNO, date(2026, 6, 9), 24)
    trainer.get(f"/equivalencies/{row.id}")
    assert trainer.h1 == "“Naloxone basics” counts toward Harm reduction"
    for words in (
        "Fresno County · from June 9, 2026 · trainings at most 24 months old",
        "The syllabus was compared.",
        "Tess Trainer, ",
        "Nobody rests on it",
    ):
        assert words in trainer.main


def test_ta_staff_decide_for_the_whole_state_too(staff, session):
    staff.get("/equivalencies/new").submit(NEW, 422, **FIELDS)
    assert "Holds in: Choose where it holds." in staff.main
    staff.submit(NEW, 303, county="state", recency_months="")
    assert session.scalars(select(Equivalency)).one().county_fips is None
    staff.get("/equivalencies")
    assert "The whole state · from June 9, 2026 · trainings of any age" in staff.main


WRONG = [
    ({"title": ""}, "Training: Enter the name of the training."),
    ({"provider": ""}, "Given by: Enter who gives it."),
    ({"requirement": ""}, "Counts toward: Choose the requirement that it meets."),
    ({"recency_months": "two years"}, "months old: Enter a whole number of months from 1 to 600"),
    ({"recency_months": "0"}, "months old: Enter a whole number of months from 1 to 600"),
    ({"recency_months": "9999999999"}, "months old: Enter a whole number of months from 1 to 600"),
    ({"reason": ""}, "Reason: Say why it counts"),
    ({"starts_on": "2026-13-01"}, "Gives credit from: Enter the day, such as 2026-11-22."),
    ({"ends_on": "2026-06-08"}, "Gives new credit through: The last day cannot be before"),
    ({"ends_on": "2206-06-08"}, "The year 2206 cannot be right. Check the year."),
]


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_a_wrong_answer_is_named_and_the_others_are_kept(trainer, session, change, said):
    trainer.get("/equivalencies/new").submit(NEW, 422, **{**FIELDS, **change})
    assert said in trainer.main
    for name, value in {**FIELDS, **change}.items():
        if name in ("title", "provider", "recency_months"):
            assert trainer.all(f".//input[@name='{name}']")[0].get("value") == value
    assert count(session, Equivalency) == 0


def test_what_no_training_can_meet_is_refused(trainer, session):
    trainer.get("/equivalencies/new")
    for slug in ("made-up", "qualified-provider", "paramedic-license"):
        data = {**FIELDS, "requirement": slug, "county": FRESNO, "starts_on": "2026-06-09"}
        trainer.post("/equivalencies/new", data, 422)
        assert "Counts toward: Choose from the list" in trainer.main
    data = {**FIELDS, "county": KERN, "starts_on": "2026-06-09"}
    trainer.post("/equivalencies/new", data, 422)
    assert "Holds in: Choose from the list" in trainer.main
    assert count(session, Equivalency) == 0


def test_the_list_is_narrowed_to_a_requirement(trainer, session):
    factories.equivalency(session, "harm-reduction", "Harm reduction 101")
    factories.equivalency(session, "naloxone-training", "Narcan", revoked_on=date(2026, 5, 1))
    factories.equivalency(session, "naloxone-training", "Of Kern", county=KERN)
    trainer.get("/equivalencies")
    assert trainer.h1 == "1 outside training counts toward a requirement"
    assert "Counts no more from May 1, 2026" in trainer.main
    assert "Of Kern" not in trainer.main
    trainer.submit("Show", requirement="naloxone-training")
    assert trainer.h1 == "No outside training counts toward Naloxone training"
    assert "Harm reduction 101" not in trainer.main
    trainer.get("/equivalencies?requirement=made-up", 422)


def test_the_page_shows_who_rests_on_it_as_far_as_one_may_see(app, session, trainer, staff):
    row = factories.equivalency(session, "harm-reduction")
    for name, county in (("Ana Flores", FRESNO), ("Cy Young", KERN)):
        person = factories.person(session, name)
        factories.affiliation(session, person, county)
        factories.claim(session, factories.outside_training(session, person), row)
    trainer.get(f"/equivalencies/{row.id}")
    assert "2 people rest on it" in trainer.main
    assert "Ana Flores" in trainer.main
    assert "Cy Young" not in trainer.main
    assert "And 1 person whom you may not see, in other counties." in trainer.main
    assert "Revoke this decision" not in trainer.links()
    trainer.get(f"/equivalencies/{row.id}/revoke", 403)
    staff.get(f"/equivalencies/{row.id}").click("Revoke this decision")
    assert "2 people lose credit" in staff.main
    assert "Cy Young" in staff.main


def test_a_precedent_is_revoked_from_a_day_on_with_a_reason(trainer, session):
    row = factories.equivalency(session, "harm-reduction", county=FRESNO)
    trainer.get(f"/equivalencies/{row.id}/revoke")
    trainer.submit("Revoke", 422)
    assert "Reason: Say why it does not count any more." in trainer.main
    trainer.submit("Revoke", 422, revoked_on="2024-12-31", reason="It closed.")
    assert "It gives credit from January 1, 2025 on." in trainer.main
    for _ in range(2):
        trainer.submit("Revoke", 303, revoked_on="2026-06-01", reason="It closed.")
    trainer.submit("Revoke", 409, revoked_on="2026-06-02", reason="It closed.")
    trainer.get(f"/equivalencies/{row.id}/revoke", 409)
    trainer.get(f"/equivalencies/{row.id}")
    assert trainer.h1 == "“Naloxone basics” counts no more toward Harm reduction"
    assert "Counts no more from June 1, 2026" in trainer.main
    assert "Nobody rested on it" in trainer.main
    assert "It closed. Revoked by Tess Trainer" in trainer.main
    assert count(session, EquivalencyRevocation) == 1


def test_until_the_day_of_a_revocation_comes_it_counts(trainer, session):
    row = factories.equivalency(session, "harm-reduction", county=FRESNO)
    trainer.get(f"/equivalencies/{row.id}/revoke")
    trainer.submit("Revoke", 422, revoked_on="2062-07-01", reason="It closes.")
    assert "Counts no more from: July 1, 2062 is years ahead. Correct the year." in trainer.main
    trainer.submit("Revoke", follow=True, revoked_on="2026-07-01", reason="It closes.")
    assert trainer.h1 == "“Naloxone basics” counts only until July 1, 2026 toward Harm reduction"
    assert "Nobody rests on it" in trainer.main


def test_precedents_of_other_counties_are_closed(app, session, trainer):
    row = factories.equivalency(session, county=KERN)
    for part in ("", "/revoke"):
        trainer.get(f"/equivalencies/{row.id}{part}", 403)
    trainer.get("/equivalencies/4711", 404)
    member = signed_in_as(app, session, factories.person(session), Role.TEAM_MEMBER)
    member.get("/equivalencies", 403)
    elsewhere = signed_in_as(app, session, factories.person(session), Role.TRAINER, ALAMEDA)
    elsewhere.get(f"/equivalencies/{row.id}", 403)


def test_a_long_list_and_a_crowd_cost_no_more_queries(app, session, staff):
    row = factories.equivalency(session)

    def fill(number):
        for _ in range(number):
            factories.equivalency(session, revoked_on=date(2026, 5, 1))
            person = factories.person(session)
            factories.claim(session, factories.outside_training(session, person), row)

    fill(1)
    for url in ("/equivalencies", f"/equivalencies/{row.id}"):
        staff.get(url)
        with counted(app) as few:
            staff.get(url)
        fill(12)
        session.commit()
        with counted(app) as many:
            staff.get(url)
        assert len(many) == len(few) <= 8, url
