"""A recording's way in a real browser: sent, captioned, published, found at a second, heard."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal import clock
from portal.config import ROOT
from portal.content.library import Document, WebinarTable
from portal.domain.library.items import Kind, Ref
from portal.services import library
from portal.services.webinars.uploads import PIECE
from tests.browser.conftest import DESK
from tests.browser.hands import Pointer
from tests.browser.journey import person_signs_in, sees_heading
from tests.browser.test_accessible import Look

pytestmark = [pytest.mark.browser, pytest.mark.short]

MEDIA = ROOT / "curricula" / "library" / "webinars" / "media"
NAME = "sample-voice-and-distance"
TITLE = "Voice and distance, once more"
DESK_OF = "/library/webinars/once-more/recording"
CAPTIONS = "/library/webinars/once-more/captions/en"
STATE = """() => { const video = document.querySelector("video"); const track = video.textTracks[0];
  return { at: video.currentTime, paused: video.paused, error: video.error && video.error.message,
           said: track.activeCues && track.activeCues.length ? track.activeCues[0].text : "" }; }"""


@pytest.fixture
def look(visitor) -> Iterator[Look]:
    """What looks; the test fails with everything that it found."""
    look = Look(visitor(DESK))
    yield look
    assert not look.wrong, "\n".join(look.wrong)


def padded(folder: Path) -> Path:
    """The sample recording with a box of nothing at its end, so that it comes in three pieces."""
    file = folder / "talk.mp4"
    size = 2 * PIECE
    nothing = size.to_bytes(4, "big") + b"free" + bytes(size - 8)
    file.write_bytes((MEDIA / f"{NAME}.mp4").read_bytes() + nothing)
    return file


def test_a_recording_is_sent_captioned_published_and_heard(look, visitor, portal, tmp_path):
    with portal.session.begin() as session:
        draft = Document(Ref(Kind.WEBINAR, "once-more"), WebinarTable(title=TITLE), "")
        library.save(session, draft, number=1, change="", by=None, at=clock.now())
    page, hand = look.page, Pointer(look.page)
    person_signs_in(hand, "priya@sample.example")
    page.goto(DESK_OF)
    look("recording-none")
    hand.page.get_by_label("Recording", exact=True).set_input_files(padded(tmp_path))
    hand.press("Upload the recording")
    expect(page.get_by_role("main")).to_contain_text("It has no captions in English")
    words = (MEDIA / f"{NAME}.en.vtt").read_text().replace("Stand a quarter", "Stand a quarrel")
    hand.pick("Language", "English")
    hand.pick("How they were made", "A program made them")
    page.get_by_label("Captions", exact=True).set_input_files(
        {"name": "auto.vtt", "mimeType": "text/vtt", "buffer": words.encode()}
    )
    hand.press("Upload the captions")
    sees_heading(page, f"Captions in English: {TITLE}")
    look("captions")
    wrong = page.locator("textarea").filter(has_text="quarrel")
    wrong.press("Alt+KeyP")  # hear this cue, from the keyboard
    page.wait_for_function("() => document.querySelector('video').currentTime > 30")
    wrong.press("Alt+KeyK")
    wrong.fill("Stand a quarter turn to the side.")
    hand.press("Save the captions")
    expect(page.get_by_role("main")).to_contain_text("The captions are saved.")
    page.get_by_label(re.compile("I have watched the recording")).check()
    hand.press("Mark as reviewed")
    expect(page.get_by_role("main")).to_contain_text("The recording may be published")
    look("recording")
    hand.follow("See how the webinar stands, and publish it")
    hand.follow("Publish")
    hand.press("Publish")
    expect(page.get_by_role("main")).to_contain_text("is shown to readers now")

    watcher = visitor(DESK)
    seen = Look(watcher)
    watcher.goto("/webinars/once-more?t=34")
    watcher.wait_for_function("() => document.querySelector('video').readyState > 1")
    state = watcher.evaluate(STATE)
    assert 34 <= state["at"] < 36, state
    seen("webinar")
    watcher.get_by_label("Find in the transcript").fill("QUARTER turn")
    expect(watcher.get_by_role("main")).to_contain_text("1 line")
    watcher.get_by_label("Find in the transcript").press("Enter")
    watcher.wait_for_function("() => !document.querySelector('video').paused")
    before = watcher.evaluate(STATE)["at"]
    watcher.wait_for_function(f"() => document.querySelector('video').currentTime > {before} + 0.5")
    assert watcher.evaluate(STATE)["said"] == "Stand a quarter turn to the side."
    watcher.get_by_label("Find in the transcript").fill("")
    watcher.get_by_role("link", name="1:10", exact=True).click()
    watcher.wait_for_function("() => document.querySelector('video').currentTime > 70.3")
    state = watcher.evaluate(STATE)
    assert state["said"].startswith("Try something small"), state
    current = watcher.locator("[aria-current=true]")
    expect(current).to_contain_text("Try something small")
    assert not seen.wrong, "\n".join(seen.wrong)
