"""TA staff write an answer, see it as readers will, and let it appear by itself; then go back."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from portal import clock
from portal.domain.dates import CALIFORNIA
from portal.models import LibraryPublication
from tests.browser.conftest import DESK
from tests.browser.hands import Keys, Pointer
from tests.browser.journey import person_signs_in, sees_heading
from tests.browser.served import Portal
from tests.browser.test_accessible import Look

pytestmark = pytest.mark.browser

QUESTION = "May a team wait for daylight?"
ANSWER = "No. The call comes first, whatever the hour."


@pytest.fixture
def look(visitor):
    """What looks; the test fails with everything that it found."""
    look = Look(visitor(DESK))
    yield look
    assert not look.wrong, "\n".join(look.wrong)


def later(minutes: int) -> str:
    """A time of day in California, as the browser's control takes it."""
    return (
        (clock.now() + timedelta(minutes=minutes)).astimezone(CALIFORNIA).strftime("%Y-%m-%dT%H:%M")
    )


def clock_passes(portal: Portal) -> None:
    """Let what is scheduled be an hour in the past: the portal's clock is that of this machine."""
    with portal.session.begin() as session:
        row = session.query(LibraryPublication).order_by(LibraryPublication.id.desc()).first()
        row.starts_at -= timedelta(hours=2)


def test_an_answer_from_the_first_word_to_its_retirement(look: Look, portal: Portal, visitor):
    page, hand = look.page, Pointer(look.page)
    person_signs_in(hand, "priya@sample.example")
    look.at("/library", "the work list")
    hand.follow("Write a FAQ")
    look("writing")
    hand.press("Save")
    expect(page.get_by_text("Question: Fill this in.")).to_be_visible()
    look("what is wrong")
    hand.type("Question", QUESTION)
    hand.type("Short answer", ANSWER)
    page.get_by_label("Detail").fill("## Why\n\nPeople call when they need help.")
    page.get_by_role("checkbox", name="Mobile Crisis Services").check()
    topic = page.get_by_label("Topic")
    fitting = topic.locator("option", has_text="Mobile Crisis Services").first
    topic.select_option(fitting.get_attribute("value"))
    hand.press("Add a source")
    source = page.get_by_label("Source", exact=True)
    expect(source).to_be_focused()
    source.fill("notices/bhin-23-025")
    hand.press("Preview")
    expect(page.get_by_role("heading", name="Preview")).to_be_focused()
    expect(page.get_by_role("heading", name="Why")).to_be_visible()
    expect(page.get_by_label("Short answer")).to_have_value(ANSWER)
    look("the preview")
    hand.press("Save")
    sees_heading(page, QUESTION)
    look("a draft")

    hand.follow("Publish")
    page.get_by_role("radio", name="On a day, at a time").check()
    page.get_by_label("Day and time").fill(later(90))
    look("publishing")
    hand.press("Publish")
    expect(page.get_by_role("main")).to_contain_text("Version 1 is shown from")
    look("what is scheduled")
    reader = visitor(DESK)
    reader.goto("/faqs/may-a-team-wait-for-daylight")
    expect(reader.get_by_text(ANSWER)).to_have_count(0)
    clock_passes(portal)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Version 1, since")

    hand.follow("Edit")
    hand.type("Short answer", ANSWER.replace("No.", "Never."))
    hand.type("What did you change, and why?", "Clearer.")
    hand.press("Save")
    hand.press("Compare")
    expect(page.locator("ins")).to_contain_text("Never.")
    look("a comparison")
    hand.press("Restore version 1")
    expect(page.get_by_role("main")).to_contain_text("As in version 1 again.")
    look("many versions")
    hand.follow("Retire")
    look("retiring")
    hand.type("Reason", "It is asked no more.")
    hand.press("Retire")
    expect(page.get_by_role("main")).to_contain_text("Nothing: retired since")


def test_by_keyboard_without_javascript_rows_come_and_go(visitor, portal: Portal):
    page: Page = visitor(DESK, java_script_enabled=False)
    person_signs_in(Pointer(page), "priya@sample.example")
    page.goto("/library/notices/new")
    hand = Keys(page)
    hand.type("Title", "A notice by keyboard")
    page.get_by_role("button", name="Add a source").press("Enter")
    expect(page.get_by_label("Source", exact=True)).to_be_focused()
    page.keyboard.type("notices/bhin-23-025")
    page.keyboard.press("Enter")  # shows it, and saves nothing
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    expect(page.get_by_label("Title", exact=True)).to_have_value("A notice by keyboard")
    page.get_by_role("button", name="Remove source 1").press("Enter")
    expect(page.get_by_label("Source", exact=True)).to_have_count(0)
    expect(page.get_by_label("Title", exact=True)).to_have_value("A notice by keyboard")


def test_what_was_typed_and_not_saved_is_kept_in_the_browser(visitor, portal: Portal):
    page: Page = visitor(DESK)
    hand = Pointer(page)
    person_signs_in(hand, "priya@sample.example")
    page.goto("/library/resources/new")
    hand.type("Title", "Half a resource")
    hand.press("Add a source")
    page.get_by_label("Source", exact=True).fill("notices/bhin-23-025")
    for _ in range(50):
        if "bhin-23-025" in page.evaluate("JSON.stringify(localStorage)"):
            break
        page.wait_for_timeout(100)
    page.goto("/library")
    page.goto("/library/resources/new")
    hand.press("Put it back")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Half a resource")
    expect(page.get_by_label("Source", exact=True)).to_have_value("notices/bhin-23-025")
