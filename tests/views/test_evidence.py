"""Trainings taken elsewhere: added on a phone, with their proof, corrected, and read by whom."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.content.uploads import LARGEST
from portal.domain.access import Role
from portal.models import EvidenceFile, OutsideTraining
from portal.services import evidence
from portal.services.evidence import TrainingFacts
from portal.views.uploads import LARGEST_REQUEST
from tests import factories
from tests.factories import ALAMEDA, AT, FRESNO
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.uploads import BAD, PDF, PNG, file

DAY = timedelta(days=1)
NOW = AT + timedelta(days=145)  # June 9, 2026
MARCH = AT + timedelta(days=60)
FIELDS = {
    "title": "Naloxone basics",
    "provider": "American Red Cross",
    "completed_on": "2026-03-03",
    "subject": "naloxone",
    "ce_minutes": "1.5",
}
NEW = "Record this training"
CHANGE = "Record the correction"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(session):
    ana = factories.person(session, "Ana María Flores", name_used="Ana")
    factories.affiliation(session, ana, FRESNO)
    return ana


@pytest.fixture
def member(app, session, ana):
    """A browser in which Ana is signed in."""
    return signed_in_as(app, session, ana, Role.TEAM_MEMBER)


@pytest.fixture
def trainer(app, session):
    person = factories.person(session, "Tess Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def add(session, person, upload=None, *, at=MARCH, **change):
    values = {
        "title": "Naloxone basics",
        "provider": "Red Cross",
        "subject": "",
        "completed_on": date(2026, 3, 3),
        "ce_minutes": 0,
    }
    facts = TrainingFacts(**{**values, **change})
    return evidence.add(session, person.id, facts, upload, by=person.id, at=at)


# Adding


def test_a_member_adds_a_training_with_a_picture_of_its_card(member, session, ana):
    member.get("/record").click("Trainings you took elsewhere, and what was decided")
    assert member.h1 == "You have no outside training and no waiver or extension"
    member.click("Add a training taken elsewhere")
    member.submit(NEW, follow=True, **FIELDS, evidence=file(PNG, "card.png"))
    assert member.h1 == "You have 1 outside training and no waiver or extension"
    assert "Completed March 3, 2026 · recorded June 9, 2026 by Ana" in member.main
    assert "Given by American Red Cross · 1 hour 30 minutes" in member.main
    assert "Subject: Naloxone" in member.main
    row = session.scalars(select(OutsideTraining)).one()
    assert (row.subject, row.ce_minutes, row.recorded_by_id) == ("naloxone", 90, ana.id)
    member.click("card.png")
    assert member.response.data == PNG


def test_a_double_click_adds_one_training_with_one_file(member, session, ana):
    member.get(f"/people/{ana.id}/evidence/trainings/new")
    for _ in range(2):
        member.submit(NEW, 303, **FIELDS, evidence=file())
    assert (count(session, OutsideTraining), count(session, EvidenceFile)) == (1, 1)


WRONG = [
    ({"title": ""}, "Training: Enter its name, as on the certificate."),
    ({"provider": ""}, "Given by: Enter who gave it"),
    ({"completed_on": ""}, "Completed on: Enter the day it was completed"),
    ({"completed_on": "03/03/2026"}, "Completed on: Enter the day, such as 2026-11-22."),
    ({"completed_on": "2026-06-10"}, "Completed on: This day has not come yet."),
    ({"completed_on": "0206-03-03"}, "Completed on: The year 206 cannot be right. Check the year."),
    ({"completed_on": "1899-12-31"}, "The year 1899 cannot be right. Check the year."),
    ({"completed_on": "2101-01-01"}, "The year 2101 cannot be right. Check the year."),
    ({"ce_minutes": "a few"}, "Continuing education hours: Enter the hours as a number"),
    ({"ce_minutes": "-1"}, "Continuing education hours: Enter the hours as a number"),
    ({"ce_minutes": "NaN"}, "Continuing education hours: Enter the hours as a number"),
    ({"ce_minutes": "1e99"}, "Continuing education hours: Enter the hours as a number"),
]


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_a_wrong_answer_is_named_and_the_others_are_kept(member, session, ana, change, said):
    member.get(f"/people/{ana.id}/evidence/trainings/new")
    member.submit(NEW, 422, **{**FIELDS, **change}, evidence=file())
    assert said in member.main
    assert "Certificate or other proof: Choose the file again" in member.main
    for name, value in {**FIELDS, **change}.items():
        if name != "subject":
            kept = member.all(f".//input[@name='{name}']")[0].get("value")
            assert kept == value or name == "completed_on"
    chosen = member.all(".//select[@name='subject']/option[@selected]")
    assert [one.get("value") for one in chosen] == ["naloxone"]
    assert (count(session, OutsideTraining), count(session, EvidenceFile)) == (0, 0)


def test_a_subject_that_no_requirement_names_is_refused(member, session, ana):
    member.get(f"/people/{ana.id}/evidence/trainings/new")
    url = f"/people/{ana.id}/evidence/trainings/new"
    member.post(url, {**FIELDS, "subject": "yoga"}, 422)
    assert "Choose from the list" in member.main
    assert count(session, OutsideTraining) == 0


# Files


@pytest.mark.parametrize("kind", BAD)
def test_what_only_pretends_to_be_a_picture_is_refused_at_its_field(member, session, ana, kind):
    member.get(f"/people/{ana.id}/evidence/trainings/new")
    member.submit(NEW, 422, **FIELDS, evidence=file(BAD[kind], "card.png"))
    assert "Certificate or other proof: Inside, this file is no PDF, JPEG or PNG" in member.main
    assert member.all(".//input[@name='title']")[0].get("value") == "Naloxone basics"
    assert (count(session, OutsideTraining), count(session, EvidenceFile)) == (0, 0)


def test_a_day_to_come_and_a_wrong_file_are_told_at_once(member, ana):
    program = file(BAD["a Linux program"], "card.pdf")
    member.get(f"/people/{ana.id}/evidence/trainings/new")
    member.submit(NEW, 422, **{**FIELDS, "completed_on": "2062-03-03"}, evidence=program)
    assert "Completed on: This day has not come yet." in member.main
    assert "Certificate or other proof: Inside, this file is no PDF" in member.main
    assert member.all(".//input[@name='completed_on']")[0].get("value") == "2062-03-03"


def test_an_empty_file_is_refused_at_its_field(member, ana):
    member.get(f"/people/{ana.id}/evidence/trainings/new")
    member.submit(NEW, 422, **FIELDS, evidence=file(b"", "card.png"))
    assert "Certificate or other proof: This file is empty." in member.main


def send(browser, url, content):
    """What a browser sends for the form there; as bytes, since test clients leak large files."""
    browser.get(url)
    token = browser.all(".//input[@name='csrf_token']")[0].get("value")
    proof = FileStorage(*file(content))
    values = {**FIELDS, "csrf_token": token, "evidence": proof}
    boundary, body = encode_multipart(values)
    kind = f"multipart/form-data; boundary={boundary}"
    response = browser.client.post(url, data=body, content_type=kind)
    return response.status_code, response.text


def test_a_file_of_the_largest_size_is_taken_and_a_larger_one_refused(member, session, ana):
    url = f"/people/{ana.id}/evidence/trainings/new"
    content = PDF + b"\x00" * (LARGEST - len(PDF))
    status, text = send(member, url, content + b"\x00")
    assert (status, "This file is larger than 15 MB." in text) == (422, True)
    assert 'value="American Red Cross"' in text
    assert send(member, url, content)[0] == 303
    assert session.scalars(select(EvidenceFile)).one().size == LARGEST


def test_no_request_is_read_beyond_its_limit(member, session, ana):
    url = f"/people/{ana.id}/evidence/trainings/new"
    status, text = send(member, url, PDF + b"\x00" * LARGEST_REQUEST)
    assert (status, "That is too large" in text) == (413, True)
    assert send(member, f"/people/{ana.id}/credentials/new", PDF + b"\x00" * 1024 * 1024)[0] == 413
    assert count(session, OutsideTraining) == 0


def test_a_file_is_saved_and_never_shown_by_a_browser(member, session, ana):
    member.get(f"/people/{ana.id}/evidence/trainings/new")
    name = "Zertifikat Ñaloxona; 2026.pdf"
    member.submit(NEW, follow=True, **FIELDS, evidence=file(PDF, name))
    number = session.scalars(select(EvidenceFile.id)).one()
    response = member.get(f"/people/{ana.id}/evidence/files/{number}").response
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="Zertifikat Naloxona; 2026.pdf"; '
        "filename*=UTF-8''Zertifikat%20%C3%91aloxona%3B%202026.pdf"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_file_is_open_to_who_may_see_the_person(app, session, member, trainer, ana):
    member.get(f"/people/{ana.id}/evidence/trainings/new")
    member.submit(NEW, 303, **FIELDS, evidence=file())
    url = f"/people/{ana.id}/evidence/files/{session.scalars(select(EvidenceFile.id)).one()}"
    assert trainer.get(url).response.data == PDF
    other = signed_in_as(app, session, factories.person(session), Role.TRAINER, ALAMEDA)
    other.get(url, 403)
    ben = factories.person(session)
    factories.affiliation(session, ben, ALAMEDA)
    other.get(url.replace(f"/{ana.id}/", f"/{ben.id}/"), 404)
    colleague = signed_in_as(app, session, factories.person(session), Role.TEAM_MEMBER)
    colleague.get(url, 403)


def test_a_former_county_reads_what_was_recorded_while_she_worked_there(app, session, ana):
    factories.affiliation(session, ana, ALAMEDA, ends_on=AT.date())
    day = date(2026, 1, 5)
    known = add(session, ana, upload("known.pdf"), completed_on=day, at=AT)
    later = add(
        session,
        ana,
        upload("later.pdf", PDF + b"\n"),
        title="Later",
        completed_on=day,
        at=AT + 2 * DAY,
    )
    former = signed_in_as(app, session, factories.person(session), Role.TRAINER, ALAMEDA)
    former.get(f"/people/{ana.id}").click("Evidence and decisions")
    assert former.h1 == "Ana has 1 outside training and no waiver or extension"
    assert "You see what was recorded through January 15, 2026" in former.main
    assert "known.pdf" in former.main
    assert "Later" not in former.main
    assert not {"Correct or withdraw", "Add a training taken elsewhere"} & set(former.links())
    former.get(f"/people/{ana.id}/evidence/files/{known.evidence_id}")
    former.get(f"/people/{ana.id}/evidence/files/{later.evidence_id}", 404)


def upload(name, content=PDF):
    from portal.content import uploads

    return uploads.read(name, content)


# Correcting


def test_a_correction_takes_its_place_and_the_earlier_entry_stays(member, session, ana):
    add(session, ana, upload("card.pdf"))
    member.get(f"/people/{ana.id}/evidence")
    member.click("Correct or withdraw Naloxone basics, completed March 3, 2026")
    assert member.all(".//input[@name='ce_minutes']")[0].get("value") in (None, "")
    member.submit(CHANGE, 303, ce_minutes="2.25")
    member.submit(CHANGE, follow=True, ce_minutes="2.25")  # a double click
    assert "2 hours 15 minutes of continuing education" in member.main
    assert "Earlier entries about trainings: 1" in member.main
    assert member.main.count("card.pdf") == 2
    rows = session.scalars(select(OutsideTraining).order_by(OutsideTraining.id)).all()
    assert [(row.ce_minutes, row.evidence_id) for row in rows] == [
        (0, rows[0].evidence_id),
        (135, rows[0].evidence_id),
    ]
    member.get(f"/people/{ana.id}/evidence/trainings/{rows[0].id}/correct", 409)
    member.get(f"/people/{ana.id}/evidence/trainings/{rows[1].id}/correct")
    assert member.all(".//input[@name='ce_minutes']")[0].get("value") == "2.25"
    member.submit(CHANGE, 303, without_file=True)
    member.get(f"/people/{ana.id}/evidence")
    assert "No proof is attached." in member.main


def test_two_tabs_correct_once(member, session, ana):
    row = add(session, ana)
    url = f"/people/{ana.id}/evidence/trainings/{row.id}/correct"
    member.get(url).submit(CHANGE, 303, ce_minutes="1")
    member.submit(CHANGE, 409, ce_minutes="2")
    assert "replaced by a newer one" in member.main
    assert count(session, OutsideTraining) == 2


def test_what_was_entered_by_mistake_is_withdrawn_without_other_answers(member, session, ana):
    row = add(session, ana)
    member.get(f"/people/{ana.id}/evidence/trainings/{row.id}/correct")
    for _ in range(2):
        member.submit(CHANGE, 303, mistaken=True, title="", completed_on="")
    member.get(f"/people/{ana.id}/evidence")
    assert member.h1 == "You have no outside training and no waiver or extension"
    assert "withdrawn as a mistake" in member.main
    assert count(session, OutsideTraining) == 2


def test_credit_lapses_loudly_when_what_was_decided_about_changes(member, session, ana):
    row = add(session, ana)
    factories.claim(session, row, factories.equivalency(session, "harm-reduction"))
    member.get(f"/people/{ana.id}/evidence")
    assert "Credited for Harm reduction on January 15, 2026" in member.main
    member.click("Correct or withdraw Naloxone basics, completed March 3, 2026")
    member.submit(CHANGE, follow=True, ce_minutes="1")
    assert "Credited for Harm reduction" in member.texts(".//article")[0]
    member.click("Correct or withdraw Naloxone basics, completed March 3, 2026")
    member.submit(CHANGE, follow=True, title="Something else")
    assert "somebody has to decide again" in member.main
    assert "Credited" not in member.texts(".//article")[0].replace("Not credited", "")


def test_a_subject_no_longer_named_stays_on_its_entry(member, session, ana):
    row = add(session, ana, subject="old-subject")
    member.get(f"/people/{ana.id}/evidence/trainings/{row.id}/correct")
    member.submit(CHANGE, 303, ce_minutes="1")
    newest = session.scalars(select(OutsideTraining).order_by(OutsideTraining.id.desc())).first()
    assert newest.subject == "old-subject"


def test_trainings_of_others_are_closed(app, session, member, ana):
    ben = factories.person(session, "Ben Hall")
    theirs = add(session, ben)
    for part in ("evidence", "evidence/trainings/new", f"evidence/trainings/{theirs.id}/correct"):
        member.get(f"/people/{ben.id}/{part}", 403)
    member.get(f"/people/{ana.id}/evidence/trainings/{theirs.id}/correct", 404)
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    staff.get("/people/4711/evidence", 404)
    staff.get("/people/4711/evidence/files/1", 404)


# The page


def test_a_long_page_costs_no_more_queries_than_a_short_one(app, session, trainer, ana):
    def fill(number):
        for n in range(number):
            day = date(2026, 1, 1) + n * DAY
            row = add(session, ana, upload(f"{n}.pdf", PDF + b"%d" % n), completed_on=day)
            factories.claim(session, row, factories.equivalency(session))
            factories.decision(session, ana, ends_on=date(2026, 6, 1) + n * DAY)
            factories.duty(session, ana)
            factories.leave(session, ana, day, day)
            factories.designation(session, ana, evidence=row.evidence_id)

    fill(1)
    trainer.get(f"/people/{ana.id}/evidence")
    with counted(app) as few:
        trainer.get(f"/people/{ana.id}/evidence")
    fill(12)
    session.commit()
    with counted(app) as many:
        trainer.get(f"/people/{ana.id}/evidence")
    assert len(many) == len(few) <= 20


def test_what_waits_for_a_reviewer_stands_before_what_is_settled(trainer, session, ana):
    add(session, ana, title="Waits", subject="naloxone")
    for title in ("First", "Second"):
        row = add(session, ana, title=title)
        factories.claim(session, row, factories.equivalency(session))
    trainer.get(f"/people/{ana.id}/evidence")
    assert trainer.texts(".//main//h3") == ["Waits", "Second", "First"]


def test_what_people_typed_is_shown_as_typed(member, session, ana):
    add(session, ana, title="<script>alert(1)</script>", provider="{{ 7 * 7 }}")
    member.get(f"/people/{ana.id}/evidence")
    assert "<script>alert(1)</script>" in member.main
    assert "{{ 7 * 7 }}" in member.main
    assert not member.all(".//main//script")


def test_a_person_who_may_not_decide_is_offered_no_decision(member, session, ana):
    add(session, ana)
    member.get(f"/people/{ana.id}/evidence")
    assert not [words for words in member.links() if words.startswith(("Credit", "Grant"))]
