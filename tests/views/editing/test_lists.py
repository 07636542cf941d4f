"""The work list: everything there is, how it stands, to be checked again first."""

import csv
from datetime import UTC, datetime, timedelta

import pytest

from tests import editing
from tests.queries import counted

AT = datetime(2026, 11, 28, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_ten(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def priya(app, session):
    """An editor, with items of every standing."""
    page = editing.editor(app, session)
    editing.faq(session, title="A draft?", checked_on="2026-05-01")
    editing.notice(session, "fresh", title="Fresh", checked_on="2026-11-01", owner="Ana")
    soon = editing.save(session, "notices/soon", title="Soon", number="S", publisher="X")
    editing.publish(session, soon, starts_at=AT + timedelta(days=1), at=AT)
    editing.save(
        session, "notices/fresh", version=2, title="Fresher", number="fresh", publisher="The state"
    )
    session.commit()
    return page


def listed(page):
    return [words.split(" Notice ·")[0] for words in page.texts(".//main//tbody//th")]


def test_it_says_how_each_item_stands_and_who_changed_it(priya):
    priya.get("/library")
    assert priya.h1 == "The library: 5 items"
    rows = priya.texts(".//main//tbody/tr")
    (fresh,) = [row for row in rows if "Fresher" in row]
    assert "Published" in fresh
    assert "Changes waiting" in fresh
    (soon,) = [row for row in rows if "Soon" in row]
    assert "Scheduled" in soon
    assert "Version 1 from 10:00 a.m. on November 29, 2026 on" in soon
    (draft,) = [row for row in rows if "A draft?" in row]
    assert "Draft" in draft
    assert "The benefit" in draft
    assert "May 1, 2026" in draft


def test_what_was_checked_longest_ago_comes_first(priya):
    priya.get("/library?q=r&sort=")
    rows = priya.texts(".//main//tbody/tr")
    never = [place for place, row in enumerate(rows) if "Never" in row]
    assert never == list(range(len(never)))  # first of all what never was


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("standing=draft", 1),
        ("standing=scheduled", 1),
        ("standing=published", 3),
        ("standing=waits", 1),
        ("standing=retired", 0),
        ("kind=notices", 3),
        ("kind=faqs&standing=published", 0),
        ("initiative=benefit", 2),
        ("q=dra", 1),
        ("q=DRAFT+priya", 1),
    ],
)
def test_it_is_narrowed(priya, asked, found):
    priya.get(f"/library?{asked}")
    assert priya.h1 == ("The library: 1 item" if found == 1 else f"The library: {found} items")


def test_what_cannot_be_asked_is_told(priya):
    priya.get("/library?kind=things", status=422)
    assert "Choose from the list; what was sent is not on it." in priya.main


def test_it_is_paged_and_costs_the_same_for_many(app, priya, session):
    def cost():
        with counted(app) as statements:
            priya.get("/library?sort=title")
        return len(statements)

    few = cost()
    for number in range(60):
        version = editing.save(session, f"faqs/more-{number}", **editing.FACTS)
        if number % 2:
            editing.publish(session, version)
    session.commit()
    assert cost() == few
    assert priya.h1 == "The library: 65 items"
    assert len(priya.all(".//main//tbody/tr")) == 25
    priya.get("/library?sort=title&page=3")
    assert len(priya.all(".//main//tbody/tr")) == 15


def test_the_same_items_are_taken_as_a_table(priya):
    priya.get("/library?standing=scheduled").click("Take this item as a table (CSV)")
    (row,) = csv.DictReader(priya.html.lstrip("\ufeff").splitlines())
    assert (row["Kind"], row["Name"], row["Standing"]) == ("Notice", "soon", "scheduled")
    assert row["Planned"] == "version 1 from 10:00 a.m. on November 29, 2026 on"


def test_an_empty_library_says_where_to_begin(app, session):
    page = editing.editor(app, session)
    page.get("/library")
    assert "Begin with an initiative" in page.main
    page.click("Write an initiative")
    assert page.h1 == "Write an initiative"
