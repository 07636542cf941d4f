"""Service areas: unique in their county; teams serve them for stretches that do not overlap."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Grant, Permission, Role
from portal.domain.dates import civil_date
from portal.domain.errors import Conflict, Forbidden, Invalid, NotFound
from portal.models import AreaSetting, ServiceArea, TeamArea
from portal.services.rosters import areas, loading
from tests import factories, rosters
from tests.factories import AT, FRESNO, KERN
from tests.rosters import MONDAY

DAY = timedelta(1)
TODAY = civil_date(AT)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def boss(session):
    return factories.person(session, "Tess").id


@pytest.fixture
def area(session):
    return rosters.area(session, "Valley floor")


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_name_is_unique_in_its_county(session, boss):
    first = areas.add(session, "Foothills", FRESNO, AreaSetting.RURAL, by=boss, at=AT)
    again = areas.add(session, "Foothills", FRESNO, AreaSetting.RURAL, by=boss, at=AT)
    assert again.id == first.id
    areas.add(session, "Foothills", KERN, AreaSetting.RURAL, by=boss, at=AT)
    for name, setting, at in (
        ("FOOTHILLS", AreaSetting.RURAL, AT),
        ("Foothills", AreaSetting.URBAN, AT),
        ("Foothills", AreaSetting.RURAL, LATER),
    ):
        with pytest.raises(Invalid) as error:
            areas.add(session, name, FRESNO, setting, by=boss, at=at)
        assert error.value.field == "name"
    assert count(session, ServiceArea) == 2


def test_an_area_is_found_within_the_counties_of_the_grant(session, area):
    here, there = [Grant(Role.TRAINER, FRESNO)], [Grant(Role.TRAINER, KERN)]
    assert areas.find(session, area.id, here, Permission.SEE_READINESS) == (area, "Fresno")
    with pytest.raises(Forbidden):
        areas.find(session, area.id, there, Permission.SEE_READINESS)
    for nothing in (4711, 2**40):
        with pytest.raises(NotFound):
            areas.find(session, nothing, here, Permission.SEE_READINESS)


def test_the_list_says_who_serves_an_area_today(session, area, boss):
    now, over, mistake = (factories.team(session, name) for name in ("Now", "Over", "Mistake"))
    areas.serve(session, area, now.id, MONDAY, None, by=boss, at=AT)
    areas.serve(session, area, over.id, MONDAY, TODAY - DAY, by=boss, at=AT)
    row = areas.serve(session, area, mistake.id, MONDAY, None, by=boss, at=AT)
    areas.correct(session, row, MONDAY, None, mistake=True, by=boss, at=LATER)
    (listed,) = areas.list_areas(session, frozenset({FRESNO}), TODAY)
    assert (listed.area, listed.county, listed.teams) == (area, "Fresno", ["Now"])
    assert areas.list_areas(session, frozenset({KERN}), TODAY) == []
    assert len(areas.list_areas(session, None, TODAY)) == 1


def test_serving_the_same_twice_adds_one_row(session, area, boss):
    team = factories.team(session)
    first = areas.serve(session, area, team.id, MONDAY, None, by=boss, at=AT)
    assert areas.serve(session, area, team.id, MONDAY, None, by=boss, at=LATER) == first
    assert count(session, TeamArea) == 1


def test_a_team_serves_an_area_once_at_a_time(session, area, boss):
    team = factories.team(session)
    areas.serve(session, area, team.id, MONDAY, MONDAY + 9 * DAY, by=boss, at=AT)
    with pytest.raises(Invalid, match="from January 5, 2026 through January 14, 2026"):
        areas.serve(session, area, team.id, MONDAY + 9 * DAY, None, by=boss, at=AT)
    areas.serve(session, area, team.id, MONDAY + 10 * DAY, None, by=boss, at=AT)


def test_days_that_cannot_be(session, area, boss):
    team = factories.team(session)
    for starts, ends, field, words in (
        (MONDAY, MONDAY - DAY, "ends_on", "before the first"),
        (date(1926, 1, 5), None, "starts_on", "Check the year"),
        (MONDAY, date(2126, 1, 5), "ends_on", "Check the year"),
    ):
        with pytest.raises(Invalid, match=words) as error:
            areas.serve(session, area, team.id, starts, ends, by=boss, at=AT)
        assert error.value.field == field
    assert count(session, TeamArea) == 0


def test_a_team_of_another_county_serves_no_area_here(session, area, boss):
    for team in (factories.team(session, county=KERN).id, 4711):
        with pytest.raises(Invalid) as error:
            areas.serve(session, area, team, MONDAY, None, by=boss, at=AT)
        assert error.value.field == "team"


def test_a_correction_supersedes_and_both_stay_readable(session, area, boss):
    team = factories.team(session)
    row = areas.serve(session, area, team.id, MONDAY, None, by=boss, at=AT)
    new = areas.correct(session, row, MONDAY, MONDAY + DAY, by=boss, at=LATER)
    assert areas.correct(session, row, MONDAY, MONDAY + DAY, by=boss, at=LATER) == new
    with pytest.raises(Conflict):
        areas.correct(session, row, MONDAY, MONDAY + 2 * DAY, by=boss, at=LATER)
    assert areas.correct(session, new, MONDAY, MONDAY + DAY, by=boss, at=LATER) == new
    lines = areas.services(session, [area.id])[area.id]
    assert [(one.row, one.superseded) for one in lines] == [(new, False), (row, True)]
    assert [one.recorded_by for one in lines] == ["Tess", "Tess"]
    ((known,),) = loading.area_teams(session, [area.id]).values()
    assert known.ends_on == MONDAY + DAY


def test_an_entry_belongs_to_its_area(session, area, boss):
    row = areas.serve(session, area, factories.team(session).id, MONDAY, None, by=boss, at=AT)
    assert areas.to_correct(session, area.id, row.id) == row
    for area_id, row_id in ((area.id + 1, row.id), (area.id, 4711)):
        with pytest.raises(NotFound):
            areas.to_correct(session, area_id, row_id)
