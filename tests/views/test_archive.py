"""The list of webinars: to come, held, without a day; and what people filter by."""

from datetime import timedelta

import html5lib
import pytest

from portal.domain.captions import State
from tests import library
from tests import webinars as recordings
from tests.factories import AT
from tests.markup import text_of
from tests.queries import counted

NOW = AT + timedelta(days=2)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def webinars(session):
    """Five of them."""

    def put(name, days, **facts):
        when = {}
        if days is not None:
            starts = NOW + timedelta(days=days)
            when = {"starts": starts, "ends": starts + timedelta(hours=1)}
        library.put(session, f"webinars/{name.lower()}", title=name, **when, **facts)

    library.put(session, "initiatives/benefit")
    put("Next", 1, topics=["Time"], series="Talks", for_whom="Counties")
    put("Later", 5, initiatives=["benefit"])
    put("Last", -1, topics=["Time"], ce_minutes=60)
    put("Before", -9)
    put("Undated", None, when_note="The day is not known.", minutes=20)
    library.put(
        session,
        "webinars/now",
        title="Now",
        starts=NOW - timedelta(minutes=5),
        ends=NOW + timedelta(minutes=50),
    )


def listed(client, query=""):
    tree = html5lib.parse(client.get(f"/webinars?{query}").data, namespaceHTMLElements=False)
    return {
        text_of(section.find("h2")): [text_of(title) for title in section.iter("h3")]
        for section in tree.iter("section")
    }


def test_they_stand_as_people_look_for_them(webinars, client):
    """One that goes on is still to come: people may join it."""
    assert listed(client) == {
        "To come": ["Now", "Next", "Later"],
        "Held": ["Last", "Before"],
        "No day known": ["Undated"],
    }


def test_by_themselves_they_move_from_to_come_to_held(webinars, client, time_machine):
    etag = client.get("/webinars").headers["ETag"]
    time_machine.move_to(NOW + timedelta(minutes=50), tick=False)
    response = client.get("/webinars", headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert listed(client)["Held"][0] == "Now"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("topic=Time", ["Next", "Last"]),
        ("series=Talks", ["Next"]),
        ("audience=Counties", ["Next"]),
        ("ce=yes", ["Last"]),
        ("initiative=benefit", ["Later"]),
        ("topic=Other", []),
        ("length=medium", ["Now", "Next", "Later", "Last", "Before", "Undated"]),
        ("length=long", []),
        ("length=other", ["Now", "Next", "Later", "Last", "Before", "Undated"]),
        ("captions=es", []),
        ("topic=Time&ce=yes&length=medium", ["Last"]),
    ],
)
def test_they_are_filtered_without_a_script(webinars, client, query, titles):
    found = listed(client, query)
    assert [title for rows in found.values() for title in rows] == titles


@pytest.fixture
def spoken(app, session):
    """A recording of 90 seconds: English reviewed, Spanish made by a program; another awaits it."""
    kept = recordings.recording(app, session)
    version = recordings.webinar(session, kept)
    recordings.caption(session, version, kept)
    recordings.caption(session, version, kept, State.AUTOMATIC, language="es")
    other = recordings.recording(app, session, recordings.MP4 + b"other")
    waits = recordings.webinar(session, other, "waits", title="Waits")
    recordings.caption(session, waits, other, State.EDITED)
    recordings.caption(session, waits, other, language="vi")
    session.commit()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("captions=en", ["Reading rosters"]),
        ("captions=es", ["Reading rosters"]),
        ("captions=vi", []),
        ("length=short", ["Reading rosters"]),
        ("length=short&captions=es", ["Reading rosters"]),
    ],
)
def test_one_finds_those_with_captions_in_a_language(spoken, client, query, titles):
    """A recording that is not shown yet has no captions for anybody, and its length is no news."""
    found = listed(client, query)
    assert [title for rows in found.values() for title in rows] == titles


def test_the_list_says_languages_and_length_and_offers_no_others(spoken, page):
    page.get("/webinars")
    assert "captions in English, Español" in page.main
    assert "1 minute 30 seconds" in page.main
    offered = page.texts(".//select[@id='captions']/option")
    assert offered == ["Any or none", "English", "Español"]
    page.get("/webinars?captions=es")
    assert "1 of 2 webinars" in page.main
    page.click("Show all")
    assert "2 of 2 webinars" in page.main


def test_captions_that_change_show_in_the_list_at_once(app, session, client):
    kept = recordings.recording(app, session)
    version = recordings.webinar(session, kept)
    recordings.caption(session, version, kept, State.EDITED)
    session.commit()
    etag = client.get("/webinars").headers["ETag"]
    recordings.caption(session, version, kept, number=2)
    session.commit()
    response = client.get("/webinars", headers={"If-None-Match": etag})
    assert "captions in English" in response.text


def test_more_recordings_cost_no_more_queries(app, session, client):
    def fill(first, last):
        for number in range(first, last):
            kept = recordings.recording(app, session, recordings.MP4 + bytes([number]))
            version = recordings.webinar(session, kept, f"item-{number}")
            recordings.caption(session, version, kept)
        session.commit()
        client.get("/webinars")
        with counted(app) as asked:
            client.get("/webinars?captions=en")
        return len(asked)

    assert fill(0, 2) == fill(2, 9) == 3
