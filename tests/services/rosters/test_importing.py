"""Files of shifts: a verdict on every row, all of it or nothing, once, and undone as a whole."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.access import Grant, Permission, Role
from portal.domain.coverage import ExceptionKind
from portal.domain.errors import Forbidden, Invalid, NotFound
from portal.domain.staffing import Mode
from portal.models import County, EvidenceFile, RosterImport, Shift, ShiftAssignment, ShiftException
from portal.services.rosters import importing, loading, people, shifts
from portal.services.rosters.importing import State
from portal.services.rosters.people import PlaceFacts
from tests import factories, rosters
from tests.factories import AT, FRESNO, KERN
from tests.queries import counted
from tests.rosters import MONDAY

HEADER = "team,shift,weekday,starts,ends,person_email,mode,first_on,last_on"
WEEK = timedelta(7)
LATER = AT + timedelta(hours=1)
NIGHT = "North,Night,Monday,20:00,08:00,{},{},{},{}"


def night(person="", mode="", first="2026-01-05", last=""):
    return NIGHT.format(person, mode, first, last)


@pytest.fixture
def boss(session):
    return factories.person(session, "Tess").id


@pytest.fixture
def county(session):
    return session.get_one(County, FRESNO)


@pytest.fixture
def team(session):
    return factories.team(session, "North")


@pytest.fixture
def ana(session, team):
    person = factories.person(session, "Ana", email="Ana@example.org")
    factories.affiliation(session, person, team=team)
    return person


@pytest.fixture
def ben(session, team):
    person = factories.person(session, "Ben", email="ben@example.org")
    factories.affiliation(session, person)
    return person


@pytest.fixture
def keep(session, boss):
    def do(*lines, name="january.csv", header=HEADER):
        content = "\r\n".join([header, *lines]).encode()
        return importing.keep(session, FRESNO, name, content, by=boss, at=AT)

    return do


@pytest.fixture
def check(session, county, keep):
    def do(*lines):
        return importing.check(session, county, importing.read(keep(*lines), None, None), AT)

    return do


@pytest.fixture
def take(session, county, keep, boss):
    def do(*lines, at=AT):
        file = keep(*lines)
        read = importing.read(file, None, None)
        found = importing.take_in(session, file, county, read, by=boss, at=at)
        return found.row if isinstance(found, importing.Taken) else found

    return do


def states(checked):
    return [verdict.state.value for verdict in checked.verdicts]


def problems(checked):
    return [
        (problem.number, problem.field, problem.reason)
        for verdict in checked.verdicts
        for problem in verdict.problems
    ]


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def known(session, team):
    return [
        (
            shift.name,
            shift.weekday,
            shift.first_on,
            shift.last_on,
            {(place.person, place.mode, place.first_on, place.last_on) for place in shift.assigned},
        )
        for shift in shifts.of_team(session, team.id)
    ]


def test_a_file_brings_shifts_and_people(session, team, ana, ben, take):
    row = take(
        night(last="2026-06-30"),
        night("ana@example.org", "on site", last="2026-02-28"),
        night("BEN@example.org", "remote", "2026-03-01", "2026-06-30"),
        "north,Day,Tuesday,8:00 AM,20:00,,,1/6/2026,",
    )
    assert isinstance(row, RosterImport)
    june = date(2026, 6, 30)
    assert known(session, team) == [
        (
            "Night",
            0,
            MONDAY,
            june,
            {
                (ana.id, Mode.ON_SITE, MONDAY, date(2026, 2, 28)),
                (ben.id, Mode.REMOTE, date(2026, 3, 1), june),
            },
        ),
        ("Day", 1, date(2026, 1, 6), None, set()),
    ]


def test_rows_about_people_alone_make_the_shift_as_long_as_they(session, team, ana, ben, take):
    take(
        night("ana@example.org", "on site", "2026-01-12", "2026-02-28"),
        night("ben@example.org", "on site", "2026-01-05", "2026-03-31"),
    )
    ((_, _, first_on, last_on, people_on),) = known(session, team)
    assert (first_on, last_on, len(people_on)) == (MONDAY, date(2026, 3, 31), 2)


def test_somebody_without_an_address_goes_by_number(session, team, take):
    cal = factories.person(session, "Cal", email="")
    factories.affiliation(session, cal)
    take(night(f"#{cal.id}", "on call"))
    assert known(session, team)[0][4] == {(cal.id, Mode.ON_CALL, MONDAY, None)}


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        (night().replace("North", "Nord"), "team", "There is no team “Nord” in Fresno County."),
        (night("cal@example.org", "remote"), "person_email", "Nobody known as “cal@example.org”"),
        (night("#4711", "remote"), "person_email", "Nobody known as “#4711”"),
        (night("kim@example.org", "remote"), "person_email", "Nobody known as “kim@example.org”"),
        (night("two@example.org", "remote"), "person_email", "2 people have the address"),
        (night("dan@example.org", "remote"), "first_on", "Dan is not affiliated with Fresno"),
        (
            night("eve@example.org", "remote", last="2026-12-31"),
            "last_on",
            "Eve is not affiliated with Fresno County on December 31, 2026",
        ),
        (night(first="1926-01-05"), "first_on", "Check the year: January 5, 1926"),
        (night(last="2126-01-05"), "last_on", "Check the year: January 5, 2126"),
        (night(last="2026-01-04"), "last_on", "before the first one"),
        (night(first="2026-01-06", last="2026-01-08"), "weekday", "There is no Monday"),
    ],
)
def test_what_does_not_fit_is_told_with_row_and_field(session, team, check, line, field, words):
    for name, email, county, starts, ends in (
        ("Kim", "kim@example.org", KERN, None, None),
        ("Two", "two@example.org", FRESNO, None, None),
        ("Zwei", "TWO@example.org", FRESNO, None, None),
        ("Dan", "dan@example.org", FRESNO, MONDAY + WEEK, None),
        ("Eve", "eve@example.org", FRESNO, None, MONDAY + 9 * WEEK),
    ):
        person = factories.person(session, name, email=email)
        factories.affiliation(session, person, county, starts_on=starts, ends_on=ends)
    checked = check("North,Day,Monday,08:00,20:00,,,2026-01-05,", line)
    ((number, found, reason),) = problems(checked)
    assert (number, found) == (3, field)
    assert words in reason
    assert checked.verdicts[1].problems[0].remedy
    assert states(checked) == ["new", "wrong"]
    assert not checked.may_be_taken_in


def test_everything_wrong_with_a_row_is_told_at_once(team, check):
    checked = check("Nord,Night,Funday,20:00,8,nobody@example.org,van,2026-01-05,1926-01-05")
    assert [field for _, field, _ in problems(checked)] == [
        *("weekday", "ends", "mode"),
        *("last_on", "last_on", "team", "person_email"),
    ]


def test_one_wrong_row_keeps_all_others_out(session, team, ana, take):
    checked = take(night(), night("nobody@example.org", "remote"))
    assert problems(checked)[0][:2] == (3, "person_email")
    assert count(session, Shift) == count(session, RosterImport) == 0


def test_the_same_shift_twice_in_a_file(team, check):
    checked = check(night(), night(), night(first="2026-02-02"))
    assert [one[:2] for one in problems(checked)] == [(3, "shift"), (4, "shift")]
    assert "earlier row" in problems(checked)[0][2]


def test_a_shift_beside_one_of_its_name(session, team, check):
    rosters.shift(session, team)
    line = "North,night,Tuesday,07:00,09:00,,,2026-01-05,"
    checked = check(line, "North,Late,Monday,20:00,08:00,,,2026-01-05,")
    assert [one[:2] for one in problems(checked)] == [(2, "shift")]
    assert "“Night” is on the roster already" in problems(checked)[0][2]


def test_the_same_person_twice_on_a_shift(team, ana, check):
    lines = (night("ana@example.org", "on site"), night("ana@example.org", "remote", "2026-02-02"))
    checked = check(night(), *lines)
    assert problems(checked) == [
        (4, "person_email", "Ana has a place on this shift already on February 2, 2026.")
    ]


def test_the_same_person_on_site_in_two_places(session, team, ana, check):
    south = factories.team(session, "South")
    rosters.assignment(session, rosters.shift(session, south, "Late", starts=time(18)), ana)
    checked = check(
        night("ana@example.org", "on site"),
        "North,Early,Tuesday,06:00,12:00,ana@example.org,on site,2026-02-03,",
        "North,Reach,Monday,20:00,08:00,ana@example.org,on call,2026-01-05,",
    )
    found = problems(checked)
    assert [one[:2] for one in found] == [
        (2, "person_email"),
        (3, "person_email"),
        (3, "person_email"),
    ]
    assert "Ana is on site on “Late” of South" in found[0][2]
    assert states(checked) == ["wrong", "wrong", "new"]


def test_what_is_on_the_roster_already_is_not_added_again(session, team, ana, ben, take):
    row = rosters.shift(session, team)
    rosters.shift_end(session, row, MONDAY + 4 * WEEK)
    rosters.assignment(session, row, ana)
    last = (MONDAY + 4 * WEEK).isoformat()
    lines = (night(last=last), night("ana@example.org", "on site", last=last))
    checked = take(*lines)
    assert states(checked) == ["known", "known"]
    assert not checked.may_be_taken_in
    assert isinstance(take(*lines, night("ben@example.org", "remote", last=last)), RosterImport)
    assert count(session, Shift) == 1
    assert len(known(session, team)[0][4]) == 2


def test_people_join_a_shift_within_its_dates(session, team, ana, check):
    row = rosters.shift(session, team)
    rosters.shift_end(session, row, MONDAY + 4 * WEEK)
    inside = night("ana@example.org", "on site", "2026-01-12", "2026-01-26")
    assert states(check(inside)) == ["new"]
    beyond = check(night("ana@example.org", "on site", "2026-01-12"))
    assert [one[:2] for one in problems(beyond)] == [(2, "first_on")]
    assert "from January 5, 2026 through February 2, 2026" in problems(beyond)[0][2]
    later = check(night("ana@example.org", "on site", "2026-02-09"))
    assert states(later) == ["new"]
    around = check(
        night("ana@example.org", "on site", "2025-12-01", "2025-12-31"),
        night("ana@example.org", "on site", "2026-02-09"),
    )
    assert [one[:2] for one in problems(around)] == [(2, "first_on"), (3, "first_on")]
    other = check(night(last="2026-01-12"))
    assert "Write the same dates" in other.verdicts[0].problems[0].remedy


def test_people_outside_the_dates_of_their_shift(team, ana, check):
    checked = check(
        night(last="2026-01-31"), night("ana@example.org", "on site", "2026-02-02", "2026-03-01")
    )
    assert [one[:2] for one in problems(checked)] == [(3, "first_on")]


def test_a_wrong_shift_leaves_its_people_for_later(session, team, ana, check):
    rosters.shift(session, team, starts=time(19))
    checked = check(night(), night("ana@example.org", "on site"))
    assert [one[:2] for one in problems(checked)] == [(2, "shift")]
    assert states(checked) == ["wrong", "waiting"]


def test_the_same_file_is_taken_in_once(session, team, ana, take):
    lines = (night(), night("ana@example.org", "on site"))
    first = take(*lines)
    assert take(*lines, at=LATER).id == first.id
    assert count(session, RosterImport) == count(session, Shift) == 1
    assert count(session, EvidenceFile) == 1


def test_what_is_undone_is_not_known_and_may_come_again(session, team, ana, take, boss):
    lines = (night(), night("ana@example.org", "on site"))
    row = take(*lines)
    assert importing.undo(session, row.id, by=boss, at=LATER)
    assert not importing.undo(session, row.id, by=boss, at=LATER)
    assert (row.undone_at, row.undone_by_id) == (LATER, boss)
    assert known(session, team) == []
    assert len(loading.shifts_of(session, [team.id], AT)[team.id]) == 1
    assert take(*lines, at=LATER).id != row.id
    assert len(known(session, team)) == 1


def test_a_correction_of_what_a_file_brought_goes_with_it(session, team, ana, take, boss):
    shift = rosters.shift(session, team)
    row = take(night("ana@example.org", "on site"))
    place = session.scalars(select(ShiftAssignment)).one()
    facts = PlaceFacts(Mode.REMOTE, MONDAY, None)
    people.correct(session, team, place, facts, by=boss, at=LATER)
    assert importing.brought(session, row).places == 2
    importing.undo(session, row.id, by=boss, at=LATER)
    assert [one.assigned for one in shifts.of_team(session, team.id)] == [()]
    assert shifts.of_team(session, team.id)[0].id == shift.id


def test_what_was_added_by_hand_is_counted(session, team, ana, ben, take):
    row = take(night(), night("ana@example.org", "on site"))
    shift = session.scalars(select(Shift)).one()
    rosters.assignment(session, shift, ben)
    rosters.exception(session, shift, MONDAY, ExceptionKind.CANCELLED)
    brought = importing.brought(session, row)
    assert brought.shifts == [(team.id, "North", 1)]
    assert (brought.places, brought.exceptions, brought.by_hand) == (1, 0, 2)


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//
BEGIN:VEVENT
SUMMARY:Night
DTSTART;TZID=America/Los_Angeles:20260105T200000
DTEND;TZID=America/Los_Angeles:20260106T080000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU
EXDATE;TZID=America/Los_Angeles:20260112T200000
ATTENDEE:mailto:ana@example.org
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_of_a_team(session, county, team, ana, boss):
    content = CALENDAR.replace("\n", "\r\n").encode()
    file = importing.keep(session, FRESNO, "C:\\x\\team.csv", content, by=boss, at=AT)
    assert (file.name, file.media_type) == ("team.csv.ics", "text/calendar")
    for missing in ((None, Mode.ON_SITE), (team, None)):
        with pytest.raises(Invalid) as error:
            importing.read(file, *missing)
        assert error.value.field == "team"
    read = importing.read(file, team, Mode.REMOTE)
    taken = importing.take_in(session, file, county, read, by=boss, at=AT)
    assert isinstance(taken, importing.Taken)
    assert taken.is_new
    assert [(name, day, len(people)) for name, day, _, _, people in known(session, team)] == [
        ("Night", 0, 1),
        ("Night", 1, 1),
    ]
    different = session.scalars(select(ShiftException)).one()
    assert (different.on, different.kind) == (MONDAY + WEEK, ExceptionKind.CANCELLED)
    assert different.reason == "Left out in the calendar"


def test_a_calendar_may_cancel_further_dates_of_a_known_shift(session, county, team, boss):
    row = rosters.shift(session, team)
    rosters.exception(session, row, MONDAY + WEEK, ExceptionKind.CANCELLED)
    text = CALENDAR.replace("BYDAY=MO,TU", "BYDAY=MO").replace("ATTENDEE", "X-ATTENDEE")
    for dates, expected in (("20260112T200000", False), ("20260119T200000", True)):
        content = text.replace("20260112T200000", dates).encode()
        file = importing.keep(session, FRESNO, "a.ics", content, by=boss, at=AT)
        read = importing.read(file, team, Mode.ON_SITE)
        assert importing.check(session, county, read, AT).may_be_taken_in is expected


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"MZ\x90\x00", "is not UTF-8"), (b"PK\x03\x04", "workbook"), (b"a,b\n1,2", "lacks")],
)
def test_what_is_no_file_of_shifts_is_not_kept(session, boss, content, words):
    with pytest.raises(Invalid, match=words) as error:
        importing.keep(session, FRESNO, "roster.csv", content, by=boss, at=AT)
    assert error.value.field == "file"
    assert count(session, EvidenceFile) == 0


def test_a_file_is_found_within_the_counties_of_the_grant(session, keep):
    file = keep(night())
    here, there = [Grant(Role.TRAINER, FRESNO)], [Grant(Role.TRAINER, KERN)]
    assert importing.find_file(session, file.id, here)[0] == file
    with pytest.raises(Forbidden):
        importing.find_file(session, file.id, there)
    other = EvidenceFile(
        county_fips=FRESNO,
        name="x.pdf",
        media_type="application/pdf",
        size=1,
        sha256="x",
        content=b"x",
        recorded_at=AT,
    )
    session.add(other)
    session.flush()
    for nothing in (other.id, 4711):
        with pytest.raises(NotFound):
            importing.find_file(session, nothing, here)


def test_imports_are_listed_and_found_within_the_counties(session, boss):
    here, there = [Grant(Role.TRAINER, FRESNO)], [Grant(Role.TRAINER, KERN)]
    row = rosters.roster_import(session)
    rosters.roster_import(session, KERN)
    found = importing.listed(session, frozenset({FRESNO}), 1)
    assert [(one.row, one.county) for one in found.rows] == [(row, "Fresno")]
    assert importing.listed(session, None, 99).total == 2
    assert importing.find(session, row.id, here, Permission.SEE_READINESS).row == row
    with pytest.raises(Forbidden):
        importing.find(session, row.id, there, Permission.SEE_READINESS)
    with pytest.raises(NotFound):
        importing.find(session, 4711, here, Permission.SEE_READINESS)


def test_checking_costs_no_more_questions_for_more_rows(app, session, county, team, keep):
    def questions(names):
        lines = []
        for name in names:
            person = factories.person(session, email=f"{name}@example.org")
            factories.affiliation(session, person)
            lines.append(f"North,{name},Monday,20:00,08:00,{name}@example.org,on site,2026-01-05,")
        read = importing.read(keep(*lines), None, None)
        session.commit()
        with counted(app) as statements:
            checked = importing.check(session, county, read, AT)
        assert checked.count(State.NEW) == len(lines)
        return len(statements)

    assert questions("ab") == questions("cdefghijkl") <= 14
