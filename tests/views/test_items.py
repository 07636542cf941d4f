"""Who improves a training sees how its questions and lessons work, and nobody's name."""

import csv
import io
from datetime import timedelta

import pytest

from portal.domain.access import Role
from portal.models import Person
from portal.services import items
from tests import factories
from tests.factories import FRESNO
from tests.items import GREET, ORDER, crowd, sit
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.trainings import NOW, SLUG

PAGE = f"/items/{SLUG}"
QUESTION = f"{PAGE}/questions/{GREET}"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def staff(app, session):
    """A browser of TA staff."""
    return signed_in_as(app, session, factories.person(session), Role.TA_STAFF)


@pytest.mark.parametrize("role", [Role.TA_STAFF, Role.ADMINISTRATOR])
def test_the_way_there_leads_from_the_trainings(app, session, role):
    browser = signed_in_as(app, session, factories.person(session), role)
    browser.get(f"/trainings/{SLUG}").click("How its questions and lessons work")
    assert browser.h1 == "How it works: Sample course"
    browser.get("/trainings").click("How the questions and lessons work")
    assert browser.h1 == "How the questions and lessons work"
    browser.click("Sample course")
    assert browser.path == PAGE


def test_trainers_see_no_link(app, session):
    browser = signed_in_as(app, session, factories.person(session), Role.TRAINER, FRESNO)
    browser.get(f"/trainings/{SLUG}")
    assert PAGE not in browser.links().values()
    assert "/items" not in browser.get("/trainings").links().values()


def test_before_anybody_took_it_the_pages_say_so(staff):
    staff.get("/items")
    assert "Sample course – 0 of" in staff.main
    staff.get(PAGE)
    assert "Too few answers yet" in staff.main
    assert "Began 0" in staff.main
    assert "Stopped 0" in staff.main
    staff.get(QUESTION)
    assert "A question has figures once 11 different people were asked it." in staff.main


def test_a_crowd_gives_figures_and_findings(session, staff):
    crowd(session, 30)
    staff.get("/items")
    assert "Sample course 1 2 of" in staff.main  # Sample C is never chosen
    staff.get(PAGE)
    assert "1 questions to work on" not in staff.main
    assert "1 question to work on" in staff.main
    assert "Which sample is A? 30 30 67 % Well (1.00) A choice nobody takes" in staff.main
    assert "By the last thing they finished." in staff.main
    assert "Stopped 30" in staff.main


def test_a_question_says_what_each_choice_draws_and_what_to_do(session, staff):
    crowd(session, 40)  # 27 of them know the answers
    staff.get(QUESTION)
    assert "Put in its place a mistake that people really make." in staff.main
    assert "Those who do well in the rest get it right far more often." in staff.main
    assert "Sample A Right 68 % 0 % 100 %" in staff.main
    assert "Sample B Wrong 32 % 100 % 0 %" in staff.main
    assert "Sample C Wrong 0 % 0 % 0 %" in staff.main
    staff.get(f"{PAGE}/questions/{ORDER}")
    assert "First step, then Second step, then Third step Right 68 % 0 % 100 %" in staff.main


def test_where_high_and_low_scorers_cannot_be_told_apart_there_is_no_column_for_them(
    session, staff
):
    crowd(session, 30)  # 10 know nothing, and 20 are level
    staff.get(QUESTION)
    assert "Low scorers" not in staff.html
    assert "they did too much alike, to tell low from high scorers" in staff.main
    staff.get(f"{PAGE}/questions/{ORDER}")
    assert "Third step, then" not in staff.main  # 10 people turned it around: too few to tell


@pytest.mark.parametrize("people", [1, 10])
def test_small_numbers_are_withheld_everywhere(session, staff, people):
    crowd(session, people, answer="Sample C")
    for url in ("/items", PAGE, QUESTION, f"{PAGE}?attempts=all", f"{PAGE}/items.csv"):
        staff.get(url)
        assert "Sample C" not in staff.html
        # The words alone: the addresses of styles end with digits of their own.
        assert "67" not in (staff.html if url.endswith(".csv") else staff.main)
    staff.get(QUESTION)
    assert staff.main.count("Too few to say") == 4
    staff.get(PAGE)
    assert "Began Too few to say" in staff.main


def test_first_attempts_or_all_of_them(session, staff):
    for enrolment in crowd(session, 30):
        sit(session, enrolment, knows=True, number=2)
    staff.get(QUESTION)
    assert "Asked 30 times" in staff.main
    staff.click("All attempts")
    assert "Asked 60 times" in staff.main
    assert "83 %" in staff.main
    staff.click("Sample course")
    assert staff.path == f"{PAGE}?attempts=all"


def test_an_earlier_question_is_listed_apart(session, staff):
    for each in crowd(session, 30, edition=1):
        attempt = sit(session, each, knows=True, number=2)
        attempt.module = "gone"
        attempt.number = 1
        attempt.questions = ["gone-question", ORDER]
        attempt.graded = [{**attempt.graded[0], "question": "gone-question", "prompt": "Gone?"}]
    staff.get(PAGE)
    assert "Questions of earlier editions" in staff.main
    staff.click("Gone?")
    assert "Of an earlier edition" in staff.main
    assert "Sample A Right 100 %" in staff.main


@pytest.mark.parametrize(
    "url", ["/items/no-such-training", "/items/no-such-training/items.csv", f"{PAGE}/questions/no"]
)
def test_what_is_not_there_is_not_found(staff, url):
    staff.get(url, status=404)


def test_the_table_to_take_along(session, staff):
    crowd(session, 30)
    staff.get(f"{PAGE}/items.csv")
    rows = list(csv.DictReader(io.StringIO(staff.response.data.decode("utf-8-sig"))))
    greet = [row for row in rows if row["Question"] == GREET]
    assert [row["Choice or answer"] for row in greet] == ["Sample A", "Sample B", "Sample C"]
    assert {row["Right (%)"] for row in greet} == {"67"}
    assert greet[2]["Given by all (%)"] == "0"
    untouched = next(row for row in rows if row["Question"] == "pool-greet-one")
    assert untouched["Put to learners (attempts)"] == "0"
    disposition = staff.response.headers["Content-Disposition"]
    assert disposition == f'attachment; filename="{SLUG}-first-attempts.csv"'


def test_nobody_is_named(app, session):
    priya = factories.person(session, "Priya Raman")
    browser = signed_in_as(app, session, priya, Role.TA_STAFF)
    names = [each.legal_name for each in people_of(session, crowd(session, 30))]
    for url in ("/items", PAGE, QUESTION, f"{PAGE}/items.csv"):
        browser.get(url)
        assert not [name for name in names if name in browser.html]


def people_of(session, enrolments):
    return [session.get(Person, each.person_id) for each in enrolments]


@pytest.mark.parametrize("url", ["/items", PAGE, QUESTION, f"{PAGE}/items.csv"])
def test_a_crowd_costs_no_more_queries(app, session, staff, url):
    def asked():
        session.commit()
        staff.get(url)  # what is read once is read
        with counted(app) as statements:
            staff.get(url)
        return len(statements)

    crowd(session, 2)
    few = asked()
    crowd(session, 30, began=NOW - timedelta(days=10))
    assert asked() == few
    assert few < 15
    assert items.NEWEST_ATTEMPTS >= 32
