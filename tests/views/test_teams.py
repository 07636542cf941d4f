"""The pages of teams."""

import pytest
from sqlalchemy import select

from portal.domain.access import Role
from portal.models import Agency, Team
from tests import factories
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.signing_in import signed_in_as


@pytest.fixture
def trainer(app, session):
    """A browser of Fresno's trainer."""
    person = factories.person(session, "Tess Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


def test_a_visitor_signs_in_first(page):
    page.get("/teams", 303)
    assert page.location.startswith("/sign-in")


def test_a_team_member_does_not_read_teams(app, session):
    member = signed_in_as(app, session, factories.person(session), Role.TEAM_MEMBER)
    night = factories.team(session, "Night", FRESNO)
    for url in ("/teams", "/teams/new", f"/teams/{night.id}"):
        member.get(url, 403)


def test_no_teams_says_what_to_do(trainer):
    trainer.get("/teams")
    assert trainer.h1 == "No teams in Fresno County"
    assert "Teams appear here once they are added" in trainer.main


def test_the_list_counts_who_is_there(trainer, session):
    night = factories.team(session, "Night", FRESNO)
    factories.team(session, "South", KERN)
    for _ in range(2):
        factories.affiliation(session, factories.person(session), FRESNO, team=night)
    trainer.get("/teams")
    assert trainer.h1 == "1 team in Fresno County"
    assert trainer.texts(".//tbody/tr/td") == ["Fresno", "Fresno", "Valley Crisis Services", "2"]


def test_the_state_is_narrowed_to_a_county(app, session):
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    factories.team(session, "Night", FRESNO)
    factories.team(session, "South", KERN)
    staff.get("/teams")
    assert staff.h1 == "2 teams in California"
    staff.submit("Show", county=KERN)
    assert staff.h1 == "1 team in Kern County"
    staff.get("/teams?county=nonsense", 422)
    assert "Choose from the list" in staff.main


def test_long_lists_are_paged(app, session):
    staff = signed_in_as(app, session, factories.person(session), Role.TA_STAFF)
    for _ in range(51):
        factories.team(session)
    staff.get("/teams?page=2")
    assert len(staff.all(".//tbody/tr")) == 1
    for page in ("0", "-3", "x", "9" * 30):
        staff.get(f"/teams?page={page}")


def test_a_team_is_added(trainer, session):
    trainer.get("/teams").click("Add a team")
    form = {"name": "  Night   Van ", "new_agency": "Valley", "county": FRESNO}
    trainer.submit("Add this team", **form)
    team = session.scalars(select(Team)).one()
    assert (team.name, team.county_fips) == ("Night Van", FRESNO)
    assert trainer.location == f"/teams/{team.id}"
    trainer.get("/teams/new").submit("Add this team", 303, **form)  # a double click
    assert len(session.scalars(select(Team)).all()) == 1
    assert len(session.scalars(select(Agency)).all()) == 1


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(trainer, session):
    night = factories.team(session, "Night", FRESNO)
    trainer.get("/teams/new").submit("Add this team", 422)
    assert "Enter the name of the team." in trainer.main
    trainer.submit("Add this team", 422, name="Day")
    assert "Choose the agency that runs the team" in trainer.main
    trainer.submit("Add this team", 422, name="night", agency=night.agency_id)
    assert "This county has a team of this name already." in trainer.main
    assert trainer.all(".//input[@name='name']")[0].get("value") == "night"
    trainer.submit("Add this team", 422, name="x" * 101)
    assert "Use 100 characters or fewer." in trainer.main
    trainer.post("/teams/new", {"name": "Far", "county": KERN, "agency": night.agency_id}, 422)
    assert "Choose from the list" in trainer.main


def test_a_team_shows_who_is_on_it_and_who_was(trainer, session):
    night = factories.team(session, "Night <b>", FRESNO)
    people = [factories.person(session, name) for name in ("Ana", "Ben", "Cal")]
    day = factories.AT.date()
    factories.affiliation(session, people[0], FRESNO, team=night, starts_on=day)
    factories.affiliation(session, people[1], FRESNO, team=night, ends_on=day)
    factories.affiliation(session, people[2], FRESNO, team=night, starts_on=day.replace(year=2190))
    trainer.get(f"/teams/{night.id}")
    assert trainer.h1 == "Night <b>: 1 member now"
    assert trainer.texts(".//section/h2") == ["Members now", "Starting later", "Former members"]
    assert "through January 15, 2026" in trainer.main
    trainer.click("Ana")


def test_the_county_plan_is_said(app, session):
    team = factories.team(session, "River", "06101")
    person = factories.person(session)
    visitor = signed_in_as(app, session, person, Role.TRAINER, "06101")
    visitor.get(f"/teams/{team.id}")
    assert "Sutter County · Valley Crisis Services · County plan: Sutter-Yuba" in visitor.main
    visitor.get("/teams")
    assert "Sutter-Yuba" in visitor.main


def test_an_empty_team_says_what_to_do(trainer, session):
    night = factories.team(session, "Night", FRESNO)
    trainer.get(f"/teams/{night.id}")
    assert trainer.h1 == "Night: no members now"
    assert "Nobody is on this team now" in trainer.main


def test_the_team_of_another_county_is_closed(trainer, session):
    south = factories.team(session, "South", KERN)
    trainer.get(f"/teams/{south.id}", 403)
    assert "a county that is not yours" in trainer.main
    trainer.get("/teams/4711", 404)
    trainer.get("/teams/99999999999999999999", 404)


def test_the_list_costs_no_more_for_sixty_teams(app, session, trainer):
    def cost(more):
        for _ in range(more):
            team = factories.team(session, county=FRESNO)
            factories.affiliation(session, factories.person(session), FRESNO, team=team)
        session.commit()
        with counted(app) as statements:
            trainer.get("/teams")
        return len(statements)

    assert cost(3) == cost(57) <= 8


def test_the_lists_of_a_large_team_are_paged_each_by_itself(trainer, session, app):
    night = factories.team(session, "Night", FRESNO)
    day = factories.AT.date()

    def join(count, **days):
        for _ in range(count):
            factories.affiliation(session, factories.person(session), FRESNO, team=night, **days)

    def cost():
        session.commit()
        with counted(app) as statements:
            trainer.get(f"/teams/{night.id}")
        return len(statements)

    join(2, starts_on=day)
    first = cost()
    join(49, starts_on=day)
    join(52, ends_on=day)
    assert cost() == first
    assert trainer.h1 == "Night: 51 members now"
    assert len(trainer.all(".//tbody/tr")) == 100
    trainer.get(f"/teams/{night.id}?former=2")
    assert len(trainer.all(".//tbody/tr")) == 52
    links = [
        link.get("href") for link in trainer.all(".//nav[@aria-label='Pages: Members now']//a")
    ]
    assert links[0] == f"/teams/{night.id}?former=2&page=2"
    trainer.get(links[0])
    assert len(trainer.all(".//tbody/tr")) == 3
    for page in ("0", "-3", "x", "9" * 30):
        trainer.get(f"/teams/{night.id}?page={page}&later={page}&former={page}")
