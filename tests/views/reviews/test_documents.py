"""A document is shown as pictures made here: nothing of the file itself reaches the page."""

import pytest

from portal.content.uploads import Upload
from portal.domain.access import Role
from portal.models import EvidenceFile
from tests import factories, papers
from tests.factories import ALAMEDA, FRESNO
from tests.reviews import document, enter
from tests.signing_in import signed_in_as

INERT = "default-src 'none'; sandbox"


def row_name(session, row):
    return session.get_one(EvidenceFile, row.evidence_id).name


def address(person, row, page=1):
    return f"/people/{person.id}/evidence/files/{row.evidence_id}/pages/{page}"


def test_a_page_is_a_picture_that_nothing_can_run_in(trainer, session, ana):
    row = enter(session, ana, upload=document("Ana Flores"))
    trainer.get(address(ana, row))
    response = trainer.response
    assert response.mimetype == "image/webp"
    assert response.data[8:12] == b"WEBP"
    assert response.headers["Content-Security-Policy"] == INERT
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"] == "inline"
    assert response.headers["Cache-Control"] == "no-store"
    trainer.get(address(ana, row, 2), 422)


@pytest.mark.parametrize("content", papers.HOSTILE.values(), ids=papers.HOSTILE.keys())
@pytest.mark.parametrize("media_type", ["application/pdf", "image/png"])
def test_what_is_no_document_is_only_handed_out_to_be_saved(
    trainer, session, ana, media_type, content
):
    """As if it had got past the check of what is handed in."""
    row = enter(session, ana, upload=Upload("certificate.pdf", media_type, content))
    trainer.get(f"/reviews/{row.id}")
    assert "It cannot be shown here." in trainer.main
    assert trainer.all(".//img") == []
    assert not any(trainer.all(f".//{tag}") for tag in ("iframe", "object", "embed"))
    trainer.get(address(ana, row), 422)
    assert trainer.response.mimetype == "text/html"
    assert content == b"" or content not in trainer.response.data
    trainer.get(f"/reviews/{row.id}").click(row_name(session, row))
    assert trainer.response.mimetype == media_type
    assert trainer.response.headers["Content-Disposition"].startswith("attachment")
    assert trainer.response.headers["Content-Security-Policy"] == INERT


def test_another_county_sees_neither_document_nor_entry_nor_that_there_is_one(app, session, ana):
    row = enter(session, ana, upload=document("Ana Flores"))
    other = factories.person(session, "Olga Other")
    browser = signed_in_as(app, session, other, Role.TRAINER, ALAMEDA)
    browser.get(address(ana, row), 403)
    browser.get(f"/people/{ana.id}/evidence/files/{row.evidence_id}", 403)
    browser.get(f"/reviews/{row.id}", 403)
    for secret in ("Ana", "Naloxone"):
        assert secret not in browser.main
    for act in ("accept", "return", "reopen"):
        browser.post(f"/reviews/{row.id}/{act}", {}, 403)
    for shown in ("waits", "returned", "decided"):
        browser.get(f"/reviews?shown={shown}")
        assert "Naloxone basics" not in browser.html
    assert browser.get("/workspace").h1 == "Nothing waits for you"


def test_a_precedent_used_elsewhere_tells_nothing_of_whom(trainer, session, ana):
    given = factories.equivalency(session, "harm-reduction")
    olaf = factories.person(session, "Olaf Elsewhere")
    factories.affiliation(session, olaf, ALAMEDA)
    factories.claim(session, factories.outside_training(session, olaf), given)
    row = enter(session, ana)
    trainer.get(f"/reviews/{row.id}")
    assert "not used yet by people of yours" in trainer.main
    assert "Olaf" not in trainer.html


def test_the_same_document_of_somebody_elsewhere_is_only_counted(trainer, session, ana):
    same = document("Ana Flores")
    row = enter(session, ana, upload=same)
    for name, county in (("Olaf Elsewhere", ALAMEDA), ("Nina Near", FRESNO)):
        person = factories.person(session, name)
        factories.affiliation(session, person, county)
        enter(session, person, upload=same)
    trainer.get(f"/reviews/{row.id}")
    assert "The very same document is attached for somebody else" in trainer.main
    assert "Nina Near: “Naloxone basics” 1 person in other counties" in trainer.main
    assert "Olaf" not in trainer.html
