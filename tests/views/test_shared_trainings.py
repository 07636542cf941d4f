"""A trainer records one training for many, from one form."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.models import EvidenceFile, OutsideTraining
from tests import factories
from tests.factories import ALAMEDA, AT, FRESNO, KERN
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.uploads import BAD, file

NOW = AT + timedelta(days=145)  # June 9, 2026
URL = "/people/shared-trainings/new"
FIELDS = {
    "title": "Naloxone basics",
    "provider": "American Red Cross",
    "completed_on": "2026-03-03",
    "subject": "naloxone",
}
RECORD = "Record this training for all of them"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def people(session):
    """Three of Fresno and one of Kern."""
    found = []
    for name, county in (("Ana", FRESNO), ("Bo", FRESNO), ("Cy", FRESNO), ("Di", KERN)):
        person = factories.person(session, name)
        factories.affiliation(session, person, county, team=factories.team(session, county=county))
        found.append(person)
    return found


@pytest.fixture
def trainer(app, session):
    person = factories.person(session, "Tess Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_those_who_are_ticked_get_the_training_with_its_sheet(trainer, session, people):
    trainer.get("/people").click("Add a training that several took")
    ticked = [str(one.id) for one in people[:2]]
    for _ in range(2):  # a double click
        trainer.submit(RECORD, 303, **FIELDS, people=ticked, evidence=file(name="sheet.pdf"))
    trainer.get("/people")
    assert "The training is recorded for 2 people." in trainer.text
    assert (count(session, OutsideTraining), count(session, EvidenceFile)) == (2, 1)
    trainer.get(f"/people/{people[1].id}/evidence").click("sheet.pdf")
    trainer.get(f"/people/{people[2].id}/evidence")
    assert "sheet.pdf" not in trainer.main


def test_only_people_of_ones_own_counties_are_offered_and_taken(trainer, session, people):
    trainer.get(URL)
    offered = [one.get("value") for one in trainer.all(".//input[@name='people']")]
    assert offered == [str(one.id) for one in people[:3]]
    trainer.post(URL, {**FIELDS, "people": [str(people[3].id)]}, 422)
    assert "Who took it: " in trainer.main
    trainer.get(f"{URL}?county={KERN}", 422)
    trainer.post(f"{URL}?county={KERN}", {**FIELDS, "people": [str(people[3].id)]}, 422)
    assert count(session, OutsideTraining) == 0


def test_staff_choose_a_county_and_a_team_first(app, session, people):
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    staff.get(URL)
    assert "Choose a county to see who works there." in staff.main
    staff.submit("Show these people", county=KERN)
    assert staff.texts(".//fieldset//label") == ["Di"]
    staff.submit("Show these people", county=FRESNO, team=staff_team(session, "Bo"))
    assert staff.texts(".//fieldset//label") == ["Bo"]
    staff.submit(RECORD, 303, **FIELDS, people=[str(people[1].id)])
    staff.get(f"{URL}?county={ALAMEDA}")
    assert "Nobody works there now or soon" in staff.main


def staff_team(session, name):
    from portal.models import Affiliation, Person

    statement = select(Affiliation.team_id).join(Person, Person.id == Affiliation.person_id)
    return session.scalars(statement.where(Person.legal_name == name)).one()


def test_a_wrong_answer_keeps_the_others_and_records_nothing(trainer, session, people):
    ticked = [str(one.id) for one in people[:2]]
    trainer.get(URL).submit(RECORD, 422, **FIELDS)
    assert "Who took it: Tick everybody who took it." in trainer.main
    bad = file(BAD["an archive"], "sheet.pdf")
    trainer.submit(RECORD, 422, **FIELDS, people=ticked, evidence=bad)
    assert "Inside, this file is no PDF" in trainer.main
    trainer.submit(RECORD, 422, **{**FIELDS, "title": ""}, people=ticked, evidence=file())
    assert "Choose the file again" in trainer.main
    kept = trainer.all(".//input[@name='people'][@checked]")
    assert [one.get("value") for one in kept] == ticked
    factories.outside_training(session, people[1], "Naloxone basics", completed_on=MARCH)
    session.scalars(select(OutsideTraining)).one().provider = "American Red Cross"
    trainer.submit(RECORD, 422, title="Naloxone basics", people=ticked)
    assert "recorded already, in other words, for Bo." in trainer.main
    assert (count(session, OutsideTraining), count(session, EvidenceFile)) == (1, 0)


MARCH = NOW.date().replace(month=3, day=3)


def test_a_crowd_is_listed_with_no_more_queries(app, session, trainer, people):
    trainer.get(URL)
    with counted(app) as few:
        trainer.get(URL)
    for _ in range(20):
        factories.affiliation(session, factories.person(session), FRESNO)
    session.commit()
    with counted(app) as many:
        trainer.get(URL)
    assert len(many) == len(few) <= 8


def test_a_member_adds_for_nobody_else(app, session, people):
    member = signed_in_as(app, session, people[0], Role.TEAM_MEMBER)
    member.get(URL, 403)
