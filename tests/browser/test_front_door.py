"""What somebody meets who is not signed in."""

import pytest
from playwright.sync_api import expect

from portal.development import sample
from tests.browser.conftest import DESK
from tests.browser.hands import Pointer
from tests.browser.journey import person_signs_in, sees_heading


@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_the_sign_in_page_is_open_to_everybody(request, screen, assert_accessible):
    page = request.getfixturevalue(screen)
    page.goto("/sign-in")
    assert page.get_by_role("heading", level=1).count() == 1
    assert_accessible(page)


def test_it_works_without_scripts(open_page):
    page = open_page({"width": 390, "height": 844}, java_script_enabled=False)
    page.goto("/sign-in")
    assert page.get_by_role("button", name="Sign in").is_visible()


def test_what_was_typed_is_kept_when_somebody_signed_out_in_another_tab(
    open_page, assert_accessible
):
    page = open_page(DESK)
    person_signs_in(Pointer(page), "rosa@sample.example")
    page.goto("/people/new")
    page.get_by_label("Legal name").fill("Dolores de la Cruz")
    tab = page.context.new_page()
    tab.goto(page.url)
    tab.get_by_role("button", name="Sign out").click()
    expect(tab.get_by_text("You are signed out.")).to_be_visible()
    page.get_by_role("button", name="Add this person").click()
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("E-mail address").fill("rosa@sample.example")
    page.get_by_label("Password").fill(sample.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    sees_heading(page, "Send it again?")
    assert_accessible(page)
    page.get_by_role("button", name="Send it").click()
    sees_heading(page, "Add a person")  # with the one field that is still missing
    expect(page.get_by_label("Legal name")).to_have_value("Dolores de la Cruz")
