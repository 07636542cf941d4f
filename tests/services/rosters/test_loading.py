"""Rosters as values: what holds is handed over, what is superseded or undone is not."""

from datetime import time, timedelta

import pytest

from portal.domain.coverage import AreaTeam, ExceptionKind
from portal.domain.staffing import Mode
from portal.models import AreaSetting
from portal.services.rosters import loading
from tests import factories, rosters
from tests.factories import AT, FRESNO, KERN
from tests.queries import counted
from tests.rosters import MONDAY

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def team(session):
    return factories.team(session, "Night Van")


def only(session, team, known_at=None):
    (shift,) = loading.shifts_of(session, [team.id], known_at)[team.id]
    return shift


def test_a_shift_comes_with_its_end_its_people_and_its_exceptions(session, team):
    ana, ben = factories.person(session, "Ana"), factories.person(session)
    row = rosters.shift(session, team, "Night", starts=time(20), ends=time(8), first_on=MONDAY)
    rosters.shift_end(session, row, MONDAY + 70 * DAY)
    place = rosters.assignment(session, row, ben, Mode.REMOTE, by=ana)
    other = rosters.exception(session, row, MONDAY, ExceptionKind.OFF, ben)
    shift = only(session, team)
    assert (shift.id, shift.team, shift.name, shift.weekday) == (row.id, team.id, "Night", 0)
    assert (shift.starts, shift.ends) == (time(20), time(8))
    assert (shift.first_on, shift.last_on) == (MONDAY, MONDAY + 70 * DAY)
    (assigned,), (different,) = shift.assigned, shift.exceptions
    assert (assigned.person, assigned.mode, assigned.last_on) == (ben.id, Mode.REMOTE, None)
    assert assigned.fact.key == f"shift-assignment:{place.id}"
    assert (assigned.fact.at, assigned.fact.by) == (AT, "Ana")
    assert (different.on, different.kind, different.person) == (MONDAY, ExceptionKind.OFF, ben.id)
    assert (different.fact.key, different.fact.by) == (f"shift-exception:{other.id}", "")


def test_a_superseded_place_is_known_until_the_moment_it_was_superseded(session, team):
    ben, row = factories.person(session), rosters.shift(session, team)
    first = rosters.assignment(session, row, ben)
    rosters.assignment(session, row, ben, last_on=MONDAY + DAY, supersedes=first, at=AT + HOUR)
    assert only(session, team).assigned[0].last_on == MONDAY + DAY
    assert only(session, team, AT).assigned[0].last_on is None
    assert len(only(session, team, AT + HOUR).assigned) == 1


def test_a_place_taken_back_is_not_handed_on(session, team):
    ben, row = factories.person(session), rosters.shift(session, team)
    first = rosters.assignment(session, row, ben)
    rosters.assignment(session, row, ben, last_on=MONDAY - DAY, supersedes=first)
    assert only(session, team).assigned == ()


def test_of_several_ends_the_last_recorded_counts(session, team):
    row = rosters.shift(session, team)
    rosters.shift_end(session, row, MONDAY + 7 * DAY)
    rosters.shift_end(session, row, None, at=AT + HOUR)
    assert only(session, team).last_on is None
    assert only(session, team, AT).last_on == MONDAY + 7 * DAY


def test_a_shift_that_never_takes_place_is_not_handed_on(session, team):
    rosters.shift_end(session, rosters.shift(session, team), MONDAY - DAY)
    assert loading.shifts_of(session, [team.id], None) == {team.id: []}


def test_of_several_exceptions_for_one_person_the_last_recorded_counts(session, team):
    ana, ben = factories.person(session), factories.person(session)
    row = rosters.shift(session, team)
    rosters.exception(session, row, MONDAY, ExceptionKind.OFF, ben)
    rosters.exception(session, row, MONDAY, ExceptionKind.ON, ana)
    rosters.exception(session, row, MONDAY, ExceptionKind.CANCELLED)
    rosters.exception(session, row, MONDAY, ExceptionKind.USUAL, ben, at=AT + HOUR)
    rosters.exception(session, row, MONDAY, ExceptionKind.USUAL, at=AT + HOUR)
    assert [one.person for one in only(session, team).exceptions] == [ana.id]
    assert len(only(session, team, AT).exceptions) == 3


def test_what_a_file_brought_is_known_until_it_is_undone(session, team):
    file = rosters.roster_import(session, undone_at=AT + HOUR)
    ben, row = factories.person(session), rosters.shift(session, team)
    rosters.assignment(session, row, ben, imported=file)
    rosters.exception(session, row, MONDAY, ExceptionKind.CANCELLED, imported=file)
    rosters.shift(session, team, "Day", imported=file)
    assert only(session, team).assigned == only(session, team).exceptions == ()
    day, night = loading.shifts_of(session, [team.id], AT)[team.id]
    assert (day.name, night.name) == ("Day", "Night")
    assert len(night.assigned) == len(night.exceptions) == 1
    assert len(loading.shifts_of(session, [team.id], AT + HOUR)[team.id]) == 1


def test_nothing_is_known_before_it_was_recorded(session, team):
    ben, row = factories.person(session), rosters.shift(session, team)
    rosters.assignment(session, row, ben)
    assert loading.shifts_of(session, [team.id], AT - HOUR) == {team.id: []}


def test_all_teams_or_those_asked_for(session, team):
    other = factories.team(session)
    rosters.shift(session, team)
    rosters.shift(session, other)
    assert set(loading.shifts_of(session, None)) == {team.id, other.id}
    assert set(loading.shifts_of(session, [other.id])) == {other.id}
    assert loading.shifts_of(session, []) == {}


def test_the_number_of_questions_does_not_grow(app, session):
    def questions():
        session.commit()
        with counted(app) as statements:
            loading.shifts_of(session, None)
            loading.area_teams(session, None)
        return len(statements)

    def grow():
        team = factories.team(session)
        area = rosters.area(session, name=team.name)
        rosters.team_area(session, team, area)
        for _ in range(3):
            row, ben = rosters.shift(session, team), factories.person(session)
            rosters.assignment(session, row, ben, by=ben)
            rosters.exception(session, row, MONDAY, ExceptionKind.OFF, ben)

    grow()
    before = questions()
    grow()
    assert questions() == before


def test_areas_by_county(session):
    north = rosters.area(session, "North", FRESNO, AreaSetting.RURAL)
    rosters.area(session, "South", KERN)
    known = loading.areas_of(session, frozenset({FRESNO}))
    assert known == {FRESNO: [loading.Area(north.id, "North", FRESNO, AreaSetting.RURAL)]}
    assert set(loading.areas_of(session, None)) == {FRESNO, KERN}
    assert loading.areas_of(session, None, AT - HOUR) == {}


def test_which_teams_serve_an_area(session, team):
    area = rosters.area(session)
    first = rosters.team_area(session, team, area)
    rosters.team_area(session, team, area, ends_on=MONDAY, supersedes=first, at=AT + HOUR)
    taken_back = factories.team(session)
    mistake = rosters.team_area(session, taken_back, area)
    rosters.team_area(
        session, taken_back, area, ends_on=MONDAY - DAY, supersedes=mistake, at=AT + HOUR
    )
    assert loading.area_teams(session, [area.id]) == {area.id: [AreaTeam(team.id, MONDAY, MONDAY)]}
    assert loading.area_teams(session, [area.id], AT) == {
        area.id: [AreaTeam(team.id, MONDAY, None), AreaTeam(taken_back.id, MONDAY, None)]
    }
