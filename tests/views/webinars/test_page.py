"""The page of a webinar: what is known of it, and its transcript, from any minute."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.content.library.tables import ChapterTable, CiteTable, ExternalTable, PresenterTable
from portal.domain.captions import Cue, State
from tests import events, factories, library, webinars
from tests.queries import counted
from tests.webinars import SLUG

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
PAGE = f"/webinars/{SLUG}"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_all_that_is_known_is_said(app, session, page):
    webinars.shown(
        app,
        session,
        text="It is *short*.",
        summary="How to read a roster.",
        sample=True,
        series="Rosters",
        topics=["Rosters", "Nights"],
        for_whom="Trainers",
        presenters=[PresenterTable(name="Ana Flores", role="Trainer")],
        starts=NOW - timedelta(days=9),
        ce_minutes=90,
        chapter=[ChapterTable(seconds=2, title="The medicine")],
        cites=[
            CiteTable(source="notices/old", where="section 2"),
            CiteTable(source="notices/not-here", where="section 3"),
        ],
    )
    library.put(session, "notices/old")
    found = page.get(PAGE)
    assert found.h1 == "Reading rosters"
    for words in (
        "How to read a roster.",
        "Sample: made up",
        "Ana Flores, Trainer",
        "1 hour 30 minutes",
        "Rosters, Nights",
        "Naloxone comes first.",
        "The medicine",
        "Old, section 2",
        "1 minute 30 seconds",
        "reviewed",
    ):
        assert words in found.text
    assert "<em>short</em>" in found.response.text
    assert "not-here" not in found.response.text, "it may be a draft, or for others"


def test_every_line_is_a_link_to_its_moment(app, session, page):
    webinars.shown(app, session)
    html = page.get(PAGE).response.text
    assert 'id="t61"' in html
    assert f'href="{PAGE}?t=61#t61"' in html


@pytest.mark.parametrize(
    ("t", "start"), [("61", "61.5"), ("62", "62"), ("1m2s", "62"), ("2", "2"), ("0", None)]
)
def test_it_opens_at_a_moment_without_a_script(app, session, page, t, start):
    kept = webinars.shown(app, session)
    html = page.get(f"{PAGE}?t={t}").response.text
    source = f'src="{PAGE}/recording/{kept.sha256}'
    assert (f'{source}#t={start}"' if start else f'{source}"') in html
    assert html.count("transcript__line--current") == 1


@pytest.mark.parametrize("t", ["", "x", "-1", "9" * 30, "<script>"])
def test_a_moment_that_is_none_opens_it_at_the_beginning(app, session, page, t):
    kept = webinars.shown(app, session)
    html = page.get(PAGE, query_string={"t": t}).response.text
    assert f'src="{PAGE}/recording/{kept.sha256}"' in html
    assert "<script>" not in html.partition("<main")[2]


def test_each_language_says_how_far_its_captions_are(app, session, page):
    kept = webinars.recording(app, session)
    version = webinars.webinar(session, kept)
    webinars.caption(session, version, kept)
    webinars.caption(session, version, kept, State.AUTOMATIC, [Cue(0, 900, "Hola.")], "es")
    found = page.get(PAGE)
    assert "Español (made by a program, not reviewed)" in found.response.text
    assert "Naloxone comes first." in found.text
    spanish = page.get(f"{PAGE}?lang=es")
    assert "Hola." in spanish.text
    assert "Words may be wrong." in spanish.text


def test_words_of_captions_are_words(app, session, page, client):
    kept = webinars.recording(app, session)
    version = webinars.webinar(session, kept)
    webinars.caption(session, version, kept, cues=[Cue(0, 900, "<script>alert(1)</script> --> x")])
    assert "<script>alert" not in page.get(PAGE).response.text
    vtt = client.get(f"{PAGE}/captions/en.vtt").text
    assert "<script" not in vtt
    assert vtt.count("-->") == 1


def test_transcript_and_captions_can_be_kept(app, session, client):
    webinars.shown(app, session)
    session.commit()
    text = client.get(f"{PAGE}/transcript/en.txt?download=1")
    assert "1:01  Thank you." in text.text
    assert text.headers["Content-Disposition"] == f"attachment; filename={SLUG}.en.txt"
    vtt = client.get(f"{PAGE}/captions/en.vtt")
    assert vtt.mimetype == "text/vtt"
    assert "00:01:01.500 --> 00:01:04.000\nThank you." in vtt.text
    again = client.get(f"{PAGE}/captions/en.vtt", headers={"If-None-Match": vtt.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"{PAGE}/captions/es.vtt").status_code == 404


def test_a_recording_elsewhere_is_loaded_only_when_the_visitor_asks(session, page):
    external = ExternalTable(provider="youtube", id="abc_DEF-123")
    webinars.webinar(session, external=external)
    before = page.get(f"{PAGE}?t=62")
    assert "<iframe" not in before.response.text
    assert "frame-src" not in before.response.headers["Content-Security-Policy"]
    assert "https://www.youtube.com/watch?v=abc_DEF-123&amp;t=62s" in before.response.text
    agreed = page.click("Play it here")
    assert "https://www.youtube-nocookie.com/embed/abc_DEF-123?rel=0&amp;start=62" in (
        agreed.response.text
    )
    policy = agreed.response.headers["Content-Security-Policy"]
    assert policy.endswith("frame-src https://www.youtube-nocookie.com")
    other = page.get(f"{PAGE}?player=vimeo")
    assert "<iframe" not in other.response.text
    assert "frame-src" not in other.response.headers["Content-Security-Policy"]


def test_one_to_come_has_a_calendar_file(session, page, client):
    starts = datetime(2026, 3, 9, 18, tzinfo=UTC)
    webinars.webinar(session, starts=starts, ends=starts + timedelta(minutes=90))
    found = page.get(PAGE)
    assert "When it takes place" in found.text
    assert "Monday, March 9, 2026, 11:00 a.m. to 12:30 p.m. Pacific time" in found.text
    ics = client.get(f"{PAGE}/webinar.ics")
    assert ics.mimetype == "text/calendar"
    assert "DTSTART:20260309T180000Z" in ics.text
    assert "DTEND:20260309T193000Z" in ics.text


def test_one_without_a_known_time_says_what_is_known(session, page, client):
    webinars.webinar(session, when_note="Its date is not known to us.")
    assert "Its date is not known to us." in page.get(PAGE).text
    assert "No recording of this webinar is known to us." in page.text
    assert client.get(f"{PAGE}/webinar.ics").status_code == 404


def test_a_longer_transcript_asks_the_database_no_more_often(app, session, client):
    kept = webinars.recording(app, session)
    version = webinars.webinar(session, kept)
    webinars.caption(session, version, kept)
    session.commit()
    client.get(PAGE)  # reads the library
    with counted(app) as few:
        client.get(f"{PAGE}?lang=en")
    cues = [Cue(n * 100, n * 100 + 90, f"Line {n}") for n in range(500)]
    for language in ("es", "vi", "tl", "ko"):
        webinars.caption(session, version, kept, cues=cues, language=language)
    session.commit()
    client.get(PAGE)
    with counted(app) as many:
        client.get(f"{PAGE}?lang=ko")
    assert len(many) == len(few)


def test_a_session_about_it_is_where_one_registers(app, session, page):
    webinars.shown(app, session, starts=NOW + timedelta(days=9))
    by = factories.person(session)
    more = {"county": None, "audience": events.Audience.PUBLIC}
    event = events.make(session, by, subject=f"webinar:{SLUG}", **more)
    events.make(session, by, subject="webinar:another", **more)
    page.get(PAGE)
    assert page.main.count("Register for the session") == 1
    assert "Pacific time" in page.main
    page.get(f"/sessions?training=webinar:{SLUG}")
    assert page.h1 == "1 session to come"
    page.click("Saying hello, live")
    assert page.path == f"/sessions/{event.id}"
