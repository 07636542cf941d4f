"""Assigning in a real browser: a team and who comes later, from the first question to the end."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Pointer
from tests.browser.journey import person_signs_in, sees_heading
from tests.browser.test_accessible import Look

pytestmark = pytest.mark.browser


def test_a_team_is_asked_and_it_is_taken_back(open_page):
    look = Look(open_page(DESK))
    hand, page = Pointer(look.page), look.page
    person_signs_in(hand, "rosa@sample.example")
    look.at("/assignments", "no assignments yet")
    hand.follow("Assign")
    look("who")
    hand.choose("A team")
    hand.press("Next")
    sees_heading(page, "Which team?")
    look("which team")
    page.get_by_label("Valley Day Team").check()
    hand.choose("Those who are there now, and everybody who comes later")
    hand.press("Next")
    look("what")
    page.locator("input[name=courses]").first.check()
    hand.press("Next")
    hand.choose("A fixed day, the same for everybody")
    hand.press("Next")
    look("by when, with errors")
    hand.choose("Counted from the first day on the team")
    page.get_by_label("How many, if it is counted").fill("30")
    hand.press("Next")
    sees_heading(page, "What should become of these?")
    look("exceptions")
    for group in page.get_by_label("Ask them, due so many days from today").all():
        group.check()
    for days in page.locator("[name$='-days']").all():
        days.fill("30")
    hand.press("Next")
    sees_heading(page, "Check, then ask")
    look("the last page")
    hand.press("Ask them")
    expect(page.locator("body")).to_contain_text("are asked, and so is everybody who comes later")
    look("the assignment")
    page.locator("input[name=line]").first.check()
    expect(page.locator("[data-ticked]")).to_have_text("1 is ticked.")
    hand.press("Change for those ticked")
    look("changing")
    hand.choose("Take it back: they are not asked any more")
    hand.type("Reason", "On leave until summer.")
    hand.press("Change it")
    expect(page.locator("main")).to_contain_text("On leave until summer.")
    look.at("/assignments", "the list")
    assert not look.wrong, "\n".join(look.wrong)


def test_without_scripts_on_a_phone_people_are_chosen_by_name(open_page):
    page = open_page(PHONE, java_script_enabled=False)
    hand = Pointer(page)
    person_signs_in(hand, "rosa@sample.example")
    page.goto("/assignments/new")
    hand.choose("People I choose by name")
    hand.press("Next")
    page.locator("input[name=people]").first.check()
    hand.type("Name", "nobody at all")
    hand.press("Show these")
    expect(page.locator("main")).to_contain_text("1 person is ticked.")
    hand.press("Next")
    sees_heading(page, "What do you ask for?")
