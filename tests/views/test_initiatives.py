"""An initiative with every part of the founding pages, and the lists around it."""

from datetime import timedelta

import pytest

from tests import library
from tests.factories import AT

NOW = AT + timedelta(days=2)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def world(session):
    """An initiative with one of everything."""
    cites = [{"source": "notices/one", "where": "section 1"}]
    library.put(
        session,
        "initiatives/benefit",
        "About it.\n\n## Training and TA\n\nAsk.",
        title="The benefit",
        summary="In short.",
        checked_on="2026-01-02",
        owner="Sample team",
        source_modified="2024-12-05",
        timeline_note="These dates are subject to change.",
        counties_note="The list is not known.",
        statement=[
            {"label": "Hours", "words": "All.", "cites": cites},
            {"label": "Cost", "words": "Nobody knows.", "confidence": "unknown"},
        ],
        milestone=[
            {"title": "Later", "on": "2027-01-01"},
            {"title": "Some time", "about": "2023-07"},
            {
                "title": "Commit",
                "on": "2024-09-30",
                "revised": True,
                "revised_from": "2024-08-30",
            },
        ],
        county=[
            {"county": "san-luis-obispo", "words": "Works.", "cites": cites},
            {"county": "kern", "words": "Not known.", "confidence": "unknown"},
        ],
        topic=[{"slug": "time", "title": "Time"}],
        cites=cites,
    )
    here = {"initiatives": ["benefit"]}
    library.put(session, "notices/one", number="Notice 1", title="Notice one", **here)
    library.put(
        session,
        "notices/two",
        at=AT + timedelta(days=1),
        number="Notice 2",
        title="Notice two",
        issued="2026-01-01",
        supersedes=["notices/one"],
        **here,
    )
    library.put(session, "resources/paper", title="The paper", note="Its start was read.", **here)
    library.put(session, "faqs/how-soon", title="How soon?", **here)


def test_every_part_is_there(world, page):
    page.get("/initiatives/benefit")
    assert page.h1 == "The benefit"
    headings = page.texts(".//h2")
    for heading in (
        "Training and TA",
        "Fact sheet",
        "Notices and updates",
        "Timeline",
        "Counties",
        "Webinars",
        "Resources and documents",
        "Questions and answers",
        "Sources",
    ):
        assert heading in headings
    for words in (
        "In short.",
        "December 5, 2024",
        "This page last changed on January 16, 2026",
        "Read at its publisher",
        "Not known",
        "subject to change",
        "Revised date, before: August 30, 2024",
        "To come",
        "July 2023",
        "The list is not known.",
        "San Luis Obispo County",
        "Replaced by Notice 2",
        "Replaces Notice 1",
        "No webinar is listed.",
        "The paper",
        "Sample team answers for it",
    ):
        assert words in page.main
    assert page.links()["Training and TA"] == "#section-training-and-ta"


def test_the_timeline_is_in_order(world, page):
    page.get("/initiatives/benefit")
    assert page.texts(".//li[@class='timeline__entry']//h3") == ["Some time", "Commit", "Later"]


def test_a_statement_that_cites_what_was_replaced_says_so(world, page):
    page.get("/initiatives/benefit")
    assert "Notice 1, section 1 (replaced by Notice 2)" in page.main
    assert "This cites a notice that was replaced" in page.main


def test_the_lists_lead_to_the_pages(world, page):
    assert page.get("/initiatives").click("The benefit").h1 == "The benefit"
    page.get("/notices")
    assert page.texts(".//main//h2") == ["Notice two", "Notice one"]
    page.click("Notice one")
    assert "This notice was replaced" in page.main
    assert page.links()["Notice two"] == "/notices/two"
    page.click("Notice two")
    assert "Takes the place of" in page.main
    page.get("/notices?initiative=other")
    assert "No notice is listed" in page.main
    page.get("/resources").click("The paper")
    assert "Its start was read." in page.main
    page.get("/resources?form=Slides")
    assert "No resource is listed" in page.main


def test_a_notice_and_a_resource_say_who_uses_them(session, world, page):
    library.put(session, "faqs/other", title="Other?", cites=[{"source": "notices/two"}])
    library.put(session, "faqs/third", title="Third?", related=["resources/paper"])
    assert "Other?" in page.get("/notices/two").links()
    assert "Third?" in page.get("/resources/paper").links()


def test_what_is_made_up_says_so(session, page):
    for kind in ("initiatives", "notices", "faqs", "resources"):
        library.put(session, f"{kind}/made-up", sample=True, title=f"Made up {kind}")
        assert "Sample, made up" in page.get(f"/{kind}/made-up").main


def test_a_library_without_anything_says_so(page):
    for address in ("/initiatives", "/notices", "/faqs", "/resources", "/webinars"):
        page.get(address)
        assert "once TA staff publish them" in page.main


def test_the_menu_has_the_library(page, app, session):
    page.get("/faqs")
    for words in ("Initiatives", "Webinars", "FAQs", "Notices", "Resources"):
        assert words in page.links()


def test_a_notice_without_a_day_stands_with_its_year(session, page):
    """Else the first notice, whose day nobody knows, would stand below what is far older."""
    library.put(session, "initiatives/benefit")
    here = {"initiatives": ["benefit"]}
    library.put(session, "notices/older", title="Of 2021", issued="2021-12-28", **here)
    library.put(session, "notices/first", title="Of 2022", issued_note="December 2022.", **here)
    library.put(session, "notices/second", title="Of 2023", issued="2023-06-19", **here)
    library.put(session, "notices/unknown", title="Unknown", issued_note="Not known.", **here)
    for address in ("/notices", "/initiatives/benefit"):
        page.get(address)
        wanted = ["Of 2023", "Of 2022", "Of 2021", "Unknown"]
        places = [page.main.index(title) for title in wanted]
        assert places == sorted(places)


def test_resources_stand_by_what_they_are(session, page):
    library.put(session, "initiatives/benefit")
    for slug, form in (("b", "Statute"), ("a", "Statute"), ("c", "News")):
        library.put(session, f"resources/{slug}", title=slug, form=form, initiatives=["benefit"])
    library.put(session, "faqs/open", confidence="unknown", initiatives=["benefit"])
    page.get("/initiatives/benefit")
    heads = page.texts(".//section[@aria-labelledby='resources']//h3")
    assert heads == ["News", "Statute"]
    assert page.texts(".//section[@aria-labelledby='resources']//li/a") == ["c", "a", "b"]
    assert "(not known)" in page.main
