"""Who may see and manage whom; adding, editing and inviting."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.access import Grant, Permission, Role
from portal.domain.dates import civil_date
from portal.domain.errors import Forbidden, NotFound
from portal.domain.people import ProviderType
from portal.models import AuditEntry, MailedLink, Person, RoleGrant
from portal.services import people, places
from portal.services.people import Details
from tests import factories
from tests.factories import AT, FRESNO, KERN

TODAY = civil_date(AT)
DAY = timedelta(days=1)
STATE = [Grant(Role.TA_STAFF)]
TRAINER = [Grant(Role.TRAINER, FRESNO)]
MEMBER = [Grant(Role.TEAM_MEMBER)]
SEE, MANAGE = Permission.SEE_PEOPLE, Permission.MANAGE_PEOPLE


def may_find(session, person, grants, permission=SEE, me=None):
    """Whether, and through which day, the person is found; the list has to agree."""
    criterion = people.visible_to(grants, permission, TODAY)
    listed = session.scalar(select(Person.id).where(Person.id == person.id, criterion))
    try:
        seen = people.find(session, person.id, grants, permission, TODAY, me=me)
    except Forbidden:
        assert listed is None
        return False
    assert me is not None or listed == person.id
    return seen.until or True


def test_who_works_in_my_county_is_mine_to_see_and_manage(session):
    ana = factories.person(session)
    factories.affiliation(session, ana, FRESNO)
    assert may_find(session, ana, TRAINER) is True
    assert may_find(session, ana, TRAINER, MANAGE) is True


def test_who_works_elsewhere_is_not(session):
    ana = factories.person(session)
    factories.affiliation(session, ana, KERN)
    assert may_find(session, ana, TRAINER) is False
    assert may_find(session, ana, TRAINER, MANAGE) is False


def test_who_works_nowhere_is_seen_by_the_state_only(session):
    ana = factories.person(session)
    assert may_find(session, ana, TRAINER) is False
    assert may_find(session, ana, STATE, MANAGE) is True


@pytest.mark.parametrize(
    ("starts", "ends", "seen"),
    [
        (None, None, True),
        (None, 0, True),
        (0, 0, True),
        (-9, 1, True),
        (5, None, True),
        (None, -1, TODAY - DAY),
        (-9, -3, TODAY - 3 * DAY),
    ],
)
def test_the_last_day_still_counts_and_after_it_the_past_stays_readable(
    session, starts, ends, seen
):
    ana = factories.person(session)
    factories.affiliation(
        session,
        ana,
        FRESNO,
        starts_on=None if starts is None else TODAY + starts * DAY,
        ends_on=None if ends is None else TODAY + ends * DAY,
    )
    assert may_find(session, ana, TRAINER) == seen
    assert may_find(session, ana, TRAINER, MANAGE) is (seen is True)


def test_of_several_former_affiliations_the_last_counts(session):
    ana = factories.person(session)
    factories.affiliation(session, ana, FRESNO, ends_on=TODAY - 9 * DAY)
    factories.affiliation(session, ana, FRESNO, ends_on=TODAY - 4 * DAY)
    factories.affiliation(session, ana, KERN)
    assert may_find(session, ana, TRAINER) == TODAY - 4 * DAY


def test_a_superseded_affiliation_does_not_count(session):
    ana = factories.person(session)
    wrong = factories.affiliation(session, ana, FRESNO)
    factories.affiliation(session, ana, KERN, supersedes=wrong)
    assert may_find(session, ana, TRAINER) is False
    assert may_find(session, ana, [Grant(Role.TRAINER, KERN)]) is True


def test_two_grants_reach_two_counties(session):
    ana = factories.person(session)
    factories.affiliation(session, ana, KERN)
    assert may_find(session, ana, [*TRAINER, Grant(Role.TRAINER, KERN)], MANAGE) is True


def test_a_team_member_sees_only_themself_and_manages_nobody(session):
    ana = factories.person(session)
    factories.affiliation(session, ana, FRESNO)
    assert may_find(session, ana, MEMBER) is False
    assert may_find(session, ana, MEMBER, me=ana.id) is True
    assert may_find(session, ana, MEMBER, MANAGE, me=ana.id) is False


@pytest.mark.parametrize("number", [0, 4711, 2**31, 10**30])
def test_nobody_has_this_number(session, number):
    with pytest.raises(NotFound):
        people.find(session, number, STATE, SEE, TODAY)


def add(session, by, name="Ana Flores", key="key", email="ana@example.org"):
    agency = factories.agency(session)
    return people.add(
        session,
        Details(name, "", email, ""),
        ProviderType.EMT,
        places.Place(FRESNO, agency.id),
        position="",
        starts_on=None,
        form_key=key,
        by=by.id,
        at=AT,
    )


def test_adding_a_person_adds_what_belongs_to_them(session):
    boss = factories.person(session)
    ana = add(session, boss)
    assert may_find(session, ana, TRAINER, MANAGE) is True
    grants = session.scalars(select(RoleGrant).where(RoleGrant.person_id == ana.id)).all()
    assert [(grant.role, grant.county_fips) for grant in grants] == [(Role.TEAM_MEMBER, None)]
    assert ana.recorded_by_id == boss.id


def test_the_same_form_adds_one_person(session):
    boss, other = factories.person(session), factories.person(session)
    ana = add(session, boss)
    details = people.details_of(ana)

    def before(key, details=details, by=boss):
        return people.added_before(session, key, details, by=by.id, at=AT)

    assert before("key") is ana
    assert before("another key") is None
    assert before("key", by=other) is None
    assert before("key", Details("Ben", "", "ana@example.org", "")) is None
    assert before("key", Details("Ana Flores", "", "other@example.org", "")) is None


@pytest.mark.parametrize(
    ("name", "email", "same"),
    [
        ("ANA FLORÉS", "", True),
        ("Somebody", "Ana@Example.org", True),
        ("Somebody", "", False),
        ("Ana", "other@example.org", False),
    ],
)
def test_people_who_may_be_the_same(session, name, email, same):
    ana = factories.person(session, "Ana Florés", email="ana@example.org")
    factories.person(session, "No Address", email="")
    assert people.alike(session, name, email) == ([ana] if same else [])


def test_an_edit_is_kept_with_before_and_after(session):
    ana = factories.person(session, "Ana Flores", email="a@example.org")
    people.edit(session, ana, Details("Ana Ruiz", "Ana", "a@example.org", ""), by=ana.id, at=AT)
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.detail["before"]["legal_name"] == "Ana Flores"
    assert entry.detail["after"]["legal_name"] == "Ana Ruiz"


def test_an_edit_that_changes_nothing_is_none(session):
    ana = factories.person(session)
    people.edit(session, ana, people.details_of(ana), by=ana.id, at=AT)
    assert session.scalars(select(AuditEntry)).all() == []


def test_a_new_address_withdraws_the_invitation_to_the_old_one(session):
    ana = factories.person(session, "Ana", email="wrong@example.org")
    link = factories.invitation(session, ana)
    assert people.edit(session, ana, Details("Ana", "", "right@example.org", ""), by=ana.id, at=AT)
    session.refresh(link)
    assert link.withdrawn_at == AT


def test_two_clicks_invite_once_and_later_again(session):
    ana, boss = factories.person(session), factories.person(session)
    first = people.invite(session, ana, by=boss.id, at=AT)
    assert people.invite(session, ana, by=boss.id, at=AT + timedelta(seconds=2)) is None
    second = people.invite(session, ana, by=boss.id, at=AT + timedelta(hours=1))
    session.refresh(first)
    assert first.withdrawn_at is not None
    assert second.withdrawn_at is None
    assert len(session.scalars(select(MailedLink)).all()) == 2


@pytest.mark.parametrize(
    ("mine", "theirs", "allowed"),
    [
        (Grant(Role.TRAINER, FRESNO), (Role.TEAM_MEMBER, None), True),
        (Grant(Role.TRAINER, FRESNO), (Role.TRAINER, FRESNO), True),
        (Grant(Role.TRAINER, FRESNO), (Role.TRAINER, KERN), False),
        (Grant(Role.TRAINER, FRESNO), (Role.TA_STAFF, None), False),
        (Grant(Role.TA_STAFF), (Role.TRAINER, KERN), True),
        (Grant(Role.TA_STAFF), (Role.ADMINISTRATOR, None), False),
        (Grant(Role.ADMINISTRATOR), (Role.TA_STAFF, None), True),
    ],
)
def test_nobody_invites_themself_into_a_role_beyond_theirs(session, mine, theirs, allowed):
    ana = factories.person(session)
    factories.grant(session, ana, *theirs)
    factories.grant(session, ana, Role.ADMINISTRATOR, ended_at=AT)
    if allowed:
        people.check_reach(session, [mine], ana)
    else:
        with pytest.raises(Forbidden):
            people.check_reach(session, [mine], ana)
