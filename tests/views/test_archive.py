"""The list of webinars: to come, held, without a day; and what people filter by."""

from datetime import timedelta

import html5lib
import pytest

from tests import library
from tests.factories import AT
from tests.markup import text_of

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
    put("Undated", None, when_note="The day is not known.")
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
    ],
)
def test_they_are_filtered_without_a_script(webinars, client, query, titles):
    found = listed(client, query)
    assert [title for rows in found.values() for title in rows] == titles
