"""Roles: given once, ended once, and never the last administrator's."""

import pytest
from sqlalchemy import select

from portal.domain.access import Role
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.models import AuditEntry, RoleGrant
from portal.services import roles
from tests import factories
from tests.factories import AT, FRESNO, KERN


@pytest.mark.parametrize(
    ("role", "county", "allowed"),
    [
        (Role.TEAM_MEMBER, None, True),
        (Role.TEAM_MEMBER, FRESNO, False),
        (Role.TRAINER, None, False),
        (Role.TRAINER, FRESNO, True),
        (Role.TA_STAFF, None, True),
        (Role.TA_STAFF, FRESNO, False),
        (Role.ADMINISTRATOR, None, True),
        (Role.ADMINISTRATOR, FRESNO, False),
    ],
)
def test_only_a_trainer_has_a_county(session, role, county, allowed):
    ana = factories.person(session)
    if allowed:
        row = roles.give(session, ana.id, role, county, by=ana.id, at=AT)
        assert (row.role, row.county_fips) == (role, county)
    else:
        with pytest.raises(Invalid) as refused:
            roles.give(session, ana.id, role, county, by=ana.id, at=AT)
        assert refused.value.field == "county"


def test_a_role_given_twice_is_held_once(session):
    ana = factories.person(session)
    for county in (FRESNO, FRESNO, KERN):
        roles.give(session, ana.id, Role.TRAINER, county, by=ana.id, at=AT)
    for _ in range(2):
        roles.give(session, ana.id, Role.TA_STAFF, None, by=ana.id, at=AT)
    assert len(session.scalars(select(RoleGrant)).all()) == 3
    actions = session.scalars(select(AuditEntry.action)).all()
    assert actions == ["role granted"] * 3


def test_a_role_ends_once_and_may_be_given_again(session):
    ana, boss = factories.person(session), factories.person(session)
    row = factories.grant(session, ana, Role.TA_STAFF)
    roles.end(session, ana.id, row.id, by=boss.id, at=AT)
    with pytest.raises(Conflict):
        roles.end(session, ana.id, row.id, by=boss.id, at=AT)
    roles.give(session, ana.id, Role.TA_STAFF, None, by=boss.id, at=AT)
    ended = [line.ended_by for line in roles.of_person(session, ana.id)]
    assert ended == [None, boss.legal_name]


def test_only_a_role_of_this_person_ends(session):
    ana, ben = factories.person(session), factories.person(session)
    row = factories.grant(session, ben, Role.TA_STAFF)
    for number in (row.id, 4711, 10**30):
        with pytest.raises(NotFound):
            roles.end(session, ana.id, number, by=ana.id, at=AT)


def test_nobody_ends_their_own_last_administrator_role(session):
    ana, ben = factories.person(session), factories.person(session)
    own = factories.grant(session, ana, Role.ADMINISTRATOR)
    other = factories.grant(session, ben, Role.ADMINISTRATOR)
    with pytest.raises(Conflict, match="your own"):
        roles.end(session, ana.id, own.id, by=ana.id, at=AT)
    roles.end(session, ben.id, other.id, by=ana.id, at=AT)
    with pytest.raises(Conflict, match="the last administrator"):
        roles.end(session, ana.id, own.id, by=ben.id, at=AT)
