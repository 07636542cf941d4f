"""Lists of trainings and of credentials: about people who are known, and never about others."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.content.uploads import Upload
from portal.models import Claim, Credential, OutsideTraining
from portal.services import confirmations, evidence
from tests import factories
from tests.factories import AT
from tests.lists import lines
from tests.uploads import PDF

TRAININGS = "Learner,Email,Course Title,Vendor,Completed,CE Hours"
CREDENTIALS = "Employee,E-mail,License Type,Board,License No,Expiration Date"


@pytest.fixture(autouse=True)
def ana(session, team):
    person = factories.person(session, "Ana Flores", email="ana@example.org")
    factories.affiliation(session, person, team=team)
    return person


def rows(session, table):
    return session.scalars(select(table).order_by(table.id)).all()


def test_trainings_are_taken_in_and_undone(trainer, session, tess, ana, hand_in):
    first = "Ana Flores,ana@example.org,Naloxone,Red Cross,2025-03-04,1.5"
    hand_in(lines(TRAININGS, first, first.replace("Naloxone", "First aid")), "trainings")
    trainer.submit("Look at the rows", follow=True)
    assert "2 rows: 2 new" in trainer.main
    trainer.submit("Take in all of it", follow=True)
    assert "Brought 2 trainings" in trainer.main
    row, other = rows(session, OutsideTraining)
    assert (row.person_id, row.title, row.provider) == (ana.id, "Naloxone", "Red Cross")
    assert (str(row.completed_on), row.ce_minutes) == ("2025-03-04", 90)
    assert row.recorded_by_id == tess.id
    assert row.evidence_id is None  # the list has others in it
    factories.claim(session, other, factories.equivalency(session))
    trainer.submit("Undo the list", follow=True)
    assert "was credited since" not in trainer.main  # it was, but before: at the same moment
    last = rows(session, OutsideTraining)[-1]
    assert last.withdrawn


def test_what_is_known_already_is_not_added_again(trainer, session, ana, hand_in):
    factories.outside_training(session, ana, "Naloxone", ce_minutes=60)
    same = "Ana Flores,,NALOXONE,example training center,1/5/2026,1"
    hand_in(lines(TRAININGS, same, same + "5", same.replace("1/5", "1/13")), "trainings")
    trainer.submit("Look at the rows", follow=True)
    trainer.submit("Accept the one person of the same name in 3 rows", follow=True)
    assert "3 rows: 1 new, 1 known already, 1 to decide" in trainer.main
    assert "Row 2 says it in another way." in trainer.main
    trainer.submit("Leave out 1 row that cannot be used", follow=True)
    trainer.submit("Take in all of it", follow=True)
    assert len(rows(session, OutsideTraining)) == 2


def test_nobody_is_added_and_a_name_is_only_proposed(trainer, session, ana, hand_in):
    known = "“Flores, Ana”,,Naloxone,Red Cross,2025-03-04,".replace("“", '"').replace("”", '"')
    nobody = "Zed Zimmer,zed@example.org,Naloxone,Red Cross,2025-03-04,"
    future = "Ana Flores,ana@example.org,Naloxone,Red Cross,2027-03-04,"
    hand_in(lines(TRAININGS, known, nobody, future), "trainings")
    trainer.submit("Look at the rows", 422)
    assert "Say what the comma means." in trainer.main
    trainer.submit("Look at the rows", follow=True, last_first="last")
    assert trainer.h1 == "staff.csv: 3 rows wait for you"
    assert "or with this e-mail address works in Fresno County" in trainer.main
    assert "March 4, 2027 has not come yet." in trainer.main
    trainer.click("Put right row 2").submit("Save the row", 422)
    assert "Somebody new" not in trainer.main
    trainer.submit("Save the row", follow=True, who=str(ana.id))
    trainer.submit("Save the row", follow=True, left_out=True)
    trainer.submit("Save the row", follow=True, completed_on="2026-01-04")
    trainer.submit("Take in all of it", follow=True)
    assert [row.person_id for row in rows(session, OutsideTraining)] == [ana.id, ana.id]


def test_a_renewed_license_takes_the_place_of_the_old_one(trainer, session, ana, hand_in):
    factories.credential(session, ana, title="LCSW", number="123", expires_on=None)
    old = rows(session, Credential)[0]
    hand_in(
        lines(CREDENTIALS, f"Ana Flores,ana@example.org,LCSW,{old.issuer},123,1/31/2028"),
        "credentials",
    )
    trainer.submit("Look at the rows", follow=True)
    assert "Expires on: the portal says nothing; the file says January 31, 2028." in trainer.main
    trainer.submit("Let the file hold in 1 row", follow=True)
    trainer.submit("Take in all of it", follow=True)
    new = rows(session, Credential)[-1]
    assert (new.supersedes_id, str(new.expires_on)) == (old.id, "2028-01-31")
    trainer.submit("Undo the list", follow=True)
    last = rows(session, Credential)[-1]
    assert (last.supersedes_id, last.expires_on) == (new.id, None)


def test_a_license_that_begins_after_the_present_one_ends_stands_beside_it(
    trainer, session, ana, hand_in
):
    """In its place it would leave nothing that counts until it begins."""
    factories.credential(session, ana, title="RN", number="9", expires_on=date(2026, 3, 1))
    line = "Ana,ana@example.org,RN,Board of Behavioral Sciences,9,2028-03-01,2026-03-02"
    hand_in(lines(f"{CREDENTIALS},Effective Date", line), "credentials")
    trainer.submit("Look at the rows", follow=True)
    trainer.submit("Let the file hold in 1 row", follow=True)
    trainer.submit("Take in all of it", follow=True)
    old, new = rows(session, Credential)
    assert (str(new.starts_on), str(new.expires_on)) == ("2026-03-02", "2028-03-01")
    assert (old.supersedes_id, new.supersedes_id) == (None, None)


def test_a_new_credential_that_is_undone_counts_for_nothing(trainer, session, ana, hand_in):
    hand_in(lines(CREDENTIALS, "Ana,ana@example.org,RN,BRN,9,31/01/2028"), "credentials")
    trainer.submit("Look at the rows", follow=True)
    trainer.submit("Take in all of it", follow=True)
    trainer.submit("Undo the list", follow=True)
    new, last = rows(session, Credential)
    assert last.supersedes_id == new.id
    assert last.expires_on < last.starts_on
    hand_in(lines(CREDENTIALS, "Ana,ana@example.org,RN,BRN,9,31/01/2028"), "credentials")
    assert "1 row: 1 new" in trainer.main
    trainer.get(f"/people/{ana.id}")
    assert "Taken back" in trainer.main


def test_the_day_of_the_first_license_is_taken_in(trainer, session, ana, hand_in):
    headings = f"{CREDENTIALS},Effective Date,Original Issue Date"
    line = "Ana,ana@example.org,RN,BRN,9,31/01/2028,2025-02-01"
    hand_in(lines(headings, f"{line},2025-02-02"), "credentials")
    trainer.submit("Look at the rows", follow=True)
    assert "It is after February 1, 2025, when it was licensed already." in trainer.main
    trainer.click("Put right row 2").submit("Save the row", 422)
    trainer.submit("Save the row", follow=True, first_licensed_on="2024-02-15")
    trainer.submit("Take in all of it", follow=True)
    [row] = rows(session, Credential)
    assert (str(row.starts_on), str(row.first_licensed_on)) == ("2025-02-01", "2024-02-15")
    hand_in(
        lines(f"{CREDENTIALS},Original Issue Date", line.replace("2025-02-01", "2024-02-16")),
        "credentials",
    )
    trainer.submit("Look at the rows", follow=True)
    assert (
        "First licensed on: the portal says February 15, 2024; the file says February 16, 2024."
        in trainer.main
    )


def test_a_correction_keeps_its_credit(trainer, session, ana, hand_in):
    factories.outside_training(session, ana, "Naloxone")
    row = rows(session, OutsideTraining)[0]
    precedent = factories.equivalency(session)
    factories.claim(session, row, precedent)
    line = f"Ana Flores,ana@example.org,Naloxone,{row.provider},{row.completed_on},9"
    hand_in(lines(TRAININGS, line), "trainings").submit("Look at the rows", follow=True)
    trainer.submit("Let the file hold in 1 row", follow=True)
    trainer.submit("Take in all of it", follow=True)
    new = rows(session, OutsideTraining)[-1]
    assert new.supersedes_id == row.id
    assert session.get(Claim, (new.id, precedent.id))
    trainer.submit("Undo the list", follow=True)
    last = rows(session, OutsideTraining)[-1]
    assert (last.supersedes_id, last.ce_minutes) == (new.id, row.ce_minutes)
    assert session.get(Claim, (last.id, precedent.id))


def test_what_people_entered_themselves_is_confirmed(trainer, session, ana, hand_in):
    file = evidence.keep(
        session, Upload("a.pdf", "application/pdf", PDF), person_id=ana.id, by=ana.id, at=AT
    )
    factories.outside_training(session, ana, "Naloxone", by=ana, evidence=file, ce_minutes=60)
    row = rows(session, OutsideTraining)[0]
    line = f"Ana Flores,ana@example.org,Naloxone,{row.provider},{row.completed_on},"
    hand_in(lines(TRAININGS, line), "trainings").submit("Look at the rows", follow=True)
    assert "They entered it themselves: this confirms it." in trainer.main
    trainer.submit("Take in all of it", follow=True)
    new = rows(session, OutsideTraining)[-1]
    assert confirmations.confirms(new, row)
    assert (new.evidence_id, new.ce_minutes) == (file, 60)


def test_undoing_confirms_nothing(trainer, session, ana, hand_in):
    factories.outside_training(session, ana, "Naloxone", by=ana)
    row = rows(session, OutsideTraining)[0]
    line = f"Ana Flores,ana@example.org,Naloxone,{row.provider},{row.completed_on},9"
    hand_in(lines(TRAININGS, line), "trainings").submit("Look at the rows", follow=True)
    trainer.submit("Let the file hold in 1 row", follow=True)
    trainer.submit("Take in all of it", follow=True)
    assert not confirmations.is_own(rows(session, OutsideTraining)[-1])
    trainer.submit("Undo the list", follow=True)
    assert confirmations.is_own(rows(session, OutsideTraining)[-1])
