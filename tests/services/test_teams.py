"""Teams: unique in their county, counted as of today, readable within scope."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.access import Grant, Permission, Role
from portal.domain.dates import civil_date
from portal.domain.errors import Forbidden, Invalid, NotFound
from portal.models import Team
from portal.services import places, teams
from tests import factories
from tests.factories import AT, FRESNO, KERN

TODAY = civil_date(AT)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def add(session, by, name="Night Van", county=FRESNO, at=AT, agency="Valley"):
    of = factories.agency(session, agency)
    return teams.add(session, name, county, of.id, by=by.id, at=at)


def test_a_name_is_unique_in_its_county(session):
    boss, other = factories.person(session), factories.person(session)
    add(session, boss)
    add(session, boss, county=KERN)
    for refused in (
        {"by": other},
        {"by": boss, "name": "NIGHT van", "at": AT + SECOND},
        {"by": boss, "at": AT + timedelta(hours=1)},
        {"by": boss, "agency": "Another"},
    ):
        with pytest.raises(Invalid) as error:
            add(session, **refused)
        assert error.value.field == "name"


def test_two_clicks_add_one_team(session):
    boss = factories.person(session)
    first = add(session, boss)
    assert add(session, boss, at=AT + SECOND).id == first.id
    assert len(session.scalars(select(Team)).all()) == 1


def test_members_are_counted_once_and_as_of_today(session):
    night = factories.team(session, "Night", FRESNO)
    for starts, ends in [(None, None), (None, 0), (0, None), (1, None), (None, -1)]:
        person = factories.person(session)
        factories.affiliation(
            session,
            person,
            FRESNO,
            team=night,
            starts_on=None if starts is None else TODAY + starts * DAY,
            ends_on=None if ends is None else TODAY + ends * DAY,
        )
    ana = factories.person(session)
    first = factories.affiliation(session, ana, FRESNO, team=night)
    factories.affiliation(session, ana, FRESNO, team=night, position="Lead")
    factories.affiliation(session, ana, FRESNO, team=night, position="x", supersedes=first)
    found = teams.list_teams(session, frozenset({FRESNO}), 1, TODAY)
    assert [row.members for row in found.rows] == [4]
    found = teams.members(session, night, TODAY, {})
    assert sum(each.total for each in found.values()) == 7


def test_the_list_holds_the_counties_asked_for(session):
    factories.team(session, "North", FRESNO)
    factories.team(session, "South", KERN)

    def names(held):
        return [row.team.name for row in teams.list_teams(session, held, 1, TODAY).rows]

    assert names(None) == ["North", "South"]
    assert names(frozenset({KERN})) == ["South"]
    assert names(frozenset()) == []


def test_a_team_is_found_within_scope(session):
    night = factories.team(session, "Night", FRESNO)
    see = Permission.SEE_PEOPLE
    found = teams.find(session, night.id, [Grant(Role.TRAINER, FRESNO)], see)
    assert found == (night, "Fresno", "Valley Crisis Services")
    with pytest.raises(Forbidden):
        teams.find(session, night.id, [Grant(Role.TRAINER, KERN)], see)
    for number in (4711, 10**30):
        with pytest.raises(NotFound):
            teams.find(session, number, [Grant(Role.TA_STAFF)], see)


def test_places_are_named_by_how_many_there_are():
    names = {FRESNO: "Fresno", KERN: "Kern"}
    assert places.scope_name(names, None) == "California"
    assert places.scope_name({FRESNO: "Fresno"}, frozenset({FRESNO})) == "Fresno County"
    assert places.scope_name(names, frozenset(names)) == "your 2 counties"
