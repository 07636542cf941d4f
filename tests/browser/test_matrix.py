"""The matrix in a real browser: accessible, by keyboard, and many cells waived and undone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from portal import clock
from portal.domain.dates import civil_date
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Pointer
from tests.browser.journey import person_signs_in
from tests.browser.looking import TOO_WIDE, Look
from tests.browser.served import Portal

pytestmark = pytest.mark.browser


@pytest.fixture
def look(visitor):
    """What looks; the test fails with everything that it found."""
    look = Look(visitor(DESK))
    yield look
    assert not look.wrong, "\n".join(look.wrong)


def region(page: Page):
    """What scrolls."""
    return page.get_by_role("region", name="People and requirements of")


def test_every_page_of_it_is_accessible(look: Look, portal: Portal):
    person_signs_in(Pointer(look.page), "rosa@sample.example")
    look.at("/matrix", "the matrix")
    look.at("/matrix?view=list", "the list")
    look.at("/matrix?choose=1&group=core", "choosing cells")
    keys = [box.get_attribute("value") for box in look.page.locator("input[name=cell]").all()[:3]]
    cells = "&".join(f"cell={key}" for key in keys)
    look.at("/matrix?state=odd", "a wrong filter", status=422)
    look.at("/matrix?q=nobody+at+all", "nobody fits")
    hand = Pointer(look.page)
    look.at("/matrix/views?group=core", "saving a view")
    hand.type("Name of the view", "Core trainings")
    hand.press("Save")
    look.at("/matrix/views", "saved views")
    hand.follow("Rename or delete Core trainings")
    look("a saved view")
    look.at(f"/matrix/chosen?{cells}", "chosen cells")
    look.at("/matrix/chosen", "no cells chosen", status=422)
    look.at(f"/matrix/chosen/waive?{cells}", "waiving")
    look.at(f"/matrix/chosen/add-training?{cells}", "adding a training")
    look.at("/matrix/history", "history")


def test_on_paper_nothing_is_cut_off_and_the_day_stands_above(visitor, portal: Portal):
    page = visitor(DESK)
    person_signs_in(Pointer(page), "rosa@sample.example")
    page.emulate_media(media="print")
    for address in ("/matrix", "/readiness", "/readiness/counties/06019"):
        page.goto(address)
        expect(page.get_by_text("As of today", exact=False)).to_be_visible()
        expect(page.get_by_role("button")).to_have_count(0)
    page.goto("/matrix")
    grid = region(page)
    assert grid.evaluate("it => it.scrollHeight <= it.clientHeight")
    assert grid.evaluate("it => getComputedStyle(it).overflowX") == "visible"


def test_the_whole_state_asks_for_a_county(look: Look, portal: Portal):
    person_signs_in(Pointer(look.page), "priya@sample.example")
    look.at("/matrix", "the matrix of the state")


def test_by_keyboard_on_a_phone_the_grid_scrolls_inside_itself(visitor, portal: Portal):
    page = visitor(PHONE)
    person_signs_in(Pointer(page), "rosa@sample.example")
    page.goto("/matrix")
    assert not page.evaluate(TOO_WIDE)
    grid = region(page)
    grid.focus()
    assert grid.evaluate("(it) => it === document.activeElement")
    name = page.locator(".matrix tbody tr:not(.matrix__team) th a").first
    before = name.bounding_box()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(grid).not_to_have_js_property("scrollLeft", 0)
    after = name.bounding_box()
    assert before
    assert after
    assert abs(after["x"] - before["x"]) < 2  # the first column stays
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.matrix') !== null")


def test_cells_are_chosen_by_shift_click_waived_and_undone(visitor, portal: Portal):
    page = visitor(DESK)
    person_signs_in(Pointer(page), "rosa@sample.example")
    page.goto("/matrix?choose=1&group=core")
    boxes = page.locator("tbody tr:not(.matrix__team)").first.locator("input[name=cell]")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.get_by_text("3 cells are chosen.")).to_be_visible()
    page.get_by_role("button", name="Open the chosen cells").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 cells of")
    page.get_by_role("link", name="Waive").click()
    today = civil_date(clock.now())
    page.get_by_label("First day").fill(today.isoformat())
    page.get_by_label("Last day").fill((today + timedelta(days=30)).isoformat())
    page.get_by_label("Reason").fill("The trainer was ill.")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.get_by_role("table", name="What changes")).to_be_visible()
    page.get_by_role("button", name="Confirm").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 waivers")
    look = Look(page)
    look("what was done")
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="Undo all of it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 waivers, undone")
    look("what was undone")
    look.at("/matrix/history", "history with something")
    assert not look.wrong, "\n".join(look.wrong)
