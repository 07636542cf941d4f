"""The workspace: what waits for somebody, riskiest first, and only of their own counties."""

from datetime import date, timedelta

import pytest

from portal import held
from portal.domain.access import Role
from portal.services import readiness
from tests import events, factories, library, lists, rosters
from tests.factories import ALAMEDA, FRESNO
from tests.pages import text_of
from tests.queries import counted
from tests.reviews import enter
from tests.signing_in import signed_in_as
from tests.stories import NOW, SINCE, tell

URL = "/workspace"


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def rosa(session):
    return factories.person(session, "Rosa Alvarez")


@pytest.fixture
def trainer(app, session, rosa):
    return signed_in_as(app, session, rosa, Role.TRAINER, FRESNO)


@pytest.fixture
def elsewhere(app, session):
    return signed_in_as(app, session, factories.person(session), Role.TRAINER, ALAMEDA)


@pytest.fixture
def staff(app, session):
    return signed_in_as(app, session, factories.person(session), Role.TA_STAFF)


@pytest.fixture
def ana(session):
    ana = factories.person(session, "Ana Flores")
    factories.affiliation(session, ana, FRESNO, starts_on=SINCE)
    return ana


def titles(browser):
    browser.get(URL)
    headings = browser.all(".//h2[@class='due_row__title']")
    return [text_of(one) for one in headings]


def go_on(browser, action):
    """Take the action of the first thing that waits."""
    browser.click(f"{action} {titles(browser)[0]}")


def test_with_nothing_to_do_it_says_so(trainer):
    assert titles(trainer) == []
    assert trainer.h1 == "Nothing waits for you"
    assert "Fresno County, March 2, 2026" in trainer.main


def test_hours_without_a_team_come_first_and_lead_to_the_county(trainer, elsewhere, session):
    tell(session)
    session.commit()
    assert titles(trainer)[0] == "Fresno County has 12 hours without a qualified team"
    assert "Tuesday, March 3, 2026, 7:00 p.m., Fresno City" in trainer.main
    go_on(trainer, "See why")
    assert trainer.path == f"/readiness/counties/{FRESNO}"
    assert titles(elsewhere) == []


def test_where_no_team_ever_was_the_next_such_hour_is_now(trainer, session):
    rosters.area(session, "Fresno foothills")
    session.commit()
    [title] = titles(trainer)
    assert title == "Fresno County has 168 hours without a qualified team"
    assert "The next such hour: Monday, March 2, 2026, " in trainer.main


def test_who_is_late_is_counted_once(trainer, elsewhere, session, ana, rosa):
    for _ in range(2):
        factories.assignment(session, ana, due_on=date(2026, 2, 1), by=rosa)
    session.commit()
    assert titles(trainer) == ["One person is late with what was asked of them"]
    go_on(trainer, "See who")
    assert trainer.path == "/assignments"
    assert titles(elsewhere) == []


def test_what_waits_for_a_reviewer_is_counted(trainer, elsewhere, session, ana):
    enter(session, ana)
    session.commit()
    assert titles(trainer) == ["One training from elsewhere waits for a reviewer"]
    assert titles(elsewhere) == []


def test_a_session_that_is_over_waits_for_who_came(
    trainer, elsewhere, session, ana, rosa, time_machine
):
    event = events.make(session, rosa)
    events.register(session, event, [ana])
    session.commit()
    assert titles(trainer) == []
    time_machine.move_to(events.AFTER, tick=False)
    assert titles(trainer) == ["Say who came to “Saying hello, live”"]
    go_on(trainer, "Confirm")
    assert trainer.path == f"/sessions/{event.id}/roster"
    assert titles(elsewhere) == []


def test_what_lapses_within_thirty_days_leads_to_its_cells(trainer, elsewhere, session):
    story, ivy = tell(session), factories.person(session, "Ivy")
    factories.affiliation(session, ivy, team=story.night_team, starts_on=SINCE)
    waived = "Something of one person lapses within 30 days"
    factories.decision(session, ivy, "safety-planning", ends_on=NOW.date() + timedelta(days=18))
    session.commit()
    assert waived in titles(trainer)
    trainer.click(f"See what {waived}")
    assert trainer.path == "/matrix?within=30"
    assert "Ivy" in trainer.main
    assert "Ben" not in trainer.main
    assert titles(elsewhere) == []


