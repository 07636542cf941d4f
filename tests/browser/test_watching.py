"""Watching a recording for a training record, in a real browser with the real sample recording."""

import re

from playwright.sync_api import expect
from sqlalchemy import select

from portal import clock
from portal.content.library import Document, from_row
from portal.content.library.tables import WebinarTable
from portal.domain.library.items import Kind, Ref
from portal.models import LibraryItem, LibraryVersion, WatchedStretch
from portal.services import library
from tests.browser.conftest import DESK, PHONE
from tests.browser.hands import Pointer
from tests.browser.journey import person_signs_in, sees_heading
from tests.browser.test_accessible import Look

SLUG = "sample-voice-and-distance"
PLAY = """async (from) => { const video = document.querySelector("video"); video.muted = true;
  video.currentTime = from; video.playbackRate = 2; await video.play(); }"""
PAUSE = "() => document.querySelector('video').pause()"
HIDE = """(state) => { Object.defineProperty(document, "visibilityState",
  { value: state, configurable: true }); document.dispatchEvent(new Event("visibilitychange")); }"""


def played_to(page, seconds):
    page.wait_for_function(f"() => document.querySelector('video').currentTime > {seconds}")


def ask_for_little(portal) -> WebinarTable:
    """The sample's rule, with so little to watch that nobody has to wait for it."""
    with portal.session.begin() as session:
        wanted = select(LibraryVersion).join(LibraryItem, LibraryItem.id == LibraryVersion.item_id)
        version = session.scalars(
            wanted.where(LibraryItem.slug == SLUG).order_by(LibraryVersion.number.desc())
        ).first()
        facts = from_row(Kind.WEBINAR, version.facts)
        credit = facts.credit.model_copy(update={"watch_percent": 12})
        facts = facts.model_copy(update={"credit": credit})
        now = clock.now()
        saved = library.save(
            session,
            Document(Ref(Kind.WEBINAR, SLUG), facts, version.text),
            number=version.number + 1,
            change="",
            by=None,
            at=now,
        )
        library.publish(session, saved, starts_at=now, by=None, at=now)
    return facts


def test_watching_opens_the_quiz_and_the_quiz_makes_the_record(portal, visitor):
    facts = ask_for_little(portal)
    page = visitor(DESK)
    hand, look = Pointer(page), Look(page)
    person_signs_in(hand, "ben@sample.example")
    page.goto(f"/webinars/{SLUG}")
    panel = page.get_by_role("region", name=re.compile("for your training record"))
    expect(panel).to_contain_text("Watched: 0:00 of 1:38 minutes")

    page.evaluate(PLAY, 20)
    played_to(page, 23)
    page.evaluate(HIDE, "hidden")  # from here on nobody looks
    played_to(page, 30)
    page.evaluate(PAUSE)
    page.evaluate(HIDE, "visible")
    page.evaluate(PLAY, 60)  # a jump, and a little more
    played_to(page, 63)
    page.evaluate(PAUSE)
    expect(panel.locator("a[data-seek]")).to_have_count(3)
    told = panel.locator("[data-watched]").inner_text()
    places = re.findall(r"(\d+):(\d\d)–(\d+):(\d\d)", told)
    spans = [(int(a) * 60 + int(b), int(c) * 60 + int(d)) for a, b, c, d in places]
    assert spans[1][0] < 30, "what was played unseen is missing"
    assert 59 <= spans[1][1] <= 61, told
    look("webinar-watching")

    # Without a connection it is kept, and sent when it is back.
    page.context.set_offline(True)
    page.evaluate("() => document.querySelector('video').play()")
    played_to(page, 66)
    page.evaluate(PAUSE)
    expect(panel).to_contain_text("There is no connection.")
    page.context.set_offline(False)
    expect(panel).not_to_contain_text("There is no connection.", timeout=30_000)

    panel.locator("a[data-seek]").first.click()  # plays from the first place that is missing
    expect(panel).to_contain_text("You have watched enough", timeout=60_000)
    expect(panel.get_by_role("status")).to_have_text("You have watched enough. The quiz is open.")
    page.evaluate(PAUSE)
    look("webinar-quiz")
    hand.press("Begin the quiz")
    right = {
        one.prompt: [choice.text for choice in one.choice if choice.correct]
        for one in facts.question
    }
    for number in range(1, len(right) + 1):
        sees_heading(page, f"Question {number} of {len(right)}")
        answers = right[page.locator(".choices__legend").inner_text().strip()]
        if len(answers) == 1:
            hand.choose(answers[0])
        else:
            hand.tick(answers)
        hand.press("Save and go on")
    hand.press("Hand in")
    sees_heading(page, "Passed: 3 of 3 right")
    look("webinar-passed")
    hand.follow("your training record")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Sample: voice and distance, watched")
    expect(main).to_contain_text("the rule asks 12 % (0:12)")
    look("webinar-record")
    hand.follow("Certificate")
    expect(main).to_contain_text("Recorded webinar")
    page.goto(f"/webinars/{SLUG}")
    expect(panel).to_contain_text("You completed this on")
    with portal.session.begin() as session:
        assert len(session.scalars(select(WatchedStretch)).all()) <= 8, "a row a stretch"
    assert not look.wrong, "\n".join(look.wrong)


def test_without_scripts_the_page_says_what_to_do_instead(portal, visitor):
    page = visitor(PHONE, java_script_enabled=False)
    person_signs_in(Pointer(page), "hong@sample.example")
    page.goto(f"/webinars/{SLUG}")
    told = page.locator("noscript p")  # Playwright's words leave this element out
    expect(told).to_be_visible()
    assert "your watching cannot be counted" in told.inner_text()
    told.get_by_role("link", name="attend a live session").click()
    page.wait_for_url("**/sessions")
