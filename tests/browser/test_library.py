"""The public library in a real browser: accessible, asked by a visitor, reviewed by TA staff."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Pointer
from tests.browser.journey import person_signs_in
from tests.browser.served import Portal
from tests.browser.test_accessible import Look

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/initiatives",
    "/initiatives/behavioral-health-administrative-integration",
    "/notices/sample-letter-1",
    "/faqs",
    "/faqs/which-notice-governs",
    "/faqs/which-notice-governs/ask?clear=no",
    "/resources",
    "/resources/sample-answers",
    "/webinars",
)


def test_a_visitor_reads_and_asks_and_ta_staff_answer_and_review(visitor, portal: Portal):
    reader = Look(visitor(PHONE))
    for address in PAGES:
        reader.at(address)
    page = reader.page
    page.goto("/faqs?words=22-064")
    page.get_by_role("link", name="Which notice governs").first.click()
    page.get_by_role("link", name="No (this was not clear)").click()
    page.get_by_label("What is still unclear?").fill("And at night?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Your question is with TA staff.")).to_be_visible()

    staff = Look(visitor(DESK))
    person_signs_in(Pointer(staff.page), "priya@sample.example")
    staff.at("/questions")
    page = staff.page
    page.get_by_role("link", name="Mark as answered (And at night?)").click()
    page.get_by_label("What was done").fill("The answer says so now.")
    page.get_by_role("button", name="Mark as answered").click()
    expect(page.get_by_text("The answer says so now.")).to_be_visible()
    staff.at("/citations")
    page.get_by_role("link", name="Review it (Sample").click()
    staff("reviewing")
    page.get_by_label("It is still right as it stands").check()
    page.get_by_label("Why").fill("Both letters were read.")
    page.get_by_role("button", name="Record the review").click()
    expect(page.get_by_text("Still right")).to_be_visible()

    reader.page.goto("/resources/sample-answers")
    expect(reader.page.get_by_text("This cites a notice that was replaced")).to_have_count(0)
    wrong = [*reader.wrong, *staff.wrong]
    assert not wrong, "\n".join(wrong)
