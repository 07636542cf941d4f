"""Duties, leave and designations: recorded by who manages the person, corrected, ended."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.domain.facts import Duty
from portal.models import Designation, DutyHeld, EvidenceFile, Leave
from tests import factories
from tests.factories import AT, FRESNO, KERN
from tests.signing_in import signed_in_as
from tests.uploads import BAD, file

NOW = AT + timedelta(days=145)  # June 9, 2026
NEW, CHANGE = "Record it", "Record the correction"
KINDS = {
    "duties": (DutyHeld, {"duty": "assesses", "starts_on": "2026-02-01"}),
    "leave": (Leave, {"starts_on": "2026-02-01"}),
    "designations": (Designation, {"county": FRESNO, "starts_on": "2026-02-01"}),
}
LINKS = {
    "duties": "Record a duty",
    "leave": "Record leave",
    "designations": "Record a designation",
}


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


def rows(session, table):
    return list(session.scalars(select(table).order_by(table.id)))


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_recorded_ended_and_withdrawn_once(trainer, session, ana, kind):
    table, fields = KINDS[kind]
    trainer.get(f"/people/{ana.id}/evidence").click(LINKS[kind])
    for _ in range(2):
        trainer.submit(NEW, 303, **fields)
    trainer.get(f"/people/{ana.id}/evidence")
    assert "since February 1, 2026" in trainer.main
    assert "June 9, 2026 by Tess Trainer" in trainer.main
    link = next(words for words in trainer.links() if words.startswith("Correct or end"))
    trainer.click(link)
    assert trainer.all(".//input[@name='starts_on']")[0].get("value") == "2026-02-01"
    for _ in range(2):
        trainer.submit(CHANGE, 303, ends_on="2026-05-31")
    trainer.get(f"/people/{ana.id}/evidence")
    assert "February 1, 2026 through May 31, 2026" in trainer.main
    first, second = rows(session, table)
    assert (second.supersedes_id, second.ends_on) == (first.id, date(2026, 5, 31))
    trainer.get(f"/people/{ana.id}/{kind}/{first.id}/correct", 409)
    trainer.get(f"/people/{ana.id}/{kind}/{second.id}/correct")
    for _ in range(2):
        trainer.submit(CHANGE, 303, mistaken=True, starts_on="")
    trainer.get(f"/people/{ana.id}/evidence")
    assert "withdrawn as a mistake" in trainer.main
    assert not [words for words in trainer.links() if words.startswith("Correct or end")]
    assert len(rows(session, table)) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_an_end_before_the_start_is_named_at_its_field(trainer, session, ana, kind):
    table, fields = KINDS[kind]
    label = {"duties": "Through", "leave": "Last day away", "designations": "Good through"}[kind]
    trainer.get(f"/people/{ana.id}/{kind}/new")
    trainer.submit(NEW, 422, **fields, ends_on="2026-01-31")
    assert f"{label}: The last day cannot be before the first one, February 1, 2026" in trainer.main
    assert trainer.all(".//input[@name='ends_on']")[0].get("value") == "2026-01-31"
    trainer.submit(NEW, 422, ends_on="2226-01-31")
    assert f"{label}: The year 2226 cannot be right. Check the year." in trainer.main
    assert rows(session, table) == []


def test_what_has_to_be_chosen_is_asked_for(trainer, session, ana):
    for kind, said in (
        ("duties", "Duty: Choose the duty."),
        ("leave", "First day away: Enter the first day away"),
    ):
        trainer.get(f"/people/{ana.id}/{kind}/new").submit(NEW, 422)
        assert said in trainer.main
    url = f"/people/{ana.id}/designations/new"
    trainer.get(url).post(url, {"county": KERN}, 422)
    assert "County: Choose from the list" in trainer.main
    assert rows(session, Designation) == []


def test_the_same_duty_twice_on_a_day_is_refused(trainer, session, ana):
    factories.duty(session, ana, Duty.CARRIES_NALOXONE, starts_on=date(2026, 1, 5))
    trainer.get(f"/people/{ana.id}/duties/new")
    trainer.submit(NEW, 422, duty="carries-naloxone", starts_on="2026-02-01")
    assert "“Carries naloxone” is recorded already since January 5, 2026." in trainer.main
    assert len(rows(session, DutyHeld)) == 1


def test_a_designation_comes_with_its_letter(trainer, session, ana):
    fields = {"county": FRESNO, "starts_on": "2026-02-01", "ends_on": "2028-01-31"}
    trainer.get(f"/people/{ana.id}/designations/new")
    trainer.submit(NEW, 422, **fields, evidence=file(BAD["a Windows program"], "letter.pdf"))
    assert "Letter or card of the county: Inside, this file is no PDF" in trainer.main
    ended = {**fields, "ends_on": "2026-01-01"}
    trainer.submit(NEW, 422, **ended, evidence=file(BAD["a Windows program"], "letter.pdf"))
    assert "Good through: The last day cannot be before the first one" in trainer.main
    assert "Letter or card of the county: Inside, this file is no PDF" in trainer.main
    trainer.submit(NEW, 422, **ended, evidence=file())
    assert "Letter or card of the county: Choose the file again" in trainer.main
    for _ in range(2):
        trainer.submit(NEW, 303, **fields, evidence=file(name="letter.pdf"))
    trainer.get(f"/people/{ana.id}/evidence").click("letter.pdf")
    assert trainer.response.mimetype == "application/pdf"
    trainer.get(f"/people/{ana.id}/evidence").click(
        "Correct or end Fresno County February 1, 2026 through January 31, 2028"
    )
    assert "Now attached: letter.pdf" in trainer.main
    trainer.submit(CHANGE, 303, ends_on="2027-01-31")
    held = {row.evidence_id for row in rows(session, Designation)}
    assert held == {session.scalars(select(EvidenceFile.id)).one()}


def test_a_county_leaves_the_designations_of_others_alone(app, session, trainer, ana):
    row = factories.designation(session, ana, KERN, ends_on=date(2027, 1, 1))
    trainer.get(f"/people/{ana.id}/evidence")
    assert "Kern County" in trainer.main
    assert not [words for words in trainer.links() if words.startswith("Correct or end")]
    trainer.get(f"/people/{ana.id}/designations/{row.id}/correct", 403)
    trainer.get(f"/people/{ana.id}/evidence")
    trainer.post(f"/people/{ana.id}/designations/{row.id}/correct", {"mistaken": "y"}, 403)
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    staff.get(f"/people/{ana.id}/designations/{row.id}/correct")
    staff.submit(CHANGE, 303, ends_on="2028-01-01")
    assert session.scalar(select(func.count()).select_from(Designation)) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_entries_of_others_are_closed(app, session, trainer, ana, kind):
    ben = factories.person(session, "Ben Hall")
    factories.affiliation(session, ben, KERN)
    make = {"duties": factories.duty, "designations": factories.designation}.get(kind)
    theirs = make(session, ben) if make else factories.leave(session, ben, date(2026, 1, 1))
    trainer.get(f"/people/{ben.id}/{kind}/new", 403)
    trainer.get(f"/people/{ana.id}/{kind}/{theirs.id}/correct", 404)
    member = signed_in_as(app, session, ana, Role.TEAM_MEMBER)
    member.get(f"/people/{ana.id}/{kind}/new", 403)
