"""The person sees where it stands, and answers or hands in another document; the old one stays."""

from sqlalchemy import select

from portal.domain.reviews import Reason
from portal.models import EvidenceFile, OutsideTraining
from portal.services import reviews
from tests import factories
from tests.reviews import DAY, document, enter
from tests.uploads import file
from tests.views.reviews.conftest import NOW


def returned(session, ana, words="I see a receipt."):
    row = enter(session, ana, upload=document("Receipt", name="receipt.pdf"))
    tess = factories.person(session, "Tess Reviewer")
    why = Reason.WRONG_DOCUMENT
    reviews.hand_back(session, row, why, words, seen=0, by=tess.id, at=NOW - DAY)
    return row


def test_who_enters_a_training_is_told_that_it_waits(member, ana):
    member.get(f"/people/{ana.id}/evidence/trainings/new")
    assert "without a decision, once a trainer has reviewed it." in member.main
    facts = {"title": "Naloxone basics", "provider": "Red Cross", "completed_on": "2026-03-03"}
    member.submit("Record this training", follow=True, **facts, subject="naloxone")
    assert "once the county’s trainer has reviewed it" in member.main
    assert "Waits for review since June 9, 2026" in member.main
    assert "Review Naloxone basics" not in member.links()


def test_home_says_what_was_returned_and_what_waits(member, session, ana):
    returned(session, ana)
    enter(session, ana, "Another")
    member.get("/learning")
    assert "Returned to you “Naloxone basics”, on June 8, 2026" in member.main
    assert "1 waits for a reviewer, the first since January 15, 2026." in member.main
    member.click("See why, and answer about Naloxone basics")
    assert "Returned: It is another document" in member.main
    assert "“I see a receipt.” (Tess Reviewer, June 8, 2026)" in member.main
    assert Reason.WRONG_DOCUMENT.remedy in member.main


def test_another_document_is_handed_in_and_the_old_one_stays(member, trainer, session, ana):
    row = returned(session, ana)
    member.get(f"/people/{ana.id}/evidence")
    assert "Returned on June 8, 2026: It is another document" in member.main
    member.click("Answer or hand in another document for Naloxone basics")
    member.submit("Send it for review", 422)
    assert "Choose a document, or write an answer." in member.main
    shown = member.path, member.tree
    for _ in range(2):  # a double click
        member.path, member.tree = shown
        member.submit("Send it for review", 303, evidence=file(), words="Here it is.")
    member.get(member.location)
    assert "Waits for review since June 9, 2026" in member.main
    assert {"receipt.pdf", "certificate.pdf"} <= member.links().keys()
    files = session.scalars(select(EvidenceFile.id).order_by(EvidenceFile.id)).all()
    assert len(files) == 2
    trainer.get(f"/reviews/{row.id}", follow=True)
    assert "“Here it is.”" in trainer.main
    assert ["pages/1" in (one.get("src") or "") for one in trainer.all(".//img")] == []
    assert "It cannot be shown here." in trainer.main  # the made-up file has no page
    for one in files:
        assert member.client.get(f"/people/{ana.id}/evidence/files/{one}").status_code == 200


def test_the_person_reads_what_it_was_accepted_for(member, trainer, session, ana):
    factories.equivalency(session, "harm-reduction")
    row = enter(session, ana)
    trainer.get(f"/reviews/{row.id}")
    trainer.submit("Accept", checks=["whole", "name", "title", "provider", "day", "subject"])
    member.get(f"/people/{ana.id}/evidence")
    assert "Accepted by Tess Trainer on June 9, 2026" in member.main
    assert "Credited for Harm reduction on June 9, 2026" in member.main
    member.get("/learning")
    assert "Trainings you took elsewhere" not in member.main


def test_only_the_person_answers_and_only_what_waits(member, trainer, staff, session, ana):
    row = returned(session, ana)
    url = f"/people/{ana.id}/evidence/trainings/{row.id}/answer"
    for other in (trainer, staff):
        other.get(url, 403)
        other.post(url, {"words": "Yes."}, 403)
    reviews.answer(session, row, "Look again.", None, at=NOW)
    trainer.get(f"/reviews/{row.id}")
    trainer.submit("Accept", checks=["whole", "name", "title", "provider", "day", "subject"])
    member.get(url, 409)
    member.post(url, {"words": "Thank you."}, 409)


def test_nobody_reviews_their_own(app, session, member, ana):
    from portal.domain.access import Role
    from tests.factories import FRESNO
    from tests.signing_in import signed_in_as

    tess = factories.person(session, "Tess Trainer")
    factories.affiliation(session, tess, FRESNO)
    row = enter(session, tess)
    browser = signed_in_as(app, session, tess, Role.TRAINER, FRESNO)
    browser.get(f"/people/{tess.id}/evidence")
    assert "Waits for review" in browser.main
    assert "Review Naloxone basics" not in browser.links()
    browser.get(f"/reviews/{row.id}", 403)
    for act in ("accept", "return", "reopen"):
        browser.post(f"/reviews/{row.id}/{act}", {}, 403)
    assert session.query(OutsideTraining).count() == 1
