"""How many days it holds, and from when on it is well."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from portal.domain.coverage import (
    AreaTeam,
    DaysLeft,
    GetWell,
    Stretch,
    days_of_readiness,
    first_at,
    get_well,
    well_from,
)
from portal.domain.staffing import Able, Outcome
from tests.domain.coverage.abilities import CARRIES, LONG_AGO, PLAIN, Rules, always, until
from tests.domain.coverage.rosters import DAY, MINUTE, at, shift

DAY_ONE = date(2026, 6, 1)
NOW = at(DAY_ONE, 21)


def days(*outcomes: Outcome) -> list[Stretch]:
    """One outcome from now for a day, the next for another, and so on."""
    return [
        Stretch(NOW + number * DAY, NOW + (number + 1) * DAY, outcome, "", 1, ())
        for number, outcome in enumerate(outcomes)
    ]


C, A, U, N = Outcome.COVERED, Outcome.ADVISORY, Outcome.UNKNOWN, Outcome.NOT_COVERED


def test_days_are_counted_to_the_first_of_each_outcome() -> None:
    assert days_of_readiness(days(C, A, C, U, N, N), NOW) == DaysLeft(4, 3, 1)
    assert days_of_readiness(days(C, C), NOW) == DaysLeft(None, None, None)


def test_what_falls_short_now_leaves_no_day() -> None:
    assert days_of_readiness(days(N), NOW + MINUTE) == DaysLeft(0, None, None)
    assert first_at(days(C, N), N, NOW + DAY + MINUTE) == NOW + DAY + MINUTE


def test_what_is_over_does_not_count() -> None:
    assert first_at(days(N, C), N, NOW + DAY) is None
    assert first_at(days(N, C), N, NOW + DAY - MINUTE) == NOW + DAY - MINUTE


def test_days_turn_at_midnight_in_california() -> None:
    found = [
        Stretch(NOW, at(DAY_ONE + DAY), C, "", 1, ()),
        Stretch(at(DAY_ONE + DAY), NOW + 9 * DAY, N, "", 1, ()),
    ]
    assert days_of_readiness(found, NOW).not_covered == 1  # three hours on, but tomorrow


@pytest.mark.parametrize(
    ("outcomes", "least", "day"),
    [
        ((C, C), C, 0),
        ((C, N, C, A, C), C, 4),
        ((C, N, C, A, C), A, 2),
        ((N, C, A), C, None),
        ((N, C, A), A, 1),
        ((N, C, U), A, None),
        ((N, C, U), U, 1),
    ],
)
def test_it_is_well_after_the_last_time_that_falls_short(
    outcomes: tuple[Outcome, ...], least: Outcome, day: int | None
) -> None:
    expected = None if day is None else NOW + timedelta(day)
    assert well_from(days(*outcomes), least) == expected


def test_no_time_is_never_well() -> None:
    assert well_from([]) is None


def test_open_trainings_make_it_well_when_they_take_effect() -> None:
    rosters = [
        shift(time(), time(), 1, 2, weekday=weekday, number=weekday + 1) for weekday in range(7)
    ]
    teams, rules = [AreaTeam(1, LONG_AGO, None)], Rules(LONG_AGO + DAY)
    held = always(1, 2, able=PLAIN)
    trained = until(2, DAY_ONE + 3 * DAY, able=PLAIN, then=CARRIES)
    end = at(DAY_ONE + 9 * DAY)
    assert get_well(teams, rosters, held, trained, rules, NOW, end) == GetWell(
        None, at(DAY_ONE + 3 * DAY)
    )
    away = until(1, DAY_ONE + 2 * DAY, able=Able(0), then=PLAIN)
    assert get_well(teams, rosters, held | away, {}, Rules(), NOW, end, A) == GetWell(
        at(DAY_ONE + 2 * DAY), at(DAY_ONE + 2 * DAY)
    )
