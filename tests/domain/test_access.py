"""Who may do what follows from one table of roles and from the counties of a grant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.access import ROLES, Grant, Permission, Role, counties, holds, may

FRESNO, KERN = "06019", "06029"
GRANTS = st.builds(
    Grant, st.sampled_from(Role), st.one_of(st.none(), st.sampled_from([FRESNO, KERN]))
)
STAFF = {
    Permission.SEE_PEOPLE,
    Permission.MANAGE_PEOPLE,
    Permission.MANAGE_TEAMS,
    Permission.SEE_READINESS,
}
TRAINER = STAFF | {
    Permission.HOLD_SESSIONS,
    Permission.SEE_TRAINER_NOTES,
    Permission.DECIDE,
    Permission.ASSIGN,
    Permission.MANAGE_ROSTERS,
    Permission.MANAGE_COUNTIES,
}


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        (Role.TEAM_MEMBER, set()),
        (Role.TRAINER, TRAINER),
        (
            Role.TA_STAFF,
            TRAINER
            | {
                Permission.REVOKE_RECORDS,
                Permission.VERIFY_REQUIREMENTS,
                Permission.IMPROVE_TRAININGS,
                Permission.EDIT_LIBRARY,
                Permission.SEE_MAILS,
            },
        ),
        (
            Role.ADMINISTRATOR,
            STAFF | {Permission.GRANT_ROLES, Permission.IMPROVE_TRAININGS, Permission.SEE_MAILS},
        ),
    ],
)
def test_a_role_permits_exactly_this(role: Role, permissions: set[Permission]) -> None:
    assert ROLES[role] == permissions
    assert {p for p in Permission if holds([Grant(role)], p)} == permissions


def test_every_role_has_permissions_written_down_and_a_name() -> None:
    assert ROLES.keys() == set(Role)
    assert len({role.label for role in Role}) == len(Role)
    assert [role for role in Role if role.is_county_role] == [Role.TRAINER]


def test_a_trainer_of_one_county_may_nothing_in_another() -> None:
    grants = [Grant(Role.TRAINER, FRESNO)]
    assert counties(grants, Permission.MANAGE_PEOPLE) == {FRESNO}
    assert may(grants, Permission.MANAGE_PEOPLE, FRESNO)
    assert not may(grants, Permission.MANAGE_PEOPLE, KERN)


def test_a_trainer_of_two_counties_may_in_both() -> None:
    grants = [Grant(Role.TRAINER, FRESNO), Grant(Role.TRAINER, KERN)]
    assert counties(grants, Permission.SEE_PEOPLE) == {FRESNO, KERN}


def test_a_grant_for_the_state_holds_in_every_county() -> None:
    grants = [Grant(Role.TRAINER, FRESNO), Grant(Role.TA_STAFF)]
    assert counties(grants, Permission.REVOKE_RECORDS) is None
    assert may(grants, Permission.REVOKE_RECORDS, KERN)


def test_grants_of_two_roles_do_not_lend_each_other_their_counties() -> None:
    grants = [Grant(Role.TRAINER, FRESNO), Grant(Role.ADMINISTRATOR, KERN)]
    assert counties(grants, Permission.SEE_TRAINER_NOTES) == {FRESNO}
    assert counties(grants, Permission.GRANT_ROLES) == {KERN}


def test_nobody_without_a_grant_may_anything() -> None:
    for permission in Permission:
        assert not holds([], permission)
        assert counties([], permission) == frozenset()
        assert not may([], permission, FRESNO)


@given(st.lists(GRANTS, max_size=4), st.sampled_from(Permission), st.sampled_from([FRESNO, KERN]))
def test_the_three_questions_agree(
    grants: list[Grant], permission: Permission, county: str
) -> None:
    held = counties(grants, permission)
    assert may(grants, permission, county) == (held is None or county in held)
    assert holds(grants, permission) == (held is None or bool(held))


@given(st.lists(GRANTS, max_size=4), GRANTS, st.sampled_from(Permission))
def test_a_further_grant_takes_nothing_away(
    grants: list[Grant], further: Grant, permission: Permission
) -> None:
    for county in (FRESNO, KERN):
        if may(grants, permission, county):
            assert may([*grants, further], permission, county)
