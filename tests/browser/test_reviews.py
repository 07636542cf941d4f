"""A trainer reviews with nothing but the keyboard; the person replaces a document on a phone."""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from portal import clock
from portal.domain.access import Role
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Keys, Pointer
from tests.browser.journey import person_signs_in, sees_heading
from tests.browser.test_accessible import Look
from tests.factories import KERN
from tests.papers import pdf
from tests.reviews import DAY, document, enter

pytestmark = pytest.mark.browser

POINTS = (
    "The document can be read, is whole, and has not expired.",
    "It is made out to",
    "It is about",
    "It was given by",
    "It was completed on",
    "What it taught is the subject",
)


@pytest.fixture
def kern(portal):
    """A trainer of Kern, and Ana, who has entered three trainings."""
    with portal.session.begin() as session:
        trainer, ana = factories.person(session, "Tess Kern"), factories.person(session, "Ana Kern")
        for person in (trainer, ana):
            factories.account(session, person)
        factories.grant(session, trainer, Role.TRAINER, KERN)
        factories.affiliation(session, ana, KERN)
        factories.equivalency(session, "harm-reduction", "Reducing harm", county=KERN)
        now = clock.now()
        certificate = document("Ana Kern", "Reducing harm")
        enter(session, ana, "Reducing harm", subject="", upload=certificate, at=now - 3 * DAY)
        enter(session, ana, upload=document("Ana Kern"), at=now - 2 * DAY)
        receipt = document("Receipt", name="receipt.pdf")
        last = enter(session, ana, "Overdose response", upload=receipt, at=now - DAY)
        return SimpleNamespace(trainer=trainer.email, ana=ana.email, last=last.id)


def test_accepting_two_returning_one_and_replacing_its_document(portal, visitor, kern):
    desk, phone = (
        visitor(DESK, reduced_motion="reduce"),
        visitor(PHONE, has_touch=True, is_mobile=True),
    )
    keys, hand = Keys(desk), Pointer(phone)
    looks = Look(visitor(DESK))
    person_signs_in(Pointer(looks.page), kern.trainer, factories.PASSWORD)
    person_signs_in(keys, kern.trainer, factories.PASSWORD)
    desk.goto("/reviews")
    looks.at("/reviews", "reviews")
    sees_heading(desk, "3 trainings wait for review")
    keys.follow("Begin with the first")
    sees_heading(desk, "“Reducing harm” of Ana Kern")
    image = desk.get_by_role("img", name="Page 1 of 1")
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)")
    looks.at(desk.url, "review-by-precedent")

    def accepts(points):
        for point in points:
            keys.go_to(desk.get_by_role("checkbox", name=point))
            desk.keyboard.press("Space")
        keys.press("Accept")

    accepts(POINTS[:5])  # the precedent stands ticked
    sees_heading(desk, "“Naloxone basics” of Ana Kern")
    expect(desk.get_by_role("status")).to_contain_text("“Reducing harm” of Ana Kern is accepted.")
    accepts(POINTS)
    sees_heading(desk, "“Overdose response” of Ana Kern")
    keys.pick("Reason", "It is another document")
    keys.type("What you write to the person", "This is the receipt.")
    keys.press("Return to Ana Kern")
    sees_heading(desk, "No training waits for review")
    looks.at("/reviews?shown=decided", "reviews-decided")
    looks.at(f"/reviews/{kern.last}", "review-returned")

    person_signs_in(hand, kern.ana, factories.PASSWORD)
    hand.follow("See why, and answer")
    expect(phone.get_by_role("main")).to_contain_text("“This is the receipt.”")
    phone.get_by_label("Another document").set_input_files(
        {
            "name": "certificate.pdf",
            "mimeType": "application/pdf",
            "buffer": pdf("Ana Kern", "Overdose response"),
        }
    )
    hand.press("Send it for review")
    sees_heading(phone, re.compile("^You have 3 outside trainings"))
    expect(phone.get_by_role("main")).to_contain_text("Waits for review since")
    phone.get_by_text(re.compile("^Earlier entries about trainings")).click()
    expect(phone.get_by_role("link", name="receipt.pdf")).to_be_visible()  # it stays
    hand.follow("Hand in another document")
    looks.page = phone
    looks("answer")

    desk.goto("/reviews")
    sees_heading(desk, "1 training waits for review")
    keys.follow("Ana Kern")
    expect(desk.get_by_role("main")).to_contain_text("Ana Kern handed in another document.")
    expect(desk.get_by_role("link", name="receipt.pdf")).to_have_count(1)
    assert not looks.wrong, "\n".join(looks.wrong)


def test_reviewing_needs_no_scripts(visitor, kern):
    page = visitor(DESK, java_script_enabled=False)
    hand = Pointer(page)
    person_signs_in(hand, kern.trainer, factories.PASSWORD)
    page.goto("/reviews")
    hand.follow("Ana Kern")
    heading = page.get_by_role("heading", level=1).inner_text()
    page.get_by_text("What you looked at").wait_for()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_text("It meets another requirement").click()
    hand.press("Accept")
    assert page.get_by_role("heading", level=1).inner_text() != heading