def test_what_is_counted_of_a_county_is_counted_again_after_a_fact_alone(
    app, trainer, rosa, session
):
    story = tell(session)
    with app.app_context():
        readiness.rebuild(session, held.regulations(), held.catalogue())
    session.commit()
    before = titles(trainer)
    with counted(app) as again:
        trainer.get(URL)
    app.extensions.pop("portal.memory")
    with counted(app) as anew:
        trainer.get(URL)
    assert len(again) < len(anew)
    ivy = factories.person(session, "Ivy Alvarez")
    for one in (ivy, factories.person(session, "Ivy Alvarez"), rosa):
        factories.affiliation(session, one, team=story.night_team, starts_on=SINCE)
        enter(session, one)
    factories.decision(session, ivy, "safety-planning", ends_on=NOW.date() + timedelta(days=18))
    session.commit()
    assert set(titles(trainer)) - set(before) == {
        "Something of one person lapses within 30 days",
        "Two trainings from elsewhere wait for a reviewer",  # but for one's own
        "Two people may be one",
    }


@pytest.mark.parametrize(("days", "count"), [(29, 1), (31, 0)])
def test_a_list_that_is_not_taken_in_waits_for_a_month(trainer, staff, session, rosa, days, count):
    lists.batch(session, by=rosa).recorded_at = NOW - timedelta(days=days)
    session.commit()
    assert len(titles(trainer)) == count
    assert ("is not taken in yet" in trainer.main) is bool(count)
    assert titles(staff) == []  # it is somebody else's


def test_two_rows_for_one_person_and_a_draft_wait(trainer, session, ana, rosa):
    twin = factories.person(session, "Ana Flores")
    factories.affiliation(session, twin, FRESNO, starts_on=SINCE)
    factories.assignment_draft(session, rosa)
    session.commit()
    assert titles(trainer) == ["Two people may be one", "An assignment is not finished"]
    go_on(trainer, "Compare")
    assert trainer.path == "/people/duplicates"


def test_ta_staff_see_what_cites_a_replaced_notice(staff, trainer, session):
    library.replaced(session)
    session.commit()
    assert any("a replaced notice" in title for title in titles(staff))
    assert titles(trainer) == []


def test_the_sessions_of_the_week_say_how_full_they_are(trainer, elsewhere, session, ana, rosa):
    soon = events.make(
        session,
        rosa,
        starts_at=NOW + timedelta(days=2),
        ends_at=NOW + timedelta(days=2, hours=1),
        seats=1,
    )
    events.make(
        session,
        rosa,
        title="Later",
        starts_at=NOW + timedelta(days=9),
        ends_at=NOW + timedelta(days=9, hours=1),
    )
    events.register(session, soon, [ana])
    session.commit()
    trainer.get(URL)
    assert "Sessions in the next seven days" in trainer.main
    assert "All 1 taken" in trainer.main
    assert "Later" not in trainer.main
    assert "Sessions in the next seven days" not in elsewhere.get(URL).main


def test_who_looks_after_people_starts_here_and_others_with_their_learning(
    app, session, trainer, ana
):
    member = signed_in_as(app, session, ana, Role.TEAM_MEMBER)
    assert trainer.get("/sign-in", 303).location == URL
    assert member.get("/sign-in", 303).location == "/learning"
    assert "Go to my workspace" in trainer.get("/").main
    assert "Go to my learning" in member.get("/").main
    member.get(URL, 403)


def test_many_people_cost_no_more_queries(app, trainer, session, rosa):
    made = factories.assignment(session, due_on=date(2026, 2, 1), by=rosa)
    costs = []
    for more in (5, 30):
        for number in range(more):
            one = factories.person(session, f"Person {more} {number}")
            factories.affiliation(session, one, FRESNO, starts_on=SINCE)
            factories.ask(session, made, one)
            factories.credential(session, one, expires_on=NOW.date() + timedelta(days=9))
            enter(session, one)
        session.commit()
        with counted(app) as statements:
            trainer.get(URL)
        costs.append(len(statements))
    assert costs[0] == costs[1]
