"""A week as pages show it, and the history that keeps all that was recorded."""

from datetime import time, timedelta

import pytest

from portal.domain.coverage import ExceptionKind
from portal.domain.staffing import Mode
from portal.services.rosters import history, shifts, week
from tests import factories, rosters
from tests.factories import AT
from tests.queries import counted
from tests.rosters import MONDAY

DAY, WEEK = timedelta(1), timedelta(7)
HOUR = timedelta(hours=1)


@pytest.fixture
def team(session):
    return factories.team(session, "North")


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana Flores", name_used="Ana")


@pytest.fixture
def ben(session):
    return factories.person(session, "Ben")


def test_a_week_has_seven_days_and_a_pattern_for_each_name_and_time(session, team, ana, ben):
    night = rosters.shift(session, team)
    rosters.shift(session, team, weekday=6)
    rosters.shift(session, team, "Day", starts=time(8), ends=time(20), weekday=1)
    rosters.shift(session, team, "Later", first_on=MONDAY + WEEK)
    rosters.shift_end(session, rosters.shift(session, team, "Over", weekday=4), MONDAY)
    rosters.assignment(session, night, ben, Mode.ON_CALL)
    rosters.assignment(session, night, ana)
    found = week.week(session, team, MONDAY)
    assert [one.name for one in found.patterns] == ["Day", "Night"]
    assert [day for day, _ in found.days] == [MONDAY + DAY * later for later in range(7)]
    assert [(one.on, one.shift.name) for one in found.entries] == [
        (MONDAY, "Night"),
        (MONDAY + DAY, "Day"),
        (MONDAY + 6 * DAY, "Night"),
    ]
    assert [(one.name, one.mode) for one in found.entries[0].people] == [
        ("Ana", Mode.ON_SITE),
        ("Ben", Mode.ON_CALL),
    ]
    assert found.empty == 2


def test_what_is_different_shows_in_its_week_only(session, team, ana, ben):
    night = rosters.shift(session, team)
    rosters.assignment(session, night, ana)
    rosters.exception(session, night, MONDAY, ExceptionKind.OFF, ana)
    rosters.exception(session, night, MONDAY, ExceptionKind.ON, ben, mode=Mode.REMOTE)
    rosters.exception(session, night, MONDAY + WEEK, ExceptionKind.CANCELLED)
    (first,), (second,), (third,) = (
        week.week(session, team, MONDAY + WEEK * later).entries for later in range(3)
    )
    assert ([one.name for one in first.people], first.off) == (["Ben"], ("Ana",))
    assert (second.people, second.off, second.cancelled) == ((), (), True)
    assert [one.name for one in third.people] == ["Ana"]
    assert week.week(session, team, MONDAY + WEEK).empty == 0


def test_the_monday_of_a_day():
    assert week.monday_of(MONDAY) == week.monday_of(MONDAY + 6 * DAY) == MONDAY


def test_coming_differences_are_told_as_recorded_last(session, team, ana, ben):
    night = rosters.shift(session, team)
    file = rosters.roster_import(session, undone_at=AT)
    rosters.exception(session, night, MONDAY, ExceptionKind.OFF, ana, reason="Away")
    rosters.exception(session, night, MONDAY, ExceptionKind.USUAL, ana)
    rosters.exception(session, night, MONDAY + WEEK, ExceptionKind.OFF, ben, reason="Ill")
    rosters.exception(session, night, MONDAY + WEEK, ExceptionKind.CANCELLED, imported=file)
    rosters.exception(session, night, MONDAY + 9 * WEEK, ExceptionKind.CANCELLED)
    (only,) = week.different(session, [night.id], MONDAY, MONDAY + 8 * WEEK)
    assert (only.shift, only.person, only.row.reason) == ("Night", "Ben", "Ill")


def test_places_as_they_stand(session, team, ana, ben):
    night = rosters.shift(session, team)
    first = rosters.assignment(session, night, ben, by=ana)
    new = rosters.assignment(session, night, ben, last_on=MONDAY + WEEK, supersedes=first, by=ana)
    mistake = rosters.assignment(session, night, ana)
    rosters.assignment(session, night, ana, last_on=MONDAY - DAY, supersedes=mistake)
    (only,) = week.placed(session, [night.id])[night.id]
    assert (only.row, only.person, only.recorded_by) == (new, "Ben", "Ana")


def test_a_week_costs_no_more_questions_for_more_shifts(app, session, team):
    def questions(more):
        for _ in range(more):
            row, person = rosters.shift(session, team), factories.person(session)
            rosters.assignment(session, row, person)
            rosters.exception(session, row, MONDAY, ExceptionKind.OFF, person)
        session.commit()
        number = team.id
        with counted(app) as statements:
            week.week(session, team, MONDAY)
            ids = [shift.id for shift in shifts.of_team(session, number)]
            week.different(session, ids, MONDAY, MONDAY + WEEK)
            week.placed(session, ids)
            history.of_team(session, number, 1)
        return len(statements)

    assert questions(2) == questions(20)


def test_the_history_keeps_everything_newest_first(session, team, ana, ben):
    file = rosters.roster_import(session, undone_at=AT + 9 * HOUR)
    night = rosters.shift(session, team)
    place = rosters.assignment(session, night, ben, by=ana, at=AT + HOUR)
    rosters.assignment(
        session, night, ben, Mode.REMOTE, last_on=MONDAY, supersedes=place, at=AT + 2 * HOUR
    )
    rosters.shift_end(session, night, MONDAY, at=AT + 3 * HOUR)
    rosters.shift_end(session, night, None, at=AT + 4 * HOUR)
    rosters.exception(
        session, night, MONDAY, ExceptionKind.OFF, ben, reason="Ill.", at=AT + 5 * HOUR
    )
    rosters.exception(session, night, MONDAY, ExceptionKind.USUAL, ben, at=AT + 6 * HOUR)
    mistake = rosters.assignment(session, night, ana, imported=file, at=AT + 7 * HOUR)
    rosters.assignment(
        session, night, ana, last_on=MONDAY - DAY, supersedes=mistake, at=AT + 8 * HOUR
    )
    rosters.shift_end(session, night, MONDAY - DAY, at=AT + 9 * HOUR)
    rosters.shift(session, factories.team(session), "Another team")
    found = history.of_team(session, team.id, 1)
    assert (found.total, found.pages) == (10, 1)
    assert [(line.what, line.superseded) for line in found.rows] == [
        ("Taken back: entered by mistake", False),
        ("Ana: place taken back, entered by mistake", False),
        ("Ana: on site, from January 5, 2026", True),
        ("January 5, 2026: As usual again for Ben", False),
        ("January 5, 2026: Ben is off. Ill.", True),
        ("Goes on without an end", True),
        ("Takes place through January 5, 2026", True),
        ("Ben: corrected to remote, from January 5, 2026 through January 5, 2026", False),
        ("Ben: on site, from January 5, 2026", True),
        ("Added: 8:00 p.m. to 8:00 a.m. the next day, from January 5, 2026", False),
    ]
    assert {line.shift for line in found.rows} == {"Night, Mondays"}
    assert [line.by for line in found.rows][-2:] == ["Ana", None]
    assert [(line.import_id, line.undone_at) for line in found.rows if line.import_id] == [
        (file.id, AT + 9 * HOUR)
    ]


def test_a_long_history_is_paged(session, team):
    for later in range(51):
        rosters.shift(session, team, at=AT + later * HOUR)
    assert len(history.of_team(session, team.id, 1).rows) == 50
    (oldest,) = history.of_team(session, team.id, 9).rows
    assert oldest.at == AT
