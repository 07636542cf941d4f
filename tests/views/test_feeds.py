"""For machines: valid, complete, and nothing that visitors may not see."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from tests import library
from tests.factories import AT

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NOW = AT + timedelta(days=2)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response, ElementTree.fromstring(response.get_data())


def test_the_feed_has_what_was_published_last_first(session, client):
    library.put(session, "notices/one", title="One & two < three", summary="Short.")
    library.put(session, "notices/two", at=AT + timedelta(days=1), sample=True)
    response, feed = read(client, "/updates.atom")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    entries = feed.findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert titles == ["Notice: Two", "Notice: One & two < three"]
    for entry in [feed, *entries]:
        for name in ("id", "title", "updated"):
            assert entry.findtext(f"{ATOM}{name}")
    assert feed.findtext(f"{ATOM}updated") == "2026-01-16T18:00:00+00:00"
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == "http://localhost/updates.atom"
    assert entries[0].findtext(f"{ATOM}summary").startswith("Sample.")


def test_an_empty_library_still_has_a_feed_and_a_map(client):
    _, feed = read(client, "/updates.atom")
    assert feed.findtext(f"{ATOM}updated")
    assert read(client, "/sitemap.xml")[1].findall(f"{MAP}url")


def test_the_feed_has_fifty_entries_at_most(session, client):
    for number in range(55):
        library.put(session, f"notices/notice-{number}")
    assert len(read(client, "/updates.atom")[1].findall(f"{ATOM}entry")) == 50


def test_the_map_has_every_page_that_visitors_may_read_and_each_answers(session, client):
    for kind in ("initiatives", "notices", "faqs", "resources"):
        library.put(session, f"{kind}/one")
    _, found = read(client, "/sitemap.xml")
    addresses = [url.findtext(f"{MAP}loc") for url in found.findall(f"{MAP}url")]
    assert len(addresses) == len(set(addresses))
    assert {f"http://localhost/{kind}/one" for kind in ("initiatives", "faqs")} <= set(addresses)
    for address in addresses:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200


def test_robots_are_told_what_is_closed_and_a_sample_world_is_closed(app, client):
    text = client.get("/robots.txt").get_data(as_text=True)
    assert "Disallow: /people" in text
    assert "Sitemap: http://localhost/sitemap.xml" in text
    app.config["SAMPLE_WORLD"] = True
    assert "Disallow: /\n" in client.get("/robots.txt").get_data(as_text=True)
