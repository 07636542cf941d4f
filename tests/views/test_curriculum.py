"""The catalogue is open to everyone; the notes for teaching are for those who teach."""

import pytest

from portal.domain.access import Role
from tests import factories
from tests.factories import FRESNO
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.trainings import FIRST, NOW, SECOND, SLUG, learner

PAGE = f"/trainings/{SLUG}"
NOTES = f"{PAGE}/{FIRST}/trainer-notes"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def as_(app, session, role, county=None):
    return signed_in_as(app, session, factories.person(session), role, county)


def test_the_catalogue_lists_the_current_editions(page):
    page.get("/trainings")
    assert page.h1 == "Trainings"
    assert page.main.count("A sample training that exists for tests only.") == 1
    assert "They are not M-TAC's own courses, and stand in for one only" in page.main
    assert "Core topics, for everyone who answers calls" in page.main
    assert "Enhanced topics" not in page.main  # there is none
    page.click("Sample course")
    assert page.path == PAGE


def test_a_training_says_what_it_teaches_and_what_it_rests_on(page):
    page.get(PAGE)
    for words in (
        "Say hello in a sample way",
        "Edition 2, published January 5, 2026".removeprefix("Edition "),
        "pass the final with 80 % or more",
        "A sample book",
        "Looked up January 2, 2026",
        "A sample talk",  # a source without an address
    ):
        assert words in page.main
    assert page.links()["A sample book"] == "https://example.org/sample-book"
    assert "A sample talk" not in page.links()


def test_a_training_gives_no_answer_away(page):
    page.get(PAGE)
    assert "Because the sample says so" not in page.html
    assert "Which sample is A?" not in page.html


def test_the_button_says_whether_it_is_begun(app, page, session):
    assert "Begin" in page.get(PAGE).links()
    ana = factories.person(session)
    browser = signed_in_as(app, session, ana)
    assert "Begin" in browser.get(PAGE).links()
    learner(session, ana)
    assert "Continue" in browser.get(PAGE).links()


def test_a_training_that_does_not_exist_is_not_found(page):
    page.get("/trainings/no-such-training", status=404)
    assert "There is no training with this address." in page.main


@pytest.mark.parametrize("role", [Role.TRAINER, Role.TA_STAFF])
def test_who_teaches_reads_the_notes(app, session, role):
    browser = as_(app, session, role, FRESNO if role.is_county_role else None)
    browser.get(PAGE).click("Trainer notes for First sample module")
    assert browser.h1 == "Trainer notes: First sample module"
    assert "Plan ten sample minutes." in browser.main


@pytest.mark.parametrize("role", [Role.TEAM_MEMBER, Role.ADMINISTRATOR])
def test_others_neither_see_the_link_nor_read_the_notes(app, session, role):
    browser = as_(app, session, role)
    browser.get(PAGE)
    assert NOTES not in browser.links().values()
    browser.get(NOTES, status=403)
    assert "Plan ten" not in browser.html


def test_visitors_neither_see_the_link_nor_read_the_notes(page):
    assert NOTES not in page.get(PAGE).links().values()
    assert page.get(NOTES, status=303).location == f"/sign-in?next={NOTES}"


@pytest.mark.parametrize(
    "address", [f"{PAGE}/{SECOND}/trainer-notes", f"{PAGE}/no-such-module/trainer-notes"]
)
def test_a_module_without_notes_has_none(app, session, address):
    as_(app, session, Role.TA_STAFF).get(address, status=404)


def test_the_public_pages_ask_only_whether_the_library_changed(app, page):
    page.get(PAGE)
    with counted(app) as statements:
        page.get("/trainings")
        page.get(PAGE)
    [statement] = statements  # whether a notice that the training cites was replaced
    assert "library_stamp" in statement
