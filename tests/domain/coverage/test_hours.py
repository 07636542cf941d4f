"""The week by the hour shows the worst of each hour; gaps and minutes leave nothing out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from portal.domain.coverage import (
    Stretch,
    advisory_minutes,
    gaps,
    hours,
    minutes,
    stretches,
    uncovered_minutes,
)
from portal.domain.dates import CALIFORNIA
from portal.domain.staffing import Mode, Outcome
from tests.domain.coverage.abilities import situation
from tests.domain.coverage.rosters import DAY, FALL, MINUTE, SPRING, at

MONDAY = date(2026, 6, 1)
WEEK = 7 * DAY
CREW = ((1, Mode.ON_SITE),)


def stretch(
    starts_at: datetime,
    ends_at: datetime,
    outcome: Outcome = Outcome.COVERED,
    requirement: str = "",
    team: int = 1,
) -> Stretch:
    return Stretch(starts_at, ends_at, outcome, requirement, team, CREW)


def week(monday: date, *changes: tuple[datetime, Outcome]) -> list[Stretch]:
    """A covered week, in which another outcome holds from some instants on."""
    starts = [(at(monday), Outcome.COVERED), *changes]
    ends = [*(starts_at for starts_at, _ in changes), at(monday + WEEK)]
    return [stretch(at_, end, out) for (at_, out), end in zip(starts, ends, strict=True)]


def test_an_hour_is_as_bad_as_its_worst_minute() -> None:
    eight = at(MONDAY, 8)
    found = hours(
        week(
            MONDAY,
            (eight + timedelta(minutes=20), Outcome.NOT_COVERED),
            (eight + timedelta(minutes=21), Outcome.ADVISORY),
            (eight + timedelta(hours=1), Outcome.COVERED),
        ),
        MONDAY,
    )
    hour = found[0][8]
    assert (hour.outcome, hour.stretches) == (Outcome.NOT_COVERED, (0, 1, 2))
    assert (hour.starts_at, hour.ends_at) == (eight, eight + timedelta(hours=1))
    assert (found[0][7].outcome, found[0][7].stretches) == (Outcome.COVERED, (0,))
    assert (found[0][9].outcome, found[0][9].stretches) == (Outcome.COVERED, (3,))


def test_a_week_has_seven_days_of_twenty_four_hours() -> None:
    found = hours(week(MONDAY), MONDAY)
    assert [len(day) for day in found] == [24] * 7
    every = [hour for day in found for hour in day]
    assert (every[0].starts_at, every[-1].ends_at) == (at(MONDAY), at(MONDAY + WEEK))
    assert all(one.ends_at == following.starts_at for one, following in pairwise(every))


def test_the_hour_that_clocks_skip_is_missing() -> None:
    monday = SPRING - 6 * DAY
    sunday = hours(week(monday), monday)[6]
    assert [hour for hour, each in enumerate(sunday) if each is None] == [2]
    assert sunday[1].ends_at == sunday[3].starts_at


def test_the_hour_that_clocks_show_twice_is_one() -> None:
    monday = FALL - 6 * DAY
    second = at(FALL, 1) + timedelta(hours=1)
    found = hours(
        week(monday, (second, Outcome.UNKNOWN), (second + MINUTE, Outcome.COVERED)), monday
    )
    hour = found[6][1]
    assert hour.ends_at - hour.starts_at == timedelta(hours=2)
    assert hour.outcome is Outcome.UNKNOWN
    assert found[6][2].outcome is Outcome.COVERED


def test_hours_outside_of_the_time_asked_about_say_nothing() -> None:
    only = [stretch(at(MONDAY, 8, 30), at(MONDAY, 9, 30))]
    found = [hour.outcome for hour in hours(only, MONDAY)[0]]
    assert found == [None] * 8 + [Outcome.COVERED] * 2 + [None] * 14
    assert hours([], MONDAY)[3][3].stretches == ()


@pytest.mark.parametrize("around", [SPRING, FALL])
@pytest.mark.parametrize("seed", range(4))
def test_hours_show_every_stretch_that_has_a_part_of_them(around: date, seed: int) -> None:
    found = stretches(*situation(around, seed).asked)
    monday = around - around.weekday() * DAY
    shown: dict[tuple[date, int], set[int]] = {}
    for place, each in enumerate(found):
        minute = each.starts_at
        while minute < each.ends_at:
            local = minute.astimezone(CALIFORNIA)
            shown.setdefault((local.date(), local.hour), set()).add(place)
            minute += MINUTE
    for number, day in enumerate(hours(found, monday)):
        for hour, each in enumerate(day):
            places = shown.get((monday + number * DAY, hour), set())
            assert set(each.stretches if each else ()) == places
            if places:
                worst = min(found[place].outcome.rank for place in places)
                assert each.outcome.rank == worst


def test_a_gap_goes_on_while_it_falls_short_in_the_same_way() -> None:
    noon = at(MONDAY, 12)
    parts = [
        stretch(noon, noon + 1 * DAY, Outcome.NOT_COVERED, "naloxone", 1),
        stretch(noon + 1 * DAY, noon + 2 * DAY, Outcome.NOT_COVERED, "naloxone", 2),
        stretch(noon + 2 * DAY, noon + 3 * DAY, Outcome.NOT_COVERED, "two-members", 2),
        stretch(noon + 3 * DAY, noon + 4 * DAY),
        stretch(noon + 4 * DAY, noon + 5 * DAY, Outcome.ADVISORY, "naloxone", 2),
        stretch(noon + 6 * DAY, noon + 7 * DAY, Outcome.ADVISORY, "naloxone", 2),
    ]
    assert [(each.requirement, each.outcome, each.stretches) for each in gaps(parts)] == [
        ("naloxone", Outcome.NOT_COVERED, tuple(parts[:2])),
        ("two-members", Outcome.NOT_COVERED, (parts[2],)),
        ("naloxone", Outcome.ADVISORY, (parts[4],)),
        ("naloxone", Outcome.ADVISORY, (parts[5],)),  # not the same: there is time in between
    ]
    first = gaps(parts)[0]
    assert (first.starts_at, first.ends_at) == (noon, noon + 2 * DAY)
    assert gaps(parts[3:4]) == ()


@pytest.mark.parametrize("seed", range(4))
def test_minutes_and_gaps_leave_nothing_out(seed: int) -> None:
    case = situation(MONDAY, seed)
    found = stretches(*case.asked)
    assert sum(minutes(found, outcome) for outcome in Outcome) == (case.end - case.start) // MINUTE
    for outcome, counted in [
        (Outcome.NOT_COVERED, uncovered_minutes(found)),
        (Outcome.ADVISORY, advisory_minutes(found)),
    ]:
        of_gaps = [each for each in gaps(found) if each.outcome is outcome]
        assert counted == sum((each.ends_at - each.starts_at) // MINUTE for each in of_gaps)
    assert all(
        one.ends_at < following.starts_at
        or (one.outcome, one.requirement) != (following.outcome, following.requirement)
        for one, following in pairwise(gaps(found))
    )
