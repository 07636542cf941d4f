"""Places on shifts: for people of the county, once each, nobody in two places at once."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.errors import Conflict, Invalid, NotFound
from portal.domain.staffing import Mode
from portal.models import AuditEntry, ShiftAssignment
from portal.services.rosters import people, shifts, staff
from portal.services.rosters.people import PlaceFacts
from tests import factories, rosters
from tests.factories import AT, FRESNO, KERN
from tests.rosters import MONDAY

DAY = timedelta(1)
WEEK = timedelta(7)
LATER = AT + timedelta(hours=1)
ALWAYS = PlaceFacts(Mode.ON_SITE, MONDAY, None)


@pytest.fixture
def boss(session):
    return factories.person(session, "Tess").id


@pytest.fixture
def team(session):
    return factories.team(session, "North")


@pytest.fixture
def ana(session, team):
    person = factories.person(session, "Ana")
    factories.affiliation(session, person, team=team)
    return person


@pytest.fixture
def night(session, team):
    return rosters.shift(session, team)


def on(session, team):
    return [
        (shift.name, place.person, place.mode, place.first_on, place.last_on)
        for shift in shifts.of_team(session, team.id)
        for place in shift.assigned
    ]


def count(session):
    return session.scalar(select(func.count()).select_from(ShiftAssignment))


def test_somebody_is_put_on_several_days_at_once(session, team, ana, night, boss):
    other = rosters.shift(session, team, weekday=3)
    ids = [night.id, other.id]
    assert people.put_on(session, team, ids, ana.id, ALWAYS, by=boss, at=AT) == 2
    assert people.put_on(session, team, ids, ana.id, ALWAYS, by=boss, at=LATER) == 0
    assert on(session, team) == [("Night", ana.id, Mode.ON_SITE, MONDAY, None)] * 2
    notes = session.scalars(select(AuditEntry.action)).all()
    assert notes == ["put on shift"] * 2


@pytest.mark.parametrize("mode", list(Mode))
def test_nobody_has_two_places_on_one_shift_at_a_time(session, team, ana, night, boss, mode):
    until = PlaceFacts(Mode.ON_SITE, MONDAY, MONDAY + WEEK)
    people.put_on(session, team, [night.id], ana.id, until, by=boss, at=AT)
    again = PlaceFacts(mode, MONDAY + DAY, None)
    with pytest.raises(Invalid, match="Ana has a place on this shift already on January 12"):
        people.put_on(session, team, [night.id], ana.id, again, by=boss, at=LATER)
    after = PlaceFacts(mode, MONDAY + 8 * DAY, None)
    people.put_on(session, team, [night.id], ana.id, after, by=boss, at=LATER)
    assert count(session) == 2


def test_nobody_is_on_site_in_two_places(session, team, ana, night, boss):
    other = rosters.shift(
        session, factories.team(session, "South"), "Early", starts=time(6), weekday=1
    )
    people.put_on(session, team, [night.id], ana.id, ALWAYS, by=boss, at=AT)
    south = session.get(type(team), other.team_id)
    with pytest.raises(Invalid) as error:
        people.put_on(session, south, [other.id], ana.id, ALWAYS, by=boss, at=AT)
    assert error.value.field == "person"
    assert "Ana is on site on “Night” of North, Mondays 8:00 p.m. to 8:00 a.m. the next day" in str(
        error.value
    )
    assert "January 6, 2026" in str(error.value)
    reach = PlaceFacts(Mode.ON_CALL, MONDAY, None)
    people.put_on(session, south, [other.id], ana.id, reach, by=boss, at=AT)


def test_the_roster_of_another_county_is_not_told(session, team, ana, night, boss):
    factories.affiliation(session, ana, KERN)
    kern = factories.team(session, "Secret", KERN)
    people.put_on(session, kern, [rosters.shift(session, kern).id], ana.id, ALWAYS, by=boss, at=AT)
    with pytest.raises(Invalid, match="with a team of another county") as error:
        people.put_on(session, team, [night.id], ana.id, ALWAYS, by=boss, at=AT)
    assert "Secret" not in str(error.value)


def test_only_people_of_the_county_that_day(session, team, night, boss):
    ben, cal = factories.person(session, "Ben"), factories.person(session)
    factories.affiliation(session, ben, starts_on=MONDAY + DAY, ends_on=MONDAY + 30 * DAY)
    factories.affiliation(session, cal, KERN)
    for person, facts, field, words in (
        (4711, ALWAYS, "person", "works in Fresno County"),
        (cal.id, ALWAYS, "person", "works in Fresno County"),
        (ben.id, ALWAYS, "first_on", "Ben is not affiliated with Fresno County on January 5"),
        (
            ben.id,
            PlaceFacts(Mode.REMOTE, MONDAY + WEEK, MONDAY + 60 * DAY),
            "last_on",
            "not affiliated with Fresno County on March 6",
        ),
    ):
        with pytest.raises(Invalid, match=words) as error:
            people.put_on(session, team, [night.id], person, facts, by=boss, at=AT)
        assert error.value.field == field
    assert count(session) == 0
    facts = PlaceFacts(Mode.REMOTE, MONDAY + WEEK, None)
    people.put_on(session, team, [night.id], ben.id, facts, by=boss, at=AT)


@pytest.mark.parametrize(
    ("first_on", "last_on", "field", "words"),
    [
        (MONDAY, MONDAY - DAY, "last_on", "before the first"),
        (date(1926, 1, 5), None, "first_on", "Check the year"),
        (MONDAY + 30 * DAY, None, "first_on", "only through January 19"),
        (MONDAY + DAY, MONDAY + 2 * DAY, "last_on", "next begins on January 12"),
    ],
)
def test_dates_that_cannot_be(session, team, ana, night, boss, first_on, last_on, field, words):
    rosters.shift_end(session, night, MONDAY + 2 * WEEK)
    facts = PlaceFacts(Mode.ON_SITE, first_on, last_on)
    with pytest.raises(Invalid, match=words) as error:
        people.put_on(session, team, [night.id], ana.id, facts, by=boss, at=AT)
    assert error.value.field == field


def test_a_correction_supersedes(session, team, ana, night, boss):
    row = rosters.assignment(session, night, ana)
    facts = PlaceFacts(Mode.REMOTE, MONDAY + WEEK, MONDAY + 5 * WEEK)
    new = people.correct(session, team, row, facts, by=boss, at=LATER)
    assert people.correct(session, team, row, facts, by=boss, at=LATER) == new
    assert people.correct(session, team, new, facts, by=boss, at=LATER) == new
    with pytest.raises(Conflict):
        people.correct(session, team, row, ALWAYS, by=boss, at=LATER)
    assert on(session, team) == [("Night", ana.id, Mode.REMOTE, MONDAY + WEEK, MONDAY + 5 * WEEK)]
    people.correct(session, team, new, facts, mistake=True, by=boss, at=LATER)
    assert on(session, team) == []
    assert count(session) == 3


def test_who_takes_part_otherwise_from_a_date_on_was_there_as_before_until_then(
    session, team, ana, night, boss
):
    row = rosters.assignment(session, night, ana, mode=Mode.ON_CALL)
    later = PlaceFacts(Mode.ON_SITE, MONDAY + 2 * WEEK, None)
    for _ in range(2):
        people.change(session, team, row, later, by=boss, at=LATER)
    assert on(session, team) == [
        ("Night", ana.id, Mode.ON_CALL, MONDAY, MONDAY + 2 * WEEK - DAY),
        ("Night", ana.id, Mode.ON_SITE, MONDAY + 2 * WEEK, None),
    ]
    assert count(session) == 3
    with pytest.raises(Conflict):
        people.change(session, team, row, replace(later, mode=Mode.REMOTE), by=boss, at=LATER)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (PlaceFacts(Mode.ON_CALL, MONDAY + WEEK, None), "another way of taking part only"),
        (PlaceFacts(Mode.ON_SITE, MONDAY, None), "begins on January 5, 2026"),
        (PlaceFacts(Mode.ON_SITE, MONDAY + 5 * WEEK, None), "ends on February 2, 2026"),
        (PlaceFacts(Mode.ON_SITE, MONDAY + 3 * WEEK, MONDAY), "cannot be before the first"),
        (PlaceFacts(Mode.ON_SITE, MONDAY + 3 * WEEK, date(2126, 1, 1)), "Check the year"),
    ],
)
def test_a_change_from_a_date_on_that_cannot_be_is_refused(
    session, team, ana, night, boss, facts, words
):
    row = rosters.assignment(session, night, ana, mode=Mode.ON_CALL, last_on=MONDAY + 4 * WEEK)
    with pytest.raises(Invalid, match=words):
        people.change(session, team, row, facts, by=boss, at=LATER)
    assert count(session) == 1


def test_a_change_from_a_date_on_keeps_nobody_in_two_places(session, team, ana, night, boss):
    late = rosters.shift(session, team, "Late", starts=time(18), ends=time(23))
    rosters.assignment(session, late, ana)
    row = rosters.assignment(session, night, ana, mode=Mode.ON_CALL)
    facts = PlaceFacts(Mode.ON_SITE, MONDAY + WEEK, None)
    with pytest.raises(Invalid, match="Ana is on site on “Late”"):
        people.change(session, team, row, facts, by=boss, at=LATER)


def test_a_correction_is_held_to_the_same_rules(session, team, ana, night, boss):
    late = rosters.shift(session, team, "Late", starts=time(18), ends=time(23))
    rosters.assignment(session, late, ana, last_on=MONDAY)
    row = rosters.assignment(session, night, ana, first_on=MONDAY + DAY)
    with pytest.raises(Invalid, match="Ana is on site on “Late”"):
        people.correct(session, team, row, ALWAYS, by=boss, at=LATER)
    facts = PlaceFacts(Mode.ON_SITE, MONDAY + DAY, date(2126, 1, 1))
    with pytest.raises(Invalid, match="Check the year"):
        people.correct(session, team, row, facts, by=boss, at=LATER)


def test_who_left_the_county_is_still_taken_off(session, team, night, boss):
    ben = factories.person(session)
    factories.affiliation(session, ben, ends_on=MONDAY + DAY)
    row = rosters.assignment(session, night, ben)
    facts = PlaceFacts(Mode.ON_SITE, MONDAY, MONDAY + WEEK)
    assert people.correct(session, team, row, facts, by=boss, at=LATER).last_on == MONDAY + WEEK


def test_a_place_is_found_on_its_shift_unless_its_file_was_undone(session, team, ana, night):
    row = rosters.assignment(session, night, ana)
    assert people.find(session, night.id, row.id) == row
    file = rosters.roster_import(session, undone_at=LATER)
    gone = rosters.assignment(session, night, ana, imported=file)
    for shift, place in ((night.id + 1, row.id), (night.id, 4711), (night.id, gone.id)):
        with pytest.raises(NotFound):
            people.find(session, shift, place)


def test_candidates_are_of_the_county_that_day_and_the_team_comes_first(session, team, ana):
    zoe, ben = factories.person(session, "Zoe"), factories.person(session, "Ben")
    factories.affiliation(session, zoe, team=team, starts_on=MONDAY)
    factories.affiliation(session, ben)
    factories.affiliation(session, ben)
    factories.affiliation(session, factories.person(session), KERN)
    factories.affiliation(session, factories.person(session), ends_on=MONDAY - DAY)
    found = staff.candidates(session, FRESNO, team.id, MONDAY)
    assert [(one.name, one.on_team) for one in found] == [
        ("Ana", True),
        ("Zoe", True),
        ("Ben", False),
    ]
    assert len(staff.candidates(session, FRESNO, team.id, MONDAY - DAY)) == 3


def test_candidates_of_one_name_are_told_apart(session, team):
    for email in ("ana@north.example", "ana@south.example", ""):
        one = factories.person(session, "Ana", email=email)
        factories.affiliation(session, one, team=team)
    names = [one.name for one in staff.candidates(session, FRESNO, team.id, MONDAY)]
    assert names == [f"Ana (#{one.id})", "Ana (ana@north.example)", "Ana (ana@south.example)"]


def test_candidates_stand_in_the_order_of_plain_letters(session, team):
    for name in ("Zoë", "Øystein", "Eli", "Đức"):
        factories.affiliation(session, factories.person(session, name), team=team)
    names = [one.name for one in staff.candidates(session, FRESNO, team.id, MONDAY)]
    assert names == ["Đức", "Eli", "Øystein", "Zoë"]
