"""The list of what waits: of one's counties, narrowed, in pages, at the cost of a short one."""

from portal.domain.access import Role
from portal.domain.reviews import Reason
from portal.services import reviews
from tests import factories
from tests.factories import ALAMEDA, AT, FRESNO
from tests.queries import counted
from tests.reviews import DAY, enter
from tests.signing_in import signed_in_as
from tests.views.reviews.conftest import NOW


def test_a_trainer_finds_what_waits_and_how_long(trainer, session, ana):
    enter(session, ana)
    factories.equivalency(session, "harm-reduction")
    trainer.get("/people").click("Trainings to review")
    assert trainer.h1 == "1 training waits for review"
    assert trainer.texts(".//tbody/tr") == [
        "Ana: Naloxone basics Naloxone basics, given by Example Training Center, completed "
        "January 5, 2026 (no document) Naloxone training; Harm reduction A decision fits "
        "145 days, since January 15, 2026"
    ]
    trainer.click("Ana: Naloxone basics")
    assert trainer.h1 == "“Naloxone basics” of Ana"


def test_home_and_the_county_say_how_many_wait(trainer, session, ana):
    enter(session, ana)
    trainer.get("/workspace")
    assert "One training from elsewhere waits for a reviewer" in trainer.main
    trainer.get(f"/readiness/counties/{FRESNO}")
    assert "trainings that people entered themselves wait for review" in trainer.main


def test_the_list_is_of_ones_counties_and_not_of_oneself(app, session, trainer, ana):
    tess = factories.person(session)
    browser = signed_in_as(app, session, tess, Role.TRAINER, FRESNO)
    factories.affiliation(session, tess, FRESNO)
    ben = factories.person(session, "Ben Hall")
    factories.affiliation(session, ben, ALAMEDA)
    for person, title in ((ana, "Hers"), (ben, "Elsewhere"), (tess, "Mine")):
        enter(session, person, title)
    browser.get("/reviews")
    assert browser.h1 == "1 training waits for review"
    assert "Elsewhere" not in browser.html
    assert "Mine" not in browser.html


def test_another_county_cannot_be_asked_for(trainer, session, ana):
    enter(session, ana)
    trainer.get(f"/reviews?county={ALAMEDA}", 422)
    assert "what was sent is not on it" in trainer.main


def test_it_is_narrowed_and_stays_so_from_entry_to_entry(trainer, session, ana):
    enter(session, ana, "Plain", subject="")
    for number in range(3):
        enter(session, ana, f"Course {number}", at=AT + number * DAY)
    trainer.get("/reviews")
    trainer.submit(requirement="naloxone-training")
    assert trainer.h1 == "3 trainings wait for review"
    trainer.click("Begin with the first")
    assert (trainer.h1, "1 of 3" in trainer.main) == ("“Course 0” of Ana", True)
    trainer.click("Next entry").click("Next entry")
    assert (trainer.h1, "Next entry" in trainer.links()) == ("“Course 2” of Ana", False)
    trainer.click("Previous entry")
    assert trainer.h1 == "“Course 1” of Ana"
    trainer.get("/reviews?requirement=harm-reduction")
    assert "Nothing fits" in trainer.main


def test_what_was_returned_and_what_was_decided_have_lists_of_their_own(trainer, session, ana):
    row = enter(session, ana)
    tess = factories.person(session, "Rosa Reviewer")
    reviews.hand_back(session, row, Reason.NO_DATE, "", seen=0, by=tess.id, at=NOW - DAY)
    trainer.get("/reviews")
    assert "Nothing waits" in trainer.main
    trainer.click("Returned")
    assert trainer.h1 == "1 training is returned and waits for the person"
    trainer.click("Decided lately")
    assert trainer.h1 == "1 decision in the last 30 days"
    assert "Returned: It does not say when it was completed" in trainer.main
    assert "Rosa Reviewer" in trainer.main


def test_a_long_list_comes_in_pages(trainer, session, ana, monkeypatch):
    monkeypatch.setattr("portal.views.reviews.lists.PAGE", 2)
    for number in range(3):
        enter(session, ana, f"Course {number}", at=AT + number * DAY)
    trainer.get("/reviews")
    assert [f"Course {number}" in trainer.main for number in range(3)] == [True, True, False]
    for page in ("2", "99"):
        trainer.get(f"/reviews?page={page}")
        assert "Course 2" in trainer.main


def test_a_long_list_costs_no_more_queries_than_a_short_one(app, session, trainer, ana):
    factories.equivalency(session, county=FRESNO)

    def queries(url):
        session.commit()
        with counted(app) as statements:
            trainer.get(url)
        return len(statements)

    row = enter(session, ana)
    urls = ("/reviews", f"/reviews/{row.id}", "/reviews?shown=decided", "/learning")
    for url in urls:
        trainer.get(url)  # what is read once per process is read
    few = [queries(url) for url in urls]
    reviewer = factories.person(session)
    for number in range(15):
        person = factories.person(session)
        factories.affiliation(session, person, FRESNO)
        enter(session, person, at=AT + number * DAY)
        back = enter(session, person, "Another", at=AT + number * DAY)
        reviews.hand_back(session, back, Reason.NO_DATE, "", seen=0, by=reviewer.id, at=NOW)
    assert [queries(url) for url in urls] == few
    trainer.get("/reviews")
    assert trainer.h1 == "16 trainings wait for review"
