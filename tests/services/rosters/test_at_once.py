"""Two who do the same at the same moment: it is recorded once, and nobody is in two places."""

from datetime import time

import pytest
from sqlalchemy import func, select

from portal.domain.errors import Invalid
from portal.domain.staffing import Mode
from portal.models import County, EvidenceFile, RosterImport, Shift, ShiftAssignment, Team
from portal.services.rosters import importing, people, shifts
from portal.services.rosters.people import PlaceFacts
from portal.services.rosters.shifts import ShiftFacts
from tests import factories, rosters
from tests.factories import AT, FRESNO
from tests.rosters import MONDAY
from tests.trainings import at_once

ALWAYS = PlaceFacts(Mode.ON_SITE, MONDAY, None)


@pytest.fixture
def boss(session):
    return factories.person(session).id


@pytest.fixture
def ana(session):
    person = factories.person(session, "Ana", email="ana@example.org")
    factories.affiliation(session, person)
    return person.id


@pytest.fixture
def team(session):
    return factories.team(session, "North")


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_one_shift(app, session, team, boss):
    number = team.id
    session.commit()
    facts = ShiftFacts("Night", time(20), time(8), MONDAY, None)

    def add(session):
        return shifts.add(session, number, facts, {0, 1}, by=boss, at=AT)

    assert len({tuple(sorted(made)) for made in at_once(app, add, add)}) == 1
    assert count(session, Shift) == 2


def test_nobody_in_two_places(app, session, team, ana, boss):
    first = rosters.shift(session, team)
    south = factories.team(session, "South")
    second = rosters.shift(session, south)
    places = [(team.id, first.id), (south.id, second.id)]
    session.commit()

    def put_on(team_id, shift_id):
        def work(session):
            team = session.get_one(Team, team_id)
            return people.put_on(session, team, [shift_id], ana, ALWAYS, by=boss, at=AT)

        return work

    results = at_once(app, *(put_on(*place) for place in places))
    assert sorted(type(each) for each in results if isinstance(each, Invalid)) == [Invalid]
    assert count(session, ShiftAssignment) == 1


def test_one_import(app, session, team, ana, boss):
    header = "team,shift,weekday,starts,ends,person_email,mode,first_on,last_on"
    row = "North,Night,Monday,20:00,08:00,ana@example.org,on site,2026-01-05,"
    content = f"{header}\r\n{row}\r\n".encode()
    file = importing.keep(session, FRESNO, "a.csv", content, by=boss, at=AT).id
    session.commit()

    def take(session):
        sheet = session.get_one(EvidenceFile, file)
        read, county = importing.read(sheet, None, None), session.get_one(County, FRESNO)
        return importing.take_in(session, sheet, county, read, by=boss, at=AT).is_new

    assert sorted(at_once(app, take, take)) == [False, True]
    assert count(session, RosterImport) == count(session, ShiftAssignment) == 1
