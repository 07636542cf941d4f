"""Choosing how much to be reminded, and a nudge looked at and sent, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.browser.hands import Pointer
from tests.browser.journey import person_signs_in
from tests.browser.served import Portal
from tests.browser.test_accessible import Look

pytestmark = pytest.mark.browser


@pytest.fixture
def look(visitor):
    """What looks; the test fails with everything that it found."""
    look = Look(visitor(DESK))
    yield look
    assert not look.wrong, "\n".join(look.wrong)


def test_a_nudge_is_looked_at_sent_and_in_ones_own_list(look: Look, visitor, portal: Portal):
    page = look.page
    person_signs_in(Pointer(page), "rosa@sample.example")
    look.at("/account", "the account page")
    page.get_by_label("At most one mail a week").check()
    page.get_by_role("button", name="Save the choice").click()
    expect(page.get_by_label("At most one mail a week")).to_be_checked()
    page.goto("/people?q=Ana")
    page.get_by_role("link", name="Ana").first.click()
    page.get_by_role("link", name="Nudge").click()
    look("a nudge")
    page.get_by_label("Your words").fill("Can I help?")
    page.get_by_role("button", name="Show the mail again").click()
    expect(page.locator(".panel")).to_contain_text("Can I help?")
    page.get_by_role("button", name="Send to 1 person").click()
    expect(page.get_by_text("The nudge to 1 person is on its way.")).to_be_visible()
    hers = visitor(DESK)
    person_signs_in(Pointer(hers), "ana@sample.example")
    hers.goto("/account/mails")
    hers.get_by_role("link", name="asks you to see to").click()
    expect(hers.locator(".panel")).to_contain_text("Can I help?")


def test_the_ledger_is_accessible(look: Look, portal: Portal):
    person_signs_in(Pointer(look.page), "priya@sample.example")
    look.at("/mails", "the ledger")
    look.at("/mails?kind=nudge&q=nothing", "no mail fits")
