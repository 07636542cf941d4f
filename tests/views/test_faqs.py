"""Answers with all that they rest on, and what readers say of them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.models import LibraryFeedback, LibraryQuestion
from tests import factories, library
from tests.factories import AT
from tests.signing_in import signed_in_as

NOW = AT + timedelta(days=2)
ASK = "/faqs/how-soon/ask"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def faq(session):
    """An answer with everything that one may have."""
    topics = [{"slug": "time", "title": "Time"}, {"slug": "people", "title": "People"}]
    library.put(session, "initiatives/benefit", topic=topics, title="The benefit")
    library.put(session, "notices/one", title="Notice one", url="https://example.org/one")
    library.put(session, "faqs/who", initiatives=["benefit"], topic="people", title="Who comes?")
    return library.put(
        session,
        "faqs/how-soon",
        "## More\n\nIn detail.",
        title="How soon?",
        answer="Within **an hour**.",
        initiatives=["benefit"],
        cites=[{"source": "notices/one", "where": "section 2"}],
        confidence="reported",
        checked_on="2026-01-02",
        owner="Sample team",
        applies_to=["fresno"],
        applies_from="2025-01-01",
        not_known="Whether traffic counts.",
        related=["faqs/who"],
    )


def count(session, table):
    session.rollback()
    found = session.scalar(select(func.count()).select_from(table))
    session.rollback()
    return found


def test_an_answer_says_what_it_rests_on_and_how_it_stands(faq, page):
    page.get("/faqs/how-soon")
    assert page.h1 == "How soon?"
    for words in (
        "Within an hour.",
        "In detail.",
        "Whether traffic counts.",
        "Notice one",
        "section 2",
        "Reported by others",
        "January 2, 2026",
        "Sample team",
        "Fresno",
        "From January 1, 2025",
        "Who comes?",
        "Version 1",
    ):
        assert words in page.main
    assert page.links()["Notice one"] == "/notices/one"


def test_machines_read_the_question_and_its_answer(faq, page):
    page.get("/faqs/how-soon")
    types = [element.get("itemtype") for element in page.all(".//*[@itemscope]")]
    assert types == [f"https://schema.org/{name}" for name in ("FAQPage", "Question", "Answer")]
    assert page.all(".//meta[@property='og:title']")[0].get("content") == "How soon?"


def test_what_was_replaced_stays_and_leads_to_what_took_its_place(session, page):
    library.put(session, "initiatives/benefit")
    library.put(session, "faqs/newer", initiatives=["benefit"], title="Newer?")
    more = {"initiatives": ["benefit"], "superseded_by": "faqs/newer", "title": "Older?"}
    library.put(session, "faqs/older", **more)
    assert "There is a newer answer" in page.get("/faqs/older").main
    assert page.click("Newer?").h1 == "Newer?"
    assert page.links()["Older?"] == "/faqs/older"
    assert "replaced by a newer answer" in page.get("/faqs").main


def test_every_published_version_stands_in_its_history(session, faq, page):
    more = {"initiatives": ["benefit"], "title": "How soon?"}
    library.put(session, "faqs/how-soon", version=2, at=NOW, answer="In two hours.", **more)
    library.draft(session, "faqs/how-soon", version=3, at=NOW, answer="Never.", **more)
    page.get("/faqs/how-soon")
    assert "Version 1, from January 15, 2026 until January 17, 2026" in page.main
    assert "Within an hour." in page.main
    assert "In two hours." in page.main
    assert "Never." not in page.main


def test_a_version_for_one_county_stays_out_of_the_history_of_others(session, page):
    library.put(session, "initiatives/benefit")
    only = {"audience": "counties", "counties": ["fresno"]}
    library.put(session, "faqs/how-soon", answer="Only here.", **only)
    library.put(session, "faqs/how-soon", version=2, at=NOW, answer="For all.")
    assert "Only here." not in page.get("/faqs/how-soon").html


def test_an_answer_that_holds_no_more_says_so(session, page):
    library.put(session, "faqs/past", applies_until="2025-12-31")
    assert "does not hold today" in page.get("/faqs/past").main
    assert "through December 31, 2025" in page.main


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"How soon?", "Who comes?"}),
        ("topic=people", {"Who comes?"}),
        ("words=HOUR+traffic", {"How soon?"}),
        ("sure=reported", {"How soon?"}),
        ("county=kern", {"Who comes?"}),
        ("county=fresno", {"How soon?", "Who comes?"}),
        ("initiative=other", set()),
        ("words=zebra", set()),
    ],
)
def test_questions_are_grouped_and_filtered_without_a_script(faq, page, query, found):
    page.get(f"/faqs?{query}")
    assert {"How soon?", "Who comes?"} & page.links().keys() == found
    if not found:
        assert "No answer fits" in page.main


def test_a_reader_says_that_it_was_clear_and_asks_and_nothing_is_kept_twice(session, faq, page):
    page.get("/faqs/how-soon").click("No (this was not clear)")
    form = {i.get("name"): i.get("value") for i in page.all(".//main//input")}
    page.submit("Send", words="And at night?", email="ana@example.org")
    assert page.location == "/faqs/how-soon"
    assert "Your question is with TA staff" in page.get("/faqs/how-soon").text
    again = {"clear": "no", "words": "And at night?", "token": form["token"], "version": 1}
    page.get(ASK).post(ASK, again)
    assert count(session, LibraryQuestion) == count(session, LibraryFeedback) == 1
    page.get(f"{ASK}?clear=no").submit("Send")
    assert count(session, LibraryFeedback) == 1


def test_one_of_both_is_needed_and_what_was_typed_stays(faq, page):
    page.get(ASK).submit("Send", 422)
    assert "Choose yes or no above" in page.main
    page.get(ASK).submit("Send", 422, words="Why so?", email="nowhere")
    assert "Why so?" in page.html
    assert "Enter an e-mail address" in page.main


def test_a_browser_that_sends_too_much_has_to_wait(session, faq, page, time_machine):
    for number in range(10):
        page.get(ASK).submit("Send", words=f"Question {number}")
    page.get(ASK).submit("Send", 409, words="One more")
    assert "Try again in an hour" in page.main
    assert count(session, LibraryQuestion) == 10
    time_machine.move_to(NOW + timedelta(hours=2), tick=False)
    page.get(ASK).submit("Send", words="One more")
    assert count(session, LibraryQuestion) == 11


def test_what_was_asked_of_a_version_that_nobody_published_is_refused(session, faq, page):
    page.get(ASK).submit("Send", 404, words="Why?", version="7")


def test_ta_staff_see_the_question_with_its_answer_and_mark_it(app, session, faq, page):
    page.get(ASK).submit("Send", clear="no", words="And at <b>night</b>?", email="a@example.org")
    staff = signed_in_as(app, session, factories.person(session, "Priya Raman"), Role.TA_STAFF)
    staff.get("/questions")
    for words in ("And at <b>night</b>?", "faqs/how-soon, version 1", "a@example.org"):
        assert words in staff.main
    assert "How soon?" in staff.texts(".//table//th")
    staff.click("Mark as answered (And at <b>night</b>?)")
    staff.submit("Mark as answered", words="Answered by e-mail.")
    assert "Nothing waits." in staff.get("/questions").main
    assert "Answered by e-mail." in staff.main
    assert "Priya Raman" in staff.main


def test_who_marks_second_is_told(app, session, faq, page):
    page.get(ASK).submit("Send", words="Why?")
    one, two = (
        signed_in_as(app, session, factories.person(session), Role.TA_STAFF) for _ in range(2)
    )
    number = session.scalars(select(LibraryQuestion.id)).one()
    session.rollback()
    address = f"/questions/{number}/answered"
    one.get(address)
    two.get(address).submit("Mark as answered", words="First.")
    one.submit("Mark as answered", words="Second.")
    one.get("/questions")
    assert "First." in one.main
    assert "Second." not in one.main
