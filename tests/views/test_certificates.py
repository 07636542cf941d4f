"""Anyone can check a certificate, and learns nothing else; its holder gets the PDF."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pypdf
import pytest

from portal.domain.access import Role
from portal.domain.certificates import ALPHABET, grouped, new_code
from portal.domain.curriculum import Catalogue, Replacement
from portal.services import records
from tests import factories
from tests.factories import FRESNO, KERN
from tests.signing_in import signed_in_as
from tests.trainings import NOW, SLUG, catalogue, completed, course

DAY = timedelta(days=1)
MADE_UP = new_code(1)
REASON = "The final was taken by somebody else."


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(session):
    """Somebody with much that a stranger must not learn."""
    ana = factories.person(
        session, "Ana María Flores", name_used="Anita", email="anita@example.org", phone="555 0100"
    )
    factories.affiliation(session, ana, FRESNO, position="Night lead")
    return ana


@pytest.fixture
def record(session, ana):
    record = completed(session, ana)
    session.commit()
    return record


@pytest.fixture
def holder(app, session, ana):
    return signed_in_as(app, session, ana)


def as_(app, session, role, county=None):
    return signed_in_as(app, session, factories.person(session), role, county)


def summary(page):
    return dict(zip(page.texts(".//dl//dt"), page.texts(".//dl//dd"), strict=True))


# Checking


def test_the_check_page_says_what_the_certificate_says(page, record):
    page.get(f"/check/{record.code}")
    assert page.h1 == "This certificate is valid"
    assert "Valid, as of March 2, 2026" in page.main
    assert summary(page) == {
        "Name": "Ana María Flores",
        "Training": "Sample course",
        "Edition": "2",
        "Completed": "March 1, 2026",
        "Length": f"{record.minutes} minutes",
        "Delivery": "self-paced online",
        "Code": grouped(record.code),
    }


def test_it_says_nothing_more_about_anybody(page, session, ana, record):
    html = page.get(f"/check/{record.code}").html
    for private in ("Anita", "anita@example.org", "555 0100", "Night lead", "Fresno", "100 %"):
        assert private not in html
    assert f"/people/{ana.id}" not in html


def test_a_superseded_certificate_says_since_when(app, page, session, ana):
    """The newest edition says that the first no longer counts."""
    old = completed(session, ana, edition=1)
    second = replace(course(), replaces=(Replacement(1, False, "The law changed."),))
    app.extensions["portal.catalogue"] = Catalogue(
        (second,), {**catalogue().editions, (SLUG, 2): second}
    )
    session.commit()
    page.get(f"/check/{old.code}")
    assert page.h1 == "This certificate is superseded"
    assert "Superseded since January 5, 2026, as of March 2, 2026" in page.main
    assert summary(page)["Edition"] == "1"


def test_an_earlier_edition_that_still_counts_is_valid(page, session, ana):
    old = completed(session, ana, edition=1)
    session.commit()
    assert page.get(f"/check/{old.code}").h1 == "This certificate is valid"


def test_a_revoked_certificate_says_the_day_and_not_the_reason(app, page, session, ana, record):
    priya = factories.person(session, "Priya Raman")
    records.revoke(session, record.id, REASON, on=date(2026, 3, 2), by=priya.id, at=NOW)
    session.commit()
    page.get(f"/check/{record.code}")
    assert page.h1 == "This certificate is revoked"
    assert "Revoked on March 2, 2026" in page.main
    assert REASON not in page.html
    assert "Priya" not in page.html


def test_the_certificate_keeps_the_name_of_that_day(page, session, ana, record):
    ana.legal_name = "Ana María Flores Ortiz"
    session.commit()
    assert summary(page.get(f"/check/{record.code}"))["Name"] == "Ana María Flores"


def forms_of(code):
    shown = grouped(code)
    return [
        code.lower(),
        shown,
        shown.lower(),
        shown.replace("-", " "),
        shown.replace("-", "–"),
        f"  {shown}  ",
        code.replace("0", "O"),
        code.replace("0", "o").replace("1", "l"),
        code.replace("1", "I"),
    ]


def test_the_code_may_be_typed_in_many_ways(page, record):
    for typed in forms_of(record.code):
        page.get("/check").submit("Check", code=typed, status=303)
        assert page.location == f"/check/{record.code}"


def test_letters_that_look_alike_are_forgiven(page, session, record):
    record.code = new_code((1 << 120) + 5)  # holds zeros and a one
    assert {"0", "1"} <= set(record.code)
    session.commit()
    for typed in forms_of(record.code):
        page.get(f"/check/{typed.strip()}")
        assert page.h1 == "This certificate is valid"


def test_every_single_mistyped_character_is_called_mistyped(client, record):
    code = record.code
    for place in range(len(code)):
        other = next(char for char in ALPHABET if char != code[place])
        typed = code[:place] + other + code[place + 1 :]
        response = client.get(f"/check/{typed}")
        assert response.status_code == 404
        assert "is not complete or is mistyped" in response.text
        response = client.get("/check", query_string={"code": typed})
        assert response.status_code == 422
        assert "a character is mistyped, missing or too many" in response.text


@pytest.mark.parametrize("typed", ["", "x", "A" * 27, "💥", "0" * 25, "<b>", "U" * 26])
def test_what_cannot_be_a_code_is_said_and_kept(page, typed):
    page.get("/check").submit("Check", code=typed, status=422)
    assert page.all(".//*[@role='alert']")
    assert page.all(".//input[@name='code']")[0].get("value", "") == typed


def test_a_well_formed_code_that_nobody_has_may_be_made_up(page, record):
    page.get(f"/check/{MADE_UP}", status=404)
    assert page.h1 == "This is not a certificate of ours"
    assert "The certificate may be made up." in page.main
    page.get("/check").submit("Check", code=MADE_UP, status=303)
    assert page.location == f"/check/{MADE_UP}"


def test_mistyped_and_made_up_are_told_apart(page):
    page.get(f"/check/{MADE_UP[:-1]}", status=404)
    assert "not complete or is mistyped" in page.main
    assert "made up" not in page.main


def test_checking_needs_no_account_and_leaves_no_cookie(client, record):
    response = client.get(f"/check/{record.code}")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


# One's own


def test_the_holder_sees_and_downloads_it(holder, record):
    holder.get(f"/certificates/{record.code}")
    assert holder.h1 == "Certificate: Sample course"
    assert f"http://localhost/check/{record.code}" in holder.main
    holder.click("Download the PDF")
    assert holder.response.mimetype == "application/pdf"
    name = f"certificate-{SLUG}-2026-03-01.pdf"
    assert name in holder.response.headers["Content-Disposition"]
    reader = pypdf.PdfReader(io.BytesIO(holder.response.get_data()))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Ana María Flores" in text
    assert "Anita" not in text


def test_the_holder_reads_why_it_was_revoked(holder, session, ana, record):
    records.revoke(session, record.id, REASON, on=date(2026, 3, 2), by=ana.id, at=NOW)
    holder.get(f"/certificates/{record.code}")
    assert REASON in holder.main


def test_the_address_may_be_typed_in_small_letters(holder, record):
    holder.get(f"/certificates/{grouped(record.code).lower()}")


@pytest.mark.parametrize("tail", ["", "/certificate.pdf"])
def test_a_code_nobody_has_is_not_found(holder, tail):
    holder.get(f"/certificates/{MADE_UP}{tail}", status=404)
    holder.get(f"/certificates/nonsense{tail}", status=404)


@pytest.mark.parametrize("tail", ["", "/certificate.pdf"])
@pytest.mark.parametrize(
    ("role", "county", "status"),
    [
        (Role.TEAM_MEMBER, None, 403),
        (Role.TRAINER, FRESNO, 200),
        (Role.TRAINER, KERN, 403),
        (Role.TA_STAFF, None, 200),
    ],
)
def test_it_is_for_the_holder_and_who_may_see_them(
    app, session, record, tail, role, county, status
):
    browser = as_(app, session, role, county)
    browser.get(f"/certificates/{record.code}{tail}", status=status)
    if status == 403:
        assert "Ana" not in browser.main


@pytest.mark.parametrize("tail", ["", "/certificate.pdf"])
def test_strangers_are_asked_to_sign_in(page, record, tail):
    address = f"/certificates/{record.code}{tail}"
    page.get(address, status=303)
    assert page.location == f"/sign-in?next={address}"


def test_what_was_completed_after_leaving_is_not_for_the_county_any_more(app, session):
    left = factories.person(session)
    factories.affiliation(session, left, FRESNO, ends_on=date(2026, 2, 28))
    later = completed(session, left)  # on March 1
    trainer = as_(app, session, Role.TRAINER, FRESNO)
    trainer.get(f"/certificates/{later.code}", status=403)
    assert "after the person left your county" in trainer.main
    trainer.get(f"/certificates/{later.code}/certificate.pdf", status=403)
    left_on = factories.person(session)
    factories.affiliation(session, left_on, FRESNO, ends_on=date(2026, 3, 1))
    trainer.get(f"/certificates/{completed(session, left_on).code}")
