"""What lies ahead, worked out once for a day, is what happens from any moment of it on."""

from datetime import date, timedelta

import pytest

from portal.domain.coverage import (
    LOOK_AHEAD,
    WEEK,
    Ahead,
    CountyGap,
    county_gaps,
    happening,
    midnight,
    weekly_gaps,
)
from portal.domain.staffing import Outcome, rule_periods
from tests.domain.coverage.abilities import Rules, situation
from tests.domain.coverage.rosters import DAY, FALL, SPRING

SUNDAY = date(2026, 6, 7)
RULES = rule_periods(Rules().rulebook)
MINUTE = timedelta(minutes=1)


def moments(day):
    """Some of a day, the first and the last with them; it may have 23 hours, or 25."""
    start, end = midnight(day), midnight(day + DAY)
    return [start, *(start + n * timedelta(minutes=97) for n in range(1, 15)), end - MINUTE]


def lengths(gaps, start, end):
    found = dict.fromkeys(Outcome, timedelta())
    for begins, until, gap in happening(gaps, start, end):
        found[gap.outcome] += until - begins
    return {outcome: length // MINUTE for outcome, length in found.items()}


@pytest.mark.parametrize(
    "day", [SPRING, SPRING - WEEK, SPRING - 6 * DAY, FALL, FALL - WEEK, SUNDAY]
)
@pytest.mark.parametrize("seed", range(6))
def test_minutes_and_the_next_break_are_those_of_what_happens(day, seed):
    case = situation(day, seed)
    gaps = county_gaps({7: weekly_gaps(case.teams, case.shifts, case.held, RULES)})
    ahead = Ahead(gaps, day)
    for at in moments(day):
        assert ahead.minutes(at) == lengths(gaps, at, at + WEEK)
        bad = [gap for gap in gaps if gap.outcome is Outcome.NOT_COVERED]
        first = next(
            ((begins, gap) for begins, _, gap in happening(bad, at, at + LOOK_AHEAD)), None
        )
        assert ahead.next_break(at) == first


@pytest.mark.parametrize("days", [0, 8, 9, 10, 27, 28, 29])
def test_a_break_is_found_within_four_weeks(days):
    on = SUNDAY + days * DAY
    gap = CountyGap(
        on.weekday(), on.toordinal(), on.toordinal() + 1, 540, 600, Outcome.NOT_COVERED, 7
    )
    ahead = Ahead([gap], SUNDAY)
    begins = midnight(on) + timedelta(hours=9)
    assert ahead.next_break(midnight(SUNDAY)) == ((begins, gap) if days < 28 else None)
    late = midnight(SUNDAY) + timedelta(hours=9, minutes=30)
    expected = (late, gap) if days == 0 else (begins, gap) if days <= 28 else None
    assert ahead.next_break(late) == expected
    assert ahead.next_break(late + timedelta(hours=1)) == (expected if days else None)
    assert Ahead([], SUNDAY).next_break(late) is None
