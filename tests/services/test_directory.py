"""The list of people: who is on it for whom, and how it is searched and paged."""

from datetime import timedelta

import pytest

from portal.domain.access import Grant, Role
from portal.domain.dates import civil_date
from portal.services import directory
from portal.services.directory import Filters, Shown, SignIn
from tests import factories
from tests.factories import AT, FRESNO, KERN

TODAY = civil_date(AT)
DAY = timedelta(days=1)
STATE = [Grant(Role.TA_STAFF)]
TRAINER = [Grant(Role.TRAINER, FRESNO)]
MEMBER = [Grant(Role.TEAM_MEMBER)]


def listed(session, grants=STATE, **filters):
    found = directory.list_people(session, grants, Filters(**filters), 1, AT)
    return [row.person.legal_name for row in found.rows]


@pytest.mark.parametrize("words", ["JOSÉ", "josé", "José", "jos", "núñez josé", "NÚÑEZ", "PEPE@"])
def test_search_ignores_case_on_every_database(session, words):
    factories.person(session, "José Núñez", email="pepe@example.org")
    factories.person(session, "Ben Hall", name_used="100%")
    assert listed(session, words=words) == ["José Núñez"]


@pytest.mark.parametrize(
    "words", ["lukasz", "ŁUKASZ", "nunez o'brien", "Ñuñez", "o’brien", "O'BRIEN", "weiss", "thị"]
)
def test_search_ignores_accents_and_strokes_on_every_database(session, words):
    factories.person(session, "Łukasz Núñez O’Brien", name_used="Weiß Thi")
    factories.person(session, "Ben Hall")
    assert listed(session, words=words) == ["Łukasz Núñez O’Brien"]


@pytest.mark.parametrize(
    ("words", "found"), [("100%", ["Ben"]), ("1%0", []), ("_", []), ("\\", []), ("/", [])]
)
def test_search_takes_every_character_as_it_is(session, words, found):
    factories.person(session, "Ben", name_used="100%")
    factories.person(session, "Cal")
    assert listed(session, words=words) == found


def test_the_list_follows_scope_county_team_and_time(session):
    night = factories.team(session, "Night", FRESNO)
    ana, ben, cal = (factories.person(session, name) for name in ("Ana", "Ben", "Cal"))
    factories.person(session, "Dot")
    factories.affiliation(session, ana, FRESNO, team=night)
    factories.affiliation(session, ben, FRESNO, ends_on=TODAY - DAY)
    factories.affiliation(session, cal, KERN)
    assert listed(session) == ["Ana", "Cal", "Dot"]
    assert listed(session, shown=Shown.FORMER) == ["Ben"]
    assert listed(session, shown=Shown.ALL) == ["Ana", "Ben", "Cal", "Dot"]
    assert listed(session, TRAINER) == ["Ana"]
    assert listed(session, TRAINER, shown=Shown.FORMER) == ["Ben"]
    assert listed(session, TRAINER, shown=Shown.ALL) == ["Ana", "Ben"]
    assert listed(session, TRAINER, county=KERN) == []
    assert listed(session, county=KERN) == ["Cal"]
    assert listed(session, TRAINER, team=night.id) == ["Ana"]
    assert listed(session, MEMBER, shown=Shown.ALL) == []


def test_the_address_of_somebody_who_left_is_not_searched(session):
    ben = factories.person(session, "Ben", email="new.life@example.org")
    factories.affiliation(session, ben, FRESNO, ends_on=TODAY - DAY)
    assert listed(session, TRAINER, words="new.life", shown=Shown.ALL) == []
    assert listed(session, TRAINER, words="ben", shown=Shown.ALL) == ["Ben"]


def test_the_list_says_who_can_sign_in_but_not_of_those_who_left(session):
    names = ["Ana", "Ben", "Cal", "Dot", "Eve"]
    ana, ben, cal, dot, eve = (factories.person(session, name) for name in names)
    for person in (ana, ben, cal, dot):
        factories.affiliation(session, person, FRESNO)
    factories.affiliation(session, eve, FRESNO, ends_on=TODAY - DAY)
    factories.account(session, ana)
    factories.invitation(session, ben)
    factories.invitation(session, cal, expires_at=AT - DAY)
    found = directory.list_people(session, TRAINER, Filters(shown=Shown.ALL), 1, AT)
    states = [row.account and row.account.sign_in for row in found.rows]
    assert states == [SignIn.ACCOUNT, SignIn.INVITED, SignIn.EXPIRED, SignIn.NONE, None]


def test_pages_beyond_the_last_show_the_last(session):
    for _ in range(51):
        factories.person(session)
    found = directory.list_people(session, STATE, Filters(), 99, AT)
    assert (found.total, found.number, found.pages, len(found.rows)) == (51, 2, 2, 1)


def test_people_stand_in_the_order_of_plain_letters(session):
    for name in ("Fay", "Øystein", "Đức", "Zoë", "Eli", "Éva"):
        factories.affiliation(session, factories.person(session, name))
    for grant in (TRAINER, STATE):
        assert listed(session, grant) == ["Đức", "Eli", "Éva", "Fay", "Øystein", "Zoë"]
