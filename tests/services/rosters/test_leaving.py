"""Who leaves a county, or moves to another, stays on no weekly shift unnoticed."""

from datetime import timedelta

import pytest

from portal.services.rosters.leaving import left_on
from tests import factories, rosters
from tests.factories import ALAMEDA, FRESNO, KERN
from tests.queries import counted
from tests.rosters import MONDAY

DAY, WEEK = timedelta(1), timedelta(7)


@pytest.fixture
def team(session):
    return factories.team(session, "North")


def told(session, person, counties=None, today=MONDAY):
    found = left_on(session, person.id, counties, today)
    return [(one.team, one.shift.weekday, one.since) for one in found]


def works(session, ends_on, county=FRESNO):
    person = factories.person(session, "Ana")
    factories.affiliation(session, person, county, ends_on=ends_on)
    return person


def test_a_shift_goes_on_after_the_last_day(session, team):
    ana = works(session, MONDAY + DAY)
    for weekday in (0, 3):
        rosters.assignment(session, rosters.shift(session, team, weekday=weekday), ana)
    assert told(session, ana) == [("North", 0, MONDAY + WEEK), ("North", 3, MONDAY + 3 * DAY)]
    later = MONDAY + 4 * WEEK
    assert told(session, ana, today=later) == [("North", 0, later), ("North", 3, later + 3 * DAY)]
    assert told(session, ana, frozenset({KERN})) == []


def test_a_place_that_ends_in_time_is_no_trouble(session, team):
    ana = works(session, MONDAY + DAY)
    rosters.assignment(session, rosters.shift(session, team), ana, last_on=MONDAY + 6 * DAY)
    assert told(session, ana) == []


def test_a_shift_that_ends_in_time_is_no_trouble(session, team):
    ana = works(session, MONDAY + DAY)
    shift = rosters.shift(session, team)
    rosters.assignment(session, shift, ana)
    rosters.shift_end(session, shift, MONDAY)
    assert told(session, ana) == []


def test_who_works_there_in_another_way_has_not_left(session, team):
    ana = works(session, MONDAY + DAY)
    factories.affiliation(session, ana, FRESNO)
    rosters.assignment(session, rosters.shift(session, team), ana)
    assert told(session, ana) == []


def test_another_county_does_not_make_up_for_it(session, team):
    ana = works(session, MONDAY + DAY)
    factories.affiliation(session, ana, KERN)
    rosters.assignment(session, rosters.shift(session, team), ana)
    assert told(session, ana) == [("North", 0, MONDAY + WEEK)]


def test_however_many_counties_it_asks_as_often(app, session):
    def asked(ana):
        session.flush()
        with counted(app) as statements:
            left_on(session, ana.id, None, MONDAY)
        return len(statements)

    one, all_three = factories.person(session), factories.person(session)
    for person, counties in ((one, [FRESNO]), (all_three, [ALAMEDA, FRESNO, KERN])):
        for county in counties:
            factories.affiliation(session, person, county, ends_on=MONDAY + DAY)
            team = factories.team(session, county=county)
            rosters.assignment(session, rosters.shift(session, team), person)
    assert asked(one) == asked(all_three)
    assert len(told(session, all_three)) == 3
