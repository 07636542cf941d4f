"""What holds while a shift lasts is what its areas' week says; and leave taken away is no leave."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from portal.domain.coverage import Shift, lasts, midnight
from portal.models import Leave
from portal.services import readiness
from portal.services.readiness import Asked
from portal.services.readiness.areas import clipped
from portal.services.rosters.loading import area_teams, shifts_of
from tests import factories, rosters, rules, worlds
from tests.queries import counted
from tests.trainings import catalogue
from tests.worlds import DAY, NOW, TODAY

FILES = rules.rulebook()
DAYS = [TODAY + number * DAY for number in range(10)]


@pytest.fixture(autouse=True)
def _now(app, time_machine):
    time_machine.move_to(NOW, tick=False)
    worlds.use_rules(app)


def every(session) -> list[tuple[Shift, date]]:
    """Every shift of every team that begins on one of the days."""
    return [
        (shift, on)
        for found in shifts_of(session, None).values()
        for shift in found
        for on in DAYS
        if on.weekday() == shift.weekday
        and shift.first_on <= on
        and (shift.last_on is None or on <= shift.last_on)
    ]


def weeks(session):
    """The gaps of every area, by the reader of its page."""
    start, end = midnight(DAYS[0]), midnight(DAYS[-1] + 2 * DAY)
    world = readiness.World(session, FILES, catalogue())
    return world.gaps(area_teams(session, None), start, end)


@pytest.mark.parametrize("seed", range(4))
def test_the_hours_of_a_shift_are_those_of_its_areas_with_leave_and_without(session, seed):
    world = worlds.make(session, seed)
    for person in world.people[::2]:
        factories.leave(session, person, TODAY + seed * DAY, TODAY + (seed + 4) * DAY)
    session.commit()
    begin, serving = every(session), area_teams(session, None)
    found = readiness.shift_hours(session, begin, FILES, catalogue())
    now = weeks(session)
    session.execute(delete(Leave))
    without = weeks(session)
    session.rollback()
    assert set(found) == {(shift.id, on) for shift, on in begin}
    for hours in found.values():
        starts_at, ends_at = lasts(hours.shift, hours.on)
        assert {each.area for each in hours.areas} == {
            area
            for area, teams in serving.items()
            for each in teams
            if each.team == hours.shift.team
            and midnight(each.starts_on) < ends_at
            and (each.ends_on is None or starts_at < midnight(each.ends_on + DAY))
        }
        for each in hours.areas:
            assert list(each.gaps) == clipped(now[each.area], starts_at, ends_at)
            assert list(each.otherwise) == clipped(without[each.area], starts_at, ends_at)
    assert any(hours.away for hours in found.values())


def test_no_shift_asks_nothing(app, session):
    with counted(app) as statements:
        assert readiness.shift_hours(session, [], FILES, catalogue()) == {}
    assert statements == []


def test_leave_finds_every_shift_that_lasts_into_it_and_no_other(session):
    """A night shift, from the evening before the first day to the last evening."""
    team, ana = factories.team(session), factories.person(session, "Ana")
    factories.affiliation(session, ana, team=team)
    for weekday in range(7):
        row = rosters.shift(session, team, weekday=weekday, first_on=date(2025, 1, 6))
        rosters.assignment(session, row, ana, first_on=date(2025, 1, 6))
    first = TODAY + 3 * DAY
    asked = Asked(ana.id, first, first + 2 * DAY, None)
    found = readiness.shifts_within(session, asked, None, FILES, catalogue(), NOW)
    assert [hit.hours.on for hit in found.hits] == [first + number * DAY for number in range(-1, 3)]
    assert (found.first, found.last, found.ends) == (first, first + 2 * DAY, True)
    over = Asked(ana.id, TODAY - 10 * DAY, TODAY - 9 * DAY, None)
    past = readiness.shifts_within(session, over, None, FILES, catalogue(), NOW)
    assert [hit.hours.on for hit in past.hits] == [TODAY - number * DAY for number in (11, 10, 9)]
    elsewhere = readiness.shifts_within(session, asked, frozenset(), FILES, catalogue(), NOW)
    assert (elsewhere.hits, elsewhere.elsewhere) == ((), 4)
    assert timedelta(weeks=8) == readiness.leave.AHEAD
