"""Precedents: decided once, with limits, for a county or the state; revoked from a day on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Grant, Role
from portal.domain.errors import Conflict, Forbidden, Invalid, NotFound
from portal.models import AuditEntry, Equivalency, EquivalencyRevocation
from portal.services import equivalencies
from portal.services.equivalencies import EquivalencyFacts
from tests import factories
from tests.factories import ALAMEDA, AT, FRESNO, KERN

DAY = timedelta(days=1)
STATE = None
MINE = frozenset({FRESNO})
FACTS = EquivalencyFacts(
    "Naloxone basics",
    "Red Cross",
    "naloxone-training",
    FRESNO,
    date(2026, 1, 1),
    None,
    24,
    "The same topics.",
)


@pytest.fixture
def tess(session):
    return factories.person(session, "Tess Trainer")


def add(session, facts, counties, by):
    return equivalencies.add(session, facts, counties, by=by.id, at=AT)


def revoke(session, row, counties, by, *, on=date(2026, 6, 1), reason="It closed.", at=AT):
    line = equivalencies.find(session, row.id, counties)
    equivalencies.revoke(session, line, on, reason, counties, by=by.id, at=at)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_two_clicks_set_one_precedent(session, tess):
    first, second = add(session, FACTS, MINE, tess), add(session, FACTS, MINE, tess)
    assert first.id == second.id
    assert (count(session, Equivalency), count(session, AuditEntry)) == (1, 1)


@pytest.mark.parametrize("county", [None, KERN])
def test_a_trainer_decides_for_their_own_counties_only(session, tess, county):
    with pytest.raises(Invalid) as refused:
        add(session, replace(FACTS, county_fips=county), MINE, tess)
    assert refused.value.field == "county"
    assert add(session, replace(FACTS, county_fips=county), STATE, tess).county_fips == county


def test_a_precedent_cannot_end_before_it_begins(session, tess):
    with pytest.raises(Invalid) as refused:
        add(session, replace(FACTS, ends_on=date(2025, 12, 31)), MINE, tess)
    assert refused.value.field == "ends_on"


def test_a_county_sees_its_own_precedents_and_those_of_the_state(session, tess):
    rows = [
        factories.equivalency(session, county=county, by=tess) for county in (FRESNO, None, KERN)
    ]
    gone = factories.equivalency(session, "harm-reduction", revoked_on=date(2026, 2, 1))
    seen = equivalencies.listed(session, MINE)
    assert [line.row.id for line in seen] == [rows[1].id, rows[0].id, gone.id]
    assert [line.county for line in seen] == [None, "Fresno", None]
    assert (seen[0].decided_by, seen[2].revocation.revoked_on) == (
        "Tess Trainer",
        date(2026, 2, 1),
    )
    assert len(equivalencies.listed(session, STATE)) == 4
    assert [x.row.id for x in equivalencies.listed(session, STATE, "harm-reduction")] == [gone.id]


def test_a_precedent_of_another_county_stays_closed(session):
    row = factories.equivalency(session, county=KERN)
    assert equivalencies.find(session, row.id, STATE).row is row
    with pytest.raises(Forbidden, match="Kern County"):
        equivalencies.find(session, row.id, MINE)
    with pytest.raises(NotFound):
        equivalencies.find(session, 4711, MINE)


def test_a_precedent_is_revoked_once_from_a_day_on(session, tess):
    row = add(session, FACTS, MINE, tess)
    for _ in range(2):  # a double click
        revoke(session, row, MINE, tess)
    assert count(session, EquivalencyRevocation) == 1
    assert equivalencies.find(session, row.id, MINE).limits.revoked_on == date(2026, 6, 1)
    for later, reason in ((AT, "Another."), (AT + DAY, "It closed.")):
        with pytest.raises(Conflict, match="revoked already, from June 1, 2026 on"):
            revoke(session, row, MINE, tess, reason=reason, at=later)
    assert add(session, FACTS, MINE, tess).id != row.id  # decided anew


def test_a_precedent_is_not_revoked_before_it_began(session, tess):
    row = add(session, FACTS, MINE, tess)
    with pytest.raises(Invalid) as refused:
        revoke(session, row, MINE, tess, on=date(2025, 12, 31))
    assert refused.value.field == "revoked_on"
    revoke(session, row, MINE, tess, on=FACTS.starts_on)


def test_only_the_state_revokes_what_holds_in_the_state(session, tess):
    row = factories.equivalency(session)
    with pytest.raises(Forbidden, match="only TA staff"):
        revoke(session, row, MINE, tess)
    revoke(session, row, STATE, tess)


def test_those_who_rest_on_a_precedent_are_named_to_who_may_see_them(session):
    row = factories.equivalency(session)
    for name, county in (("Bo", FRESNO), ("Ana", FRESNO), ("Cy", KERN)):
        person = factories.person(session, name)
        factories.affiliation(session, person, county)
        training = factories.outside_training(session, person)
        factories.claim(session, training, row)
        if name == "Bo":
            later = factories.outside_training(session, person, supersedes=training)
            factories.claim(session, later, row)
        if name == "Cy":
            other = factories.outside_training(session, person, "Another")
            factories.claim(session, other, row)

    def seen(*grants):
        found, hidden = equivalencies.dependents(session, row.id, grants, AT.date())
        return [one.person.legal_name for one in found], hidden

    assert seen(Grant(Role.TRAINER, FRESNO)) == (["Ana", "Bo"], 1)
    assert seen(Grant(Role.TRAINER, ALAMEDA)) == ([], 3)
    assert seen(Grant(Role.TA_STAFF)) == (["Ana", "Bo", "Cy", "Cy"], 0)
    assert equivalencies.find(session, row.id, MINE).people == 3


def test_who_rests_on_a_precedent_stands_in_the_order_of_the_names_shown(session):
    row = factories.equivalency(session)
    for legal, used in (("Benjamin", "Zoë"), ("李美玲", "Mei"), ("Đặng", "")):
        person = factories.person(session, legal, name_used=used)
        factories.affiliation(session, person, FRESNO)
        factories.claim(session, factories.outside_training(session, person), row)
    found, _ = equivalencies.dependents(session, row.id, [Grant(Role.TA_STAFF)], AT.date())
    assert [one.person.called for one in found] == ["Đặng", "Mei", "Zoë"]


def test_credit_that_lapsed_rests_on_nothing(session):
    row = factories.equivalency(session)
    person = factories.person(session)
    training = factories.outside_training(session, person)
    factories.claim(session, training, row)
    factories.outside_training(session, person, "Another title", supersedes=training)
    assert equivalencies.find(session, row.id, STATE).people == 0
    assert equivalencies.dependents(session, row.id, [Grant(Role.TA_STAFF)], AT.date()) == ([], 0)
