"""Weekly shifts: once each, with dates that can be, ended and reopened by further facts."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.errors import Invalid, NotFound
from portal.domain.staffing import Mode
from portal.models import Shift, ShiftEnd
from portal.services.rosters import shifts
from portal.services.rosters.people import PlaceFacts, put_on
from portal.services.rosters.shifts import ShiftFacts
from tests import factories, rosters
from tests.factories import AT
from tests.rosters import MONDAY

DAY = timedelta(1)
WEEK = timedelta(7)
LATER = AT + timedelta(hours=1)
NIGHT = ShiftFacts("Night", time(20), time(8), MONDAY, None)


@pytest.fixture
def boss(session):
    return factories.person(session, "Tess").id


@pytest.fixture
def team(session):
    return factories.team(session, "North")


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_one_shift_a_weekday(session, team, boss):
    shifts.add(session, team.id, NIGHT, {0, 4, 6}, by=boss, at=AT)
    known = shifts.of_team(session, team.id)
    assert [(one.weekday, one.name, one.starts, one.ends) for one in known] == [
        (weekday, "Night", time(20), time(8)) for weekday in (0, 4, 6)
    ]
    assert {one.last_on for one in known} == {None}


def test_a_last_date_is_kept(session, team, boss):
    facts = ShiftFacts("Night", time(20), time(8), MONDAY, MONDAY + 3 * WEEK)
    shifts.add(session, team.id, facts, {0}, by=boss, at=AT)
    assert shifts.of_team(session, team.id)[0].last_on == MONDAY + 3 * WEEK


def test_two_clicks_add_one_shift(session, team, boss):
    for facts in (NIGHT, ShiftFacts("Day", time(8), time(20), MONDAY, MONDAY + WEEK)):
        first = shifts.add(session, team.id, facts, {0, 1}, by=boss, at=AT)
        again = shifts.add(session, team.id, facts, {0, 1}, by=boss, at=AT + timedelta(seconds=1))
        assert sorted(again) == sorted(first)
    assert count(session, Shift) == 4


@pytest.mark.parametrize(
    ("facts", "weekdays"),
    [
        (NIGHT, {0}),
        (ShiftFacts("NIGHT", time(22), time(23), MONDAY + WEEK, None), {0, 2}),
        (ShiftFacts("night", time(7), time(9), MONDAY, None), {1}),
    ],
)
def test_a_shift_does_not_run_beside_itself(session, team, boss, facts, weekdays):
    shifts.add(session, team.id, NIGHT, {0}, by=boss, at=AT)
    with pytest.raises(Invalid, match="“Night” is on the roster already") as error:
        shifts.add(session, team.id, facts, weekdays, by=boss, at=LATER)
    assert error.value.field == "name"
    assert count(session, Shift) == 1


def test_a_shift_of_another_name_or_team_or_time_may(session, team, boss):
    shifts.add(session, team.id, NIGHT, {0}, by=boss, at=AT)
    second = ShiftFacts("Second van", time(20), time(8), MONDAY, None)
    shifts.add(session, team.id, second, {0}, by=boss, at=LATER)
    shifts.add(session, factories.team(session).id, NIGHT, {0}, by=boss, at=LATER)
    morning = ShiftFacts("Night", time(8), time(20), MONDAY, None)
    shifts.add(session, team.id, morning, {0, 1}, by=boss, at=LATER)


@pytest.mark.parametrize(
    ("first_on", "last_on", "field", "words"),
    [
        (MONDAY, MONDAY - DAY, "last_on", "before the first one, January 5, 2026"),
        (date(1926, 1, 5), None, "first_on", "Check the year"),
        (MONDAY, date(2126, 1, 5), "last_on", "Check the year"),
        (MONDAY + DAY, MONDAY + 2 * DAY, "weekdays", "There is no Monday"),
    ],
)
def test_dates_that_cannot_be(session, team, boss, first_on, last_on, field, words):
    facts = ShiftFacts("Night", time(20), time(8), first_on, last_on)
    with pytest.raises(Invalid, match=words) as error:
        shifts.add(session, team.id, facts, {0}, by=boss, at=AT)
    assert error.value.field == field
    assert count(session, Shift) == 0


def test_a_shift_is_found_in_its_team_while_it_holds(session, team, boss):
    (night,) = shifts.add(session, team.id, NIGHT, {0}, by=boss, at=AT)
    shift, known = shifts.find(session, team.id, night)
    assert (shift.id, known) == (night, [shift])
    for team_id, shift_id in ((factories.team(session).id, night), (team.id, 4711)):
        with pytest.raises(NotFound, match="no such shift"):
            shifts.find(session, team_id, shift_id)
    shifts.end(session, team.id, [night], None, mistake=True, by=boss, at=LATER)
    with pytest.raises(NotFound, match="“Night” was taken back"):
        shifts.find(session, team.id, night)


def test_the_same_shift_on_other_weekdays(session, team, boss):
    shifts.add(session, team.id, NIGHT, {0, 1}, by=boss, at=AT)
    other = ShiftFacts("Night", time(21), time(23), MONDAY, None)
    shifts.add(session, team.id, other, {3}, by=boss, at=AT)
    known = shifts.of_team(session, team.id)
    assert [one.weekday for one in shifts.alike(known[1], known)] == [0, 1]
    assert shifts.alike(known[2], known) == [known[2]]


def test_an_end_and_a_reopening_are_further_facts(session, team, boss):
    (night,) = shifts.add(session, team.id, NIGHT, {0}, by=boss, at=AT)
    for last_on in (MONDAY + WEEK, MONDAY + WEEK, None, None, MONDAY):
        shifts.end(session, team.id, [night], last_on, by=boss, at=LATER)
        assert shifts.of_team(session, team.id)[0].last_on == last_on
    assert count(session, ShiftEnd) == 3


def test_an_end_before_the_beginning_is_refused(session, team, boss):
    ids = shifts.add(session, team.id, NIGHT, {0, 1}, by=boss, at=AT)
    with pytest.raises(Invalid) as error:
        shifts.end(session, team.id, ids, MONDAY - DAY, by=boss, at=LATER)
    assert error.value.field == "last_on"
    assert count(session, ShiftEnd) == 0


def test_nothing_may_be_in_the_way_of_a_reopening(session, team, boss):
    (night,) = shifts.add(session, team.id, NIGHT, {0}, by=boss, at=AT)
    ana = factories.person(session, "Ana")
    factories.affiliation(session, ana)
    rosters.assignment(session, session.get(Shift, night), ana)
    shifts.end(session, team.id, [night], MONDAY, by=boss, at=LATER)
    new = ShiftFacts("Night", time(21), time(7), MONDAY + WEEK, None)
    (second,) = shifts.add(session, team.id, new, {0}, by=boss, at=LATER)
    with pytest.raises(Invalid, match="on the roster already") as error:
        shifts.end(session, team.id, [night], None, by=boss, at=LATER)
    assert error.value.field == "last_on"
    shifts.end(session, team.id, [second], None, mistake=True, by=boss, at=LATER)

    late = ShiftFacts("Late", time(18), time(23), MONDAY + WEEK, None)
    (third,) = shifts.add(session, team.id, late, {0}, by=boss, at=LATER)
    facts = PlaceFacts(Mode.ON_SITE, MONDAY + WEEK, None)
    put_on(session, team, [third], ana.id, facts, by=boss, at=LATER)
    with pytest.raises(Invalid, match="Ana is on site on “Late” of North") as error:
        shifts.end(session, team.id, [night], None, by=boss, at=LATER)
    assert error.value.field == "last_on"
