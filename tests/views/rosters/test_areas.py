"""The pages of service areas."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.access import Role
from portal.models import AreaSetting, ServiceArea, TeamArea
from tests import factories, rosters
from tests.factories import AT, FRESNO, KERN
from tests.queries import counted
from tests.rosters import MONDAY
from tests.signing_in import signed_in_as

DAY = timedelta(1)


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def trainer(app, session):
    """A browser of Fresno's trainer."""
    person = factories.person(session, "Tess Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


def test_no_areas_says_what_to_do(trainer):
    trainer.get("/service-areas")
    assert trainer.h1 == "No service areas in Fresno County"
    assert "is said of the area, not of the county" in trainer.main
    trainer.click("Add a service area")


def test_an_area_is_added_once(trainer, session):
    form = {"name": " Foot  hills ", "setting": "rural", "county": FRESNO}
    for _ in range(2):  # a double click
        trainer.get("/service-areas/new").submit("Add this area", **form)
    area = session.scalars(select(ServiceArea)).one()
    assert (area.name, area.setting, area.county_fips) == ("Foot hills", AreaSetting.RURAL, FRESNO)
    assert trainer.location == f"/service-areas/{area.id}"


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(trainer, session):
    rosters.area(session, "Foothills")
    trainer.get("/service-areas/new").submit("Add this area", 422)
    assert "Enter the name of the area." in trainer.main
    assert "Choose whether this area is urban or rural." in trainer.main
    trainer.submit("Add this area", 422, name="foothills", setting="urban")
    assert "This county has a service area of this name already." in trainer.main
    assert trainer.all(".//input[@name='name']")[0].get("value") == "foothills"
    bad = {"name": "Far", "county": KERN, "setting": "urban"}
    trainer.post("/service-areas/new", bad, 422)
    assert "Choose from the list" in trainer.main


def test_the_list_says_who_serves_an_area_today(app, session):
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    north = factories.team(session, "North")
    rosters.team_area(session, north, rosters.area(session, "Valley"))
    rosters.area(session, "Desert", KERN, AreaSetting.RURAL)
    staff.get("/service-areas")
    assert staff.h1 == "2 service areas in California"
    assert staff.texts(".//tbody/tr/td") == ["Fresno", "Urban", "North", "Kern", "Rural", "No team"]
    staff.submit("Show", county=KERN)
    assert staff.h1 == "1 service area in Kern County"
    staff.get("/service-areas?county=nonsense", 422)
    assert "Choose from the list" in staff.main


def test_a_team_serves_an_area_and_ends(trainer, session):
    area, team = rosters.area(session, "Valley"), factories.team(session, "North")
    factories.team(session, "Kern team", KERN)
    trainer.get(f"/service-areas/{area.id}")
    assert trainer.h1 == "Valley: no teams today"
    for _ in range(2):
        trainer.get(f"/service-areas/{area.id}/teams/new")
        trainer.submit("Record this", 303, team=team.id, starts_on="2026-01-05")
    trainer.get(f"/service-areas/{area.id}")
    assert trainer.h1 == "Valley: 1 team today"
    trainer.click("End or correct North").submit("Record this", 422, ends_on="2026-01-04")
    assert "cannot be before the first one" in trainer.main
    trainer.submit("Record this", follow=True, ends_on="2026-01-10")
    assert trainer.h1 == "Valley: no teams today"
    assert "January 5, 2026 through January 10, 2026" in trainer.main
    assert trainer.texts(".//h2") == ["Teams that serve it", "Replaced or taken back"]
    assert "Tess Trainer" in trainer.main
    trainer.click("End or correct North").submit("Record this", follow=True, mistaken=True)
    assert "Taken back" in trainer.main
    assert len(session.scalars(select(TeamArea)).all()) == 3


def test_days_in_the_wrong_century_are_told(trainer, session):
    area, team = rosters.area(session), factories.team(session)
    trainer.get(f"/service-areas/{area.id}/teams/new")
    trainer.submit("Record this", 422, team=team.id, starts_on="1946-01-05")
    assert "Check the year: January 5, 1946" in trainer.main
    assert trainer.all(".//input[@name='starts_on']")[0].get("value") == "1946-01-05"


def test_two_tabs_correct_once(trainer, session):
    area, team = rosters.area(session), factories.team(session)
    row = rosters.team_area(session, team, area)
    url = f"/service-areas/{area.id}/teams/{row.id}/correct"
    for _ in range(2):
        trainer.get(url).submit("Record this", 303, ends_on="2026-01-20")
    trainer.post(url, {"starts_on": MONDAY, "ends_on": MONDAY + DAY}, 409)
    assert len(session.scalars(select(TeamArea)).all()) == 2


def test_the_list_costs_no_more_for_many_areas(app, session, trainer):
    def cost(more):
        for _ in range(more):
            area, team = rosters.area(session), factories.team(session)
            rosters.team_area(session, team, area)
        session.commit()
        with counted(app) as statements:
            trainer.get("/service-areas")
            trainer.get(f"/service-areas/{area.id}")
        return len(statements)

    assert cost(2) == cost(20)
