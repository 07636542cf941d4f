"""The pages of roles."""

import pytest
from sqlalchemy import select

from portal.domain.access import Role
from portal.models import RoleGrant
from tests import factories
from tests.factories import AT, FRESNO
from tests.signing_in import signed_in_as


@pytest.fixture
def boss(session):
    """An administrator."""
    return factories.person(session, "Bo Boss")


@pytest.fixture
def admin(app, session, boss):
    """Their browser."""
    return signed_in_as(app, session, boss, Role.ADMINISTRATOR)


@pytest.fixture
def ana(session):
    """Somebody without a role."""
    return factories.person(session, "Ana Flores")


def open_roles(session, person):
    session.expire_all()
    theirs = select(RoleGrant).where(RoleGrant.person_id == person.id)
    rows = session.scalars(theirs.order_by(RoleGrant.id))
    return [(row.role, row.county_fips) for row in rows if row.ended_at is None]


def test_a_role_is_given_and_ended(admin, session, ana):
    admin.get(f"/people/{ana.id}/roles")
    assert admin.h1 == "Ana Flores has no role"
    for _ in range(2):  # a double click
        admin.submit("Give this role", 303, role="trainer", county=FRESNO)
        admin.get(f"/people/{ana.id}/roles")
    assert admin.h1 == "Ana Flores has 1 role"
    assert open_roles(session, ana) == [(Role.TRAINER, FRESNO)]
    admin.submit("End the role County trainer, Fresno County", follow=True)
    assert "The role County trainer has ended." in admin.main
    assert "Roles that ended" in admin.main
    assert open_roles(session, ana) == []


@pytest.mark.parametrize(
    ("role", "county", "error"),
    [
        ("", "", "Choose the role."),
        ("trainer", "", "is held for a county. Choose it."),
        ("ta-staff", FRESNO, "is held for the whole state"),
        ("administrator", FRESNO, "is held for the whole state"),
        ("team-member", FRESNO, "is held for the whole state"),
    ],
)
def test_a_role_that_does_not_fit_its_place_is_refused(admin, session, ana, role, county, error):
    admin.get(f"/people/{ana.id}/roles")
    admin.submit("Give this role", 422, role=role, county=county)
    assert error in admin.main
    assert open_roles(session, ana) == []


def test_made_up_roles_are_refused(admin, ana):
    admin.get(f"/people/{ana.id}/roles")
    admin.post(f"/people/{ana.id}/roles", {"role": "king", "county": ""}, 422)
    admin.post(f"/people/{ana.id}/roles", {"role": "trainer", "county": "1"}, 422)
    assert "Choose from the list" in admin.main


def test_a_team_member_is_not_said_to_be_one_for_the_state(admin, session, ana):
    factories.grant(session, ana, Role.TEAM_MEMBER)
    admin.get(f"/people/{ana.id}")
    assert "Team member" in admin.main
    assert "whole state" not in admin.main
    admin.get(f"/people/{ana.id}/roles").submit("End the role Team member", follow=True)
    assert open_roles(session, ana) == []


def test_one_does_not_lock_oneself_out(admin, session, boss):
    admin.get(f"/people/{boss.id}/roles")
    admin.submit("End the role Administrator, The whole state", follow=True)
    assert "your own last administrator role" in admin.main
    assert open_roles(session, boss) == [(Role.ADMINISTRATOR, None)]


def test_a_role_ends_once(admin, session, ana):
    row = factories.grant(session, ana, Role.TA_STAFF, ended_at=AT)
    admin.get(f"/people/{ana.id}/roles")
    admin.post(f"/people/{ana.id}/roles/{row.id}/end", status=303)
    admin.get(f"/people/{ana.id}/roles")
    assert "This role has ended already." in admin.main
    admin.post(f"/people/{ana.id}/roles/4711/end", status=404)
    admin.get("/people/4711/roles", 404)


@pytest.mark.parametrize(("role", "county"), [(Role.TRAINER, FRESNO), (Role.TA_STAFF, None)])
def test_only_administrators_give_roles(app, session, ana, role, county):
    factories.affiliation(session, ana, FRESNO)
    visitor = signed_in_as(app, session, factories.person(session), role, county)
    visitor.get(f"/people/{ana.id}/roles", 403)
    visitor.get("/people")
    visitor.post(f"/people/{ana.id}/roles", {"role": "administrator", "county": ""}, 403)
    assert open_roles(session, ana) == []
