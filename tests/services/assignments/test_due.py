"""What is asked of people by when: from facts alone, for many at once, as of any moment."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.domain.access import Grant, Role
from portal.domain.assignments import Act, Basis, Progress, Reach, Unit
from portal.domain.facts import DecisionKind, Duty
from portal.models import Person
from portal.services import imports, records
from portal.services.assignments import due_dates
from tests import factories, lists, rules, trainings
from tests.factories import AT, FRESNO, KERN
from tests.queries import counted
from tests.rules import SECOND
from tests.trainings import NOW, catalogue

FILES = rules.rulebook()
TODAY = date(2026, 3, 2)
MADE = date(2026, 1, 15)
"""The day of `factories.AT`."""
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(session):
    made = factories.person(session, "Ana Flores")
    factories.affiliation(session, made, starts_on=date(2026, 1, 31))
    return made


def due(session, on=TODAY, **more):
    return due_dates(session, FILES, catalogue(), on, **more)


def only(found):
    assert len(found) == 1
    return found[0]


def test_a_date_says_who_asked_which_fact_it_counts_from_and_how(session, ana):
    rosa = factories.person(session, "Rosa Alvarez")
    factories.assignment(session, ana, days=1, unit=Unit.MONTHS, by=rosa)
    found = only(due(session))
    assert (found.person, found.course, found.title) == (
        ana.id,
        "sample-course",
        catalogue().courses[0].title,
    )
    assert found.due == date(2026, 2, 28)  # a month without a 31st gives its last day
    assert found.progress is Progress.LATE
    assert found.why == (
        "Rosa Alvarez asked for it on January 15, 2026. Due February 28, 2026: 1 month after "
        "January 31, 2026, the first day of working there."
    )


def test_the_last_day_still_counts(session, ana):
    factories.assignment(session, ana, due_on=TODAY)
    assert only(due(session)).progress is Progress.OPEN
    assert only(due(session, TODAY + DAY)).progress is Progress.LATE


def test_of_several_reasons_the_earliest_date_counts_and_all_are_shown(session, ana):
    factories.assignment(session, ana, due_on=date(2026, 5, 1))
    factories.assignment(session, ana, county=None, due_on=date(2026, 4, 1))
    factories.assignment(session, ana, basis=Basis.TEAM)  # on no team: nothing to count from
    found = only(due(session))
    assert found.due == date(2026, 4, 1)
    assert [one.due for one in found.reasons] == [date(2026, 4, 1), date(2026, 5, 1), None]
    assert [one.county for one in found.reasons] == [None, FRESNO, FRESNO]


def test_no_date_is_made_up(session):
    ben = factories.person(session)
    factories.affiliation(session, ben)  # since a day that nobody recorded
    factories.assignment(session, ben)
    found = only(due(session))
    assert (found.due, found.progress) == (None, Progress.NO_DATE)
    assert "the day is not known" in found.why


def test_what_was_completed_before_counts_and_a_revoked_record_does_not(session, ana):
    record = trainings.completed(session, ana)
    factories.assignment(session, ana, due_on=date(2026, 2, 1))
    found = only(due(session))
    assert (found.progress, found.done_on) == (Progress.DONE, record.completed_on)
    records.revoke(session, record.id, "Wrong person.", on=TODAY, by=ana.id, at=NOW)
    session.flush()
    assert only(due(session)).progress is Progress.LATE
    assert only(due(session, TODAY - DAY)).progress is Progress.DONE  # before the revocation


def test_taking_back_and_asking_again_touches_no_record(session, ana):
    record = trainings.completed(session, ana)
    made = factories.assignment(session, ana, due_on=date(2026, 4, 1))
    factories.ask(session, made, ana, Act.TAKE_BACK, reason="By mistake.", at=NOW)
    assert due(session) == []
    factories.ask(session, made, ana, at=NOW)
    found = only(due(session))
    assert (found.progress, found.done_on) == (Progress.DONE, record.completed_on)


def test_a_requirement_is_done_in_whichever_way_it_is_met(session, ana):
    factories.duty(session, ana)
    factories.assignment(session, ana, course="", requirement="naloxone-training")
    found = only(due(session))
    assert found.progress is Progress.LATE  # the rule asks for it before the first response
    assert found.due == SECOND
    factories.outside_training(
        session, ana, subject="naloxone", completed_on=date(2026, 2, 3), at=NOW
    )
    found = only(due(session))
    assert (found.progress, found.done_on) == (Progress.DONE, date(2026, 2, 3))


@pytest.mark.parametrize("thing", ["course", "requirement"])
def test_an_extension_gives_time_and_a_waiver_spares(session, ana, thing):
    factories.duty(session, ana)
    asked = {"course": "sample-course"} if thing == "course" else {"requirement": "crisis-training"}
    factories.assignment(session, ana, due_on=date(2026, 2, 1), **asked)
    assert only(due(session)).progress is Progress.LATE
    until = date(2026, 3, 20)
    extension = factories.decision(
        session, ana, "crisis-training", kind=DecisionKind.EXTENSION, ends_on=until
    )
    found = only(due(session))
    assert (found.due, found.progress) == (until, Progress.OPEN)
    assert "An extension gives time through March 20, 2026." in found.why
    assert only(due(session, until + DAY)).due == date(2026, 2, 1)  # it reverts by itself
    factories.decision(
        session,
        ana,
        "crisis-training",
        starts_on=TODAY,
        ends_on=TODAY,
        supersedes=extension,
    )
    assert only(due(session)).progress is Progress.WAIVED


def test_an_own_date_takes_the_place_of_the_rule(session, ana):
    made = factories.assignment(session, ana)
    factories.ask(session, made, ana, due_on=date(2026, 6, 1), reason="A long shift.", at=NOW)
    found = only(due(session))
    assert found.due == date(2026, 6, 1)
    assert "a date set for this person on March 2, 2026. Reason: A long shift." in found.why


def test_a_standing_rule_reaches_who_comes_later_and_nobody_else(session, ana):
    """Ana was there and looked at; Ben comes later; Cy was there, and recorded before."""
    ben, cy = factories.person(session), factories.person(session)
    made = factories.assignment(session, reach=Reach.COUNTY, newcomers=True)
    factories.ask(session, made, ana, Act.LEAVE_OUT)
    factories.affiliation(session, ben, starts_on=date(2026, 2, 20))
    old = factories.affiliation(session, cy, starts_on=date(2025, 6, 1), at=AT - DAY)
    factories.affiliation(session, cy, starts_on=date(2025, 1, 1), supersedes=old, at=NOW)
    found = only(due(session))
    assert (found.person, found.due) == (ben.id, date(2026, 3, 22))
    assert due(session, date(2026, 2, 19)) == []
    assert "asks it of everybody who comes to be working in Fresno County, by a rule" in found.why


def test_a_standing_rule_reaches_who_is_taken_in_later_with_a_list(app, session):
    rosa = factories.person(session, "Rosa Alvarez")
    factories.assignment(
        session, course="second-course", reach=Reach.COUNTY, newcomers=True, days=30
    )
    factories.team(session, "North")
    session.commit()
    content = lists.lines(
        "Name,Email,Team,Start date",
        "Ben Okafor,ben@example.org,North,2022-11-01",
        "Cy Tran,cy@example.org,North,",
        "Dee Park,dee@example.org,North,2026-03-20",
    )
    batch = lists.batch(session, content, by=rosa)
    assert imports.take_in(
        session, batch, imports.Reader([Grant(Role.TRAINER, FRESNO)], {}), by=rosa.id, at=NOW
    )
    session.commit()
    named = {name: number for number, name in session.execute(select(Person.id, Person.legal_name))}
    found = {one.person: one for one in due(session)}
    assert found.keys() == {named["Ben Okafor"], named["Cy Tran"]}  # Dee has not begun
    ben, cy = found[named["Ben Okafor"]], found[named["Cy Tran"]]
    assert (ben.due, ben.progress) == (date(2026, 4, 1), Progress.OPEN)
    assert "30 days after March 2, 2026, the day they were recorded in the group" in ben.why
    assert "which is later than the first day of working there, November 1, 2022." in ben.why
    assert (cy.due, cy.progress) == (None, Progress.NO_DATE)
    assert {one.person: one.due for one in due(session, date(2026, 3, 20))}[
        named["Dee Park"]
    ] == date(2026, 4, 19)
    assert due(session, TODAY - DAY) == []
    assert due(session, known_at=NOW - timedelta(minutes=1)) == []
    assert imports.undo(session, batch, by=rosa.id, at=NOW + DAY)
    session.commit()
    assert due(session) == due(session, TODAY + DAY) == []
    assert len(due(session, known_at=NOW)) == 2


def test_a_duty_recorded_later_brings_who_has_it_into_its_group(session, ana):
    factories.assignment(
        session, reach=Reach.DUTY, of_duty=Duty.ASSESSES, newcomers=True, basis=Basis.DUTY,
        counted=Duty.ASSESSES,
    )  # fmt: skip
    assert due(session) == []
    factories.duty(session, ana, Duty.ASSESSES, starts_on=date(2026, 2, 1), at=NOW)
    assert only(due(session)).due == date(2026, 4, 1)
    assert due(session, TODAY - DAY) == []


def test_who_comes_from_elsewhere_has_the_whole_time_from_the_day_they_came(session):
    team = factories.team(session, "Night Team")
    factories.assignment(session, reach=Reach.TEAM, team=team, newcomers=True, days=30)
    kit = factories.person(session)
    old = factories.affiliation(session, kit, starts_on=date(2020, 1, 1))
    factories.affiliation(
        session, kit, starts_on=date(2020, 1, 1), ends_on=date(2026, 2, 9), supersedes=old, at=NOW
    )
    factories.affiliation(session, kit, team=team, starts_on=date(2026, 2, 10), at=NOW)
    found = only(due(session))
    assert found.due == date(2026, 3, 12)
    assert "which is later than the first day of working there, January 1, 2020" in found.why


def test_a_standing_rule_asks_nobody_who_has_left_its_group(session):
    kit = factories.person(session)
    factories.assignment(
        session, reach=Reach.DUTY, of_duty=Duty.RESPONDS, newcomers=True, basis=Basis.DUTY,
        counted=Duty.RESPONDS,
    )  # fmt: skip
    factories.affiliation(session, kit)
    factories.duty(session, kit, starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 20))
    assert only(due(session, date(2026, 2, 20))).due == date(2026, 3, 3)
    assert due(session) == []


def test_who_left_the_county_is_not_asked_there_any_more(session):
    ben = factories.person(session)
    factories.affiliation(session, ben, ends_on=date(2026, 2, 28))
    factories.affiliation(session, ben, KERN)
    factories.assignment(session, ben, due_on=date(2026, 4, 1))
    factories.assignment(session, ben, county=KERN, due_on=date(2026, 5, 1))
    found = only(due(session))
    assert (found.due, len(found.reasons)) == (date(2026, 5, 1), 1)
    assert len(only(due(session, date(2026, 2, 28))).reasons) == 2


def test_leave_is_said_and_moves_no_date(session, ana):
    factories.assignment(session, ana, due_on=date(2026, 4, 1))
    factories.leave(session, ana, date(2026, 3, 1), date(2026, 3, 9))
    assert only(due(session)).away
    assert not only(due(session, date(2026, 3, 10))).away


def test_it_can_be_asked_as_it_was_known(session, ana):
    made = factories.assignment(session, ana, due_on=date(2026, 4, 1), at=NOW - 5 * DAY)
    factories.ask(session, made, ana, due_on=date(2026, 6, 1), at=NOW)
    factories.assignment(session, ana, due_on=date(2026, 3, 9), at=NOW, ended_at=NOW)
    then = NOW - timedelta(minutes=1)
    assert only(due(session, known_at=then)).due == date(2026, 4, 1)
    assert only(due(session)).due == date(2026, 6, 1)
    assert due(session, known_at=datetime(2026, 1, 1, tzinfo=NOW.tzinfo)) == []


def test_it_can_be_narrowed_to_people_and_to_the_counties_that_ask(session, ana):
    ben = factories.person(session)
    factories.affiliation(session, ben, KERN)
    factories.assignment(session, ana, due_on=TODAY)
    factories.assignment(session, ben, county=KERN, due_on=TODAY)
    factories.assignment(session, ben, county=None, course="second-course", due_on=TODAY)
    assert len(due(session)) == 3
    assert {one.person for one in due(session, people=[ben.id])} == {ben.id}
    assert only(due(session, people=[ana.id])).person == ana.id
    assert len(due(session, counties=frozenset({FRESNO}))) == 2
    assert due(session, people=[]) == []


def test_many_people_cost_no_more_queries_than_few(app, session):
    team = factories.team(session)
    factories.assignment(session, reach=Reach.TEAM, team=team, newcomers=True)
    named = factories.assignment(session, requirement="crisis-training", due_on=TODAY)
    costs = []
    for more in (30, 270):
        for _ in range(more):
            one = factories.person(session)
            factories.affiliation(session, one, team=team, starts_on=date(2026, 2, 1))
            factories.ask(session, named, one)
        session.commit()
        with counted(app) as statements:
            found = due(session)
        costs.append((len(statements), len(found)))
    assert [found for _, found in costs] == [60, 600]
    assert costs[0][0] == costs[1][0] <= 16


# The rules' own dates: the crisis training of the tests is asked for within 30 days


@pytest.fixture
def ben(session):
    """Who answers calls since February 1, on a team."""
    made = factories.person(session, "Ben Okafor")
    team = factories.team(session)
    factories.affiliation(session, made, team=team, starts_on=date(2026, 2, 1))
    return made


@pytest.mark.parametrize("asked", [{"requirement": "crisis-training"}, {}])
def test_a_verified_rule_asks_too_and_explains_its_date(session, ben, asked):
    factories.assignment(session, ben, due_on=date(2026, 5, 1), **asked)
    found = only(due(session))
    assert found.due == date(2026, 3, 3)
    rule, assignment = found.reasons
    assert (rule.assignment, rule.due) == (None, date(2026, 3, 3))
    assert assignment.due == date(2026, 5, 1)
    assert "30 days" in rule.text
    assert "from February 1, 2026 that is March 3, 2026" in rule.text
    assert "in force in this form since June 19, 2023" in rule.text
    assert only(due(session, date(2026, 3, 4))).progress is Progress.LATE


def test_an_extension_of_the_requirement_moves_the_rule_s_date_too(session, ben):
    factories.assignment(session, ben, requirement="crisis-training", due_on=date(2026, 3, 20))
    factories.decision(
        session,
        ben,
        requirement="crisis-training",
        kind=DecisionKind.EXTENSION,
        starts_on=MADE,
        ends_on=date(2026, 4, 10),
    )
    assert only(due(session)).due == date(2026, 4, 10)


def test_an_unverified_rule_gives_no_date(session, ben):
    factories.assignment(session, ben, requirement="culture-training", due_on=date(2026, 5, 1))
    found = only(due(session))
    assert (found.due, len(found.reasons)) == (date(2026, 5, 1), 1)


def test_the_rules_dates_cost_the_same_for_many(app, session):
    team = factories.team(session)

    def cost():
        person = factories.person(session)
        factories.affiliation(session, person, team=team, starts_on=date(2026, 2, 1))
        factories.assignment(session, person, due_on=date(2026, 5, 1))
        session.commit()
        with counted(app) as statements:
            assert any(one.reasons[0].assignment is None for one in due(session))
        return len(statements)

    assert cost() == cost()
