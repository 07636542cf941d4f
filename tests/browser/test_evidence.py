"""Evidence and decisions in a real browser: accessible throughout, and kind to a bad line."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal import clock
from portal.content.uploads import LARGEST
from portal.domain.facts import Duty
from portal.models import EvidenceFile, OutsideTraining, Person
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Pointer
from tests.browser.journey import person_signs_in, sees_heading
from tests.browser.test_accessible import Look, signs_in
from tests.uploads import PDF

pytestmark = pytest.mark.browser

LONG = "Wolfeschlegelsteinhausenbergerdorff" * 4


@pytest.fixture
def look(visitor) -> Iterator[Look]:
    """What looks; the test fails with everything that it found."""
    look = Look(visitor(DESK))
    yield look
    assert not look.wrong, "\n".join(look.wrong)


def somebody(session, title="Naloxone basics"):
    """Somebody of Fresno with entries of every kind, some of them replaced."""
    person = factories.person(session)
    factories.affiliation(session, person, factories.FRESNO)
    content = {
        "media_type": "application/pdf",
        "size": len(PDF),
        "sha256": "0" * 64,
        "content": PDF,
    }
    file = EvidenceFile(
        person_id=person.id, name=f"{title}.pdf", recorded_at=factories.AT, **content
    )
    session.add(file)
    session.flush()
    first = factories.outside_training(session, person, title, evidence=file.id, ce_minutes=90)
    row = factories.outside_training(
        session, person, title, subject="naloxone", evidence=file.id, supersedes=first
    )
    for requirement in ("naloxone-training", "harm-reduction"):
        factories.equivalency(session, requirement, title)
    factories.equivalency(session, title=title, recency_months=1)
    factories.outside_training(session, person, f"{title} again", subject="naloxone", by=person)
    given = factories.equivalency(session, title=title, county=factories.FRESNO)
    revoked = factories.equivalency(session, title=title, revoked_on=factories.AT.date())
    for one in (given, revoked):
        factories.claim(session, row, one)
    today = clock.today()
    decision = factories.decision(session, person, ends_on=today)
    factories.decision(session, person, "a-requirement-no-longer-in-the-files", ends_on=today)
    back = factories.decision(session, person)
    day = back.starts_on - timedelta(days=1)
    factories.decision(session, person, ends_on=day, supersedes=back)
    duty = factories.duty(session, person, Duty.CARRIES_NALOXONE)
    leave = factories.leave(session, person, today, today)
    designation = factories.designation(session, person, ends_on=today, evidence=file.id)
    person_url = f"/people/{person.id}"
    return {
        "page": f"{person_url}/evidence",
        "new": f"{person_url}/evidence/trainings/new",
        "correct": f"{person_url}/evidence/trainings/{row.id}/correct",
        "credit": f"{person_url}/evidence/trainings/{row.id}/credit",
        "take-back": f"{person_url}/evidence/trainings/{row.id}/credits/{given.id}/take-back",
        "decide": f"/equivalencies/new?person={person.id}&training={row.id}",
        "equivalency": f"/equivalencies/{given.id}",
        "revoke": f"/equivalencies/{given.id}/revoke",
        "waive": f"{person_url}/decisions/new",
        "change": f"{person_url}/decisions/{decision.id}/change",
        "duty": f"{person_url}/duties/new",
        "duty-correct": f"{person_url}/duties/{duty.id}/correct",
        "leave": f"{person_url}/leave/new",
        "leave-correct": f"{person_url}/leave/{leave.id}/correct",
        "leave-shifts": f"{person_url}/leave/{leave.id}/shifts",
        "designation": f"{person_url}/designations/new",
        "designation-correct": f"{person_url}/designations/{designation.id}/correct",
    }


@pytest.mark.slow
def test_every_page_about_evidence_and_decisions_is_accessible(look, portal):
    with portal.session.begin() as session:
        urls = somebody(session)
    hand = Pointer(look.page)
    signs_in(look, "rosa")
    for name, url in urls.items():
        look.at(url, f"evidence-{name}")
    look.page.goto(urls["page"])
    look.page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
    look("evidence-open")
    for name, button in (
        ("new", "Record this training"),
        ("waive", "Record this decision"),
        ("decide", "Record this decision"),
        ("revoke", "Revoke"),
        ("duty", "Record it"),
        ("leave", "Record it"),
        ("credit", "Credit this training"),
    ):
        look.page.goto(urls[name])
        hand.press(button)
        look(f"evidence-{name}-empty")
    look.at("/equivalencies")
    look.at("/reviews")
    look.at(f"{urls['credit']}?claimed_on=2999-01-01", "credit-refused", status=422)
    look.at("/people/shared-trainings/new")
    hand.press("Record this training for all of them")
    look("shared-training-empty")


def test_long_words_do_not_scroll_sideways(look, portal):
    with portal.session.begin() as session:
        urls = somebody(session, LONG[:120])
        factories.affiliation(session, factories.person(session, LONG[:120]), factories.FRESNO)
    signs_in(look, "rosa")
    pages = ("/equivalencies", "/reviews", "/people/shared-trainings/new")
    for url in (*urls.values(), *pages):
        look.at(url)
    look.page.goto(urls["page"])
    look.page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
    look("evidence-open-long")


def newcomer(portal):
    """Somebody who may sign in, and their number."""
    with portal.session.begin() as session:
        person = factories.person(session)
        factories.account(session, person)
        return person.email, person.id


@pytest.mark.parametrize("scripts", [True, False])
def test_a_member_adds_a_training_on_a_phone(portal, visitor, scripts):
    email, number = newcomer(portal)
    page = visitor(PHONE, has_touch=True, is_mobile=True, java_script_enabled=scripts)
    hand = Pointer(page)
    person_signs_in(hand, email, factories.PASSWORD)
    page.goto("/record")
    hand.follow("Trainings you took elsewhere")
    hand.follow("Add a training taken elsewhere")
    hand.type("Training", "Naloxone basics")
    hand.type("Given by", "American Red Cross")
    page.get_by_label("Completed on").fill("2026-03-03")
    hand.pick("Subject", "Naloxone")
    page.get_by_label("Certificate or other proof").set_input_files(
        {"name": "card.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    hand.press("Record this training")
    sees_heading(page, re.compile("^You have 1 outside training"))
    with page.expect_download() as download:
        hand.follow("card.pdf")
    assert download.value.suggested_filename == "card.pdf"
    assert download.value.path().read_bytes() == PDF
    with portal.session() as session:
        person = session.get_one(Person, number)
        rows = session.query(OutsideTraining).filter_by(person_id=person.id).all()
        assert [row.title for row in rows] == ["Naloxone basics"]


def test_a_file_that_is_too_large_is_said_so_before_it_is_sent(portal, visitor):
    email, number = newcomer(portal)
    page = visitor(PHONE)
    hand = Pointer(page)
    person_signs_in(hand, email, factories.PASSWORD)
    page.goto(f"/people/{number}/evidence/trainings/new")
    hand.type("Training", "Naloxone basics")
    proof = page.get_by_label("Certificate or other proof")
    named = {"name": "card.pdf", "mimeType": "application/pdf"}
    proof.set_input_files({**named, "buffer": PDF + b"\x00" * LARGEST})
    expect(page.get_by_role("alert")).to_contain_text("This file is larger than 15 MB.")
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    hand.press("Record this training")
    expect(proof).to_be_focused()
    assert "POST" not in sent
    proof.set_input_files({**named, "buffer": PDF})
    expect(page.get_by_role("alert")).to_have_count(0)
    hand.press("Record this training")
    expect(page.get_by_role("alert")).to_contain_text("Given by")
    assert "POST" in sent
