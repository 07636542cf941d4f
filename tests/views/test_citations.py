"""A notice is replaced: what cites it is listed at once, flagged to readers, and reviewed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.models import CitationReview
from tests import factories, library
from tests.factories import AT
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.trainings import FIRST, SLUG, learner

NOW = AT + timedelta(days=2)
HOUR = timedelta(hours=1)
FLAG = "This cites a notice that was replaced"
FORM = "/citations/new/faqs/how-soon/review"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def staff(app, session):
    """A browser of TA staff."""
    return signed_in_as(app, session, factories.person(session, "Priya Raman"), Role.TA_STAFF)


def test_readers_are_told_until_somebody_has_looked(session, staff, page):
    library.put(session, "initiatives/benefit")
    library.put(session, "notices/old", number="Notice 1")
    cites = [{"source": "notices/old", "where": "section 2"}]
    library.put(session, "faqs/how-soon", initiatives=["benefit"], cites=cites)
    assert FLAG not in page.get("/faqs/how-soon").main
    assert staff.get("/citations").main.count("How soon") == 0

    library.put(session, "notices/new", at=NOW, supersedes=["notices/old"], number="Notice 2")
    page.get("/faqs/how-soon")
    assert FLAG in page.main
    assert "This has not been reviewed since" in page.main
    assert "This notice was replaced" in page.get("/notices/old").main
    assert "Replaced by Notice 2" in page.get("/notices").main

    staff.get("/citations").click("Review it (How soon)")
    staff.submit("Record the review", outcome="will-be-changed", words="The hour changes.")
    assert "will be changed" in page.get("/faqs/how-soon").main
    staff.get("/citations").click("Review it again (How soon)")
    staff.submit("Record the review", outcome="still-right", words="Read both.")
    assert FLAG not in page.get("/faqs/how-soon").main
    text = staff.get("/citations").main
    for words in ("Still right", "Read both.", "Priya Raman"):
        assert words in text
    assert "Priya Raman" not in page.get("/faqs/how-soon").text
    assert "The hour changes." in staff.get(FORM).main


def test_a_further_version_is_flagged_while_it_cites_the_old_notice(session, page):
    library.replaced(session)
    cites = [{"source": "notices/old"}]
    library.put(session, "faqs/how-soon", version=2, at=NOW, initiatives=["benefit"], cites=cites)
    assert FLAG in page.get("/faqs/how-soon").main
    cites = [{"source": "notices/new"}]
    library.put(session, "faqs/how-soon", version=3, at=NOW, initiatives=["benefit"], cites=cites)
    assert FLAG not in page.get("/faqs/how-soon").main


def test_every_kind_and_every_place_is_listed(session, staff, page):
    cites = [{"source": "notices/old"}]
    library.put(session, "notices/old")
    library.put(
        session,
        "initiatives/benefit",
        statement=[{"label": "Hours", "words": "All.", "cites": cites}],
        milestone=[{"title": "Start", "words": "See [it](notices/old)."}],
        topic=[{"slug": "time", "title": "Time"}],
    )
    library.put(session, "webinars/first", cites=cites)
    library.put(session, "resources/paper", text="It follows [the notice](/notices/old#part).")
    library.put(session, "notices/other", cites=cites)
    library.put(session, "notices/new", at=NOW, supersedes=["notices/old"])
    listed = staff.get("/citations").main
    for words in ("Fact sheet: Hours", "Timeline: Start", "First", "Paper", "In its text", "Other"):
        assert words in listed
    for address in ("/initiatives/benefit", "/resources/paper", "/notices/other"):
        assert FLAG in page.get(address).main


def test_one_form_sent_twice_is_one_review_and_another_word_is_refused(session, staff):
    library.replaced(session)
    said = {"outcome": "still-right", "words": "Read.", "number": 1}
    staff.post(FORM, said)
    staff.post(FORM, said)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(CitationReview)) == 1
    staff.post(FORM, {**said, "words": "Other."}, 409)


def test_a_review_says_what_was_found_and_why(session, staff):
    library.replaced(session)
    staff.get(FORM).submit("Record the review", 422, words="Half a word")
    assert "Choose what you found." in staff.main
    assert "Half a word" in staff.html


def test_what_cites_nothing_replaced_has_no_review(session, staff):
    library.replaced(session)
    staff.get("/citations/new/faqs/other/review", 404)
    staff.get("/citations/old/faqs/how-soon/review", 404)


def test_a_notice_for_one_county_replaces_nothing_for_others(session, page):
    """Else its number would show that there is one."""
    library.put(session, "initiatives/benefit")
    library.put(session, "notices/old")
    library.put(session, "faqs/plain", cites=[{"source": "notices/old"}])
    only = {"audience": "counties", "counties": ["fresno"]}
    library.put(session, "notices/new", at=NOW, supersedes=["notices/old"], **only)
    assert FLAG not in page.get("/faqs/plain").main
    assert "replaced" not in page.get("/notices/old").main


def test_a_lesson_whose_source_is_the_notice_is_listed_and_flagged(app, session, staff):
    """The small course of the tests names notices/sample-1 as one of its sources."""
    person = factories.person(session)
    learner(session, person)
    reader = signed_in_as(app, session, person)
    lesson = f"/learning/{SLUG}/{FIRST}/saying-hello"
    library.put(session, "notices/sample-1")
    reader.get(lesson)
    assert FLAG not in reader.main
    library.put(session, "notices/new", at=NOW, supersedes=["notices/sample-1"])
    listed = staff.get("/citations").main
    assert "Training" in listed
    assert "Lesson:" in listed
    assert FLAG in reader.get(lesson).main
    assert FLAG in reader.get(f"/trainings/{SLUG}").main
    staff.get(f"/citations/new/trainings/{SLUG}/review")
    staff.submit("Record the review", outcome="still-right", words="Read.")
    assert FLAG not in reader.get(lesson).main


def test_a_requirement_that_rests_on_the_notice_is_listed_and_flagged(session, staff, page):
    library.put(session, "notices/bhin-23-025")
    assert FLAG not in page.get("/requirements/on-site").main
    library.put(session, "notices/new", at=NOW, supersedes=["notices/bhin-23-025"])
    assert "Requirement" in staff.get("/citations").main
    assert FLAG in page.get("/requirements/on-site").main


def test_the_list_costs_the_same_for_few_and_many(app, session, staff):
    def fill(count):
        library.put(session, "notices/old")
        for number in range(count):
            library.put(session, f"faqs/faq-{number}", cites=[{"source": "notices/old"}])
        library.put(session, "notices/new", at=NOW, supersedes=["notices/old"])

    fill(2)
    staff.get("/citations")
    with counted(app) as few:
        staff.get("/citations")
    session.rollback()
    for number in range(2, 40):
        library.put(session, f"faqs/faq-{number}", cites=[{"source": "notices/old"}])
    staff.get("/citations")
    with counted(app) as many:
        staff.get("/citations")
    assert len(few) == len(many)
