"""What is due comes from the same functions as the pages, for all people at once."""

from datetime import date, datetime, timedelta

import pytest

from portal.domain.dates import CALIFORNIA
from portal.domain.facts import DecisionKind, Duty
from portal.domain.reminders import LONG, notices
from portal.services.reminders.asking import Asking
from portal.services.reminders.sources import due_now, words_of
from tests import factories, rules
from tests.queries import counted
from tests.trainings import SLUG, catalogue

DAY = timedelta(days=1)
TODAY = date(2026, 3, 3)
NOON = datetime(2026, 3, 3, 12, tzinfo=CALIFORNIA)
THING = f"training:{SLUG}"


@pytest.fixture
def ana(session):
    ana = factories.person(session)
    factories.affiliation(session, ana)
    return ana


def asking(session, book=None):
    session.flush()
    return Asking(session, book or rules.rulebook(), catalogue(), NOON)


def due(session, person, book=None):
    found = due_now(asking(session, book))
    return {
        each.thing: (each.due_on - TODAY).days if each.due_on != LONG else "long"
        for each in found
        if each.person == person.id
    }


def test_what_a_trainer_asks_is_due_by_its_day_until_it_is_taken_back(session, ana):
    row = factories.assignment(session, ana, due_on=TODAY + 7 * DAY)
    assert due(session, ana) == {THING: 7}
    factories.assignment(session, ana, due_on=TODAY + 20 * DAY)
    assert due(session, ana) == {THING: 7}, "The earliest date counts."
    factories.assignment(session, ana, due_on=TODAY - 400 * DAY)
    assert due(session, ana) == {THING: "long"}
    assert row.id


def test_a_thing_that_a_rule_and_a_trainer_ask_for_is_one_with_the_earliest_day(session, ana):
    factories.duty(session, ana, Duty.RESPONDS, starts_on=TODAY - 10 * DAY)  # within 30 days of it
    factories.assignment(session, ana, requirement="crisis-training", due_on=TODAY + 5 * DAY)
    found = due(session, ana)
    assert found["requirement:crisis-training"] == 5
    asked = asking(session)
    [notice] = [
        each
        for each in notices(due_now(asked), NOON)
        if each.thing == "requirement:crisis-training"
    ]
    words = words_of(asked, [notice])[ana.id, notice.thing]
    assert words.title == "Crisis training"
    assert "Due March 8, 2026" in words.why, "The date explains itself."


def test_an_extension_moves_the_day(session, ana):
    factories.duty(session, ana, Duty.RESPONDS, starts_on=TODAY - 25 * DAY)
    assert due(session, ana)["requirement:crisis-training"] == 5
    factories.decision(
        session,
        ana,
        "crisis-training",
        kind=DecisionKind.EXTENSION,
        starts_on=TODAY,
        ends_on=TODAY + 15 * DAY,
    )
    assert due(session, ana)["requirement:crisis-training"] == 15


def test_a_waiver_ends_it(session, ana):
    factories.duty(session, ana, Duty.RESPONDS, starts_on=TODAY - 25 * DAY)
    factories.decision(session, ana, "crisis-training", starts_on=TODAY, ends_on=TODAY + 900 * DAY)
    assert "requirement:crisis-training" not in due(session, ana)


def test_credentials_are_due_unless_renewed_or_taken_back(session, ana):
    old = factories.credential(session, ana, expires_on=TODAY + 3 * DAY)
    assert due(session, ana) == {f"credential:{old.id}": 3}
    new = factories.credential(session, ana, expires_on=TODAY + 800 * DAY, supersedes=old)
    assert due(session, ana) == {}
    taken_back = factories.credential(session, ana, expires_on=TODAY - 3 * DAY, supersedes=new)
    taken_back.starts_on = TODAY
    assert due(session, ana) == {}
    last = factories.credential(session, ana, expires_on=TODAY + 5 * DAY)
    assert due(session, ana) == {f"credential:{last.id}": 5}
    factories.credential(session, ana, expires_on=TODAY + 800 * DAY)
    assert due(session, ana) == {}


def test_nobody_is_asked_who_works_nowhere_today_or_is_away(session):
    gone, coming, away = (factories.person(session) for _ in range(3))
    factories.affiliation(session, gone, ends_on=TODAY - DAY)
    factories.affiliation(session, coming, starts_on=TODAY + DAY)
    factories.affiliation(session, away)
    factories.leave(session, away, TODAY, TODAY)
    for person in (gone, coming, away):
        factories.credential(session, person, expires_on=TODAY)
    session.flush()
    assert due_now(asking(session)) == []


def test_many_people_cost_no_more_queries(app, session):
    def cost(more):
        for _ in range(more):
            person = factories.person(session)
            factories.affiliation(session, person)
            factories.duty(session, person, Duty.RESPONDS, starts_on=TODAY - 25 * DAY)
            factories.credential(session, person, expires_on=TODAY)
            factories.assignment(session, person, due_on=TODAY)
        session.flush()
        with counted(app) as statements:
            asked = asking(session)
            found = notices(due_now(asked), NOON)
            words_of(asked, found)
        return len(statements)

    assert cost(2) == cost(20)
