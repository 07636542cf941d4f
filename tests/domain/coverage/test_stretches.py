"""At every minute an area stands as a plain look at the roster, the clock and the rules says."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise

import pytest

from portal.domain.coverage import AreaTeam, Shift, stretches
from portal.domain.staffing import Able, Mode, Outcome
from tests.domain.coverage.abilities import (
    CARRIES,
    LONG_AGO,
    PLAIN,
    Rules,
    always,
    answer,
    situation,
    until,
)
from tests.domain.coverage.rosters import (
    DAY,
    FALL,
    SPRING,
    assigned,
    at,
    minutes,
    shift,
)

SUNDAY = date(2026, 6, 7)
MONDAY = SUNDAY + DAY
TEAM = [AreaTeam(1, LONG_AGO, None)]
TWO_TEAMS = [*TEAM, AreaTeam(2, LONG_AGO, None)]
NIGHT = shift(time(22), time(6), 1, 2)
RULES = Rules()
Said = tuple[object, object, Outcome, str, int | None, tuple[int, ...]]


def said(shifts: list[Shift], held: dict, *, teams=TEAM, rules=RULES, days=2) -> list[Said]:
    """From when until when what holds, who decides, which team, and who is there."""
    found = stretches(teams, shifts, held, rules, at(SUNDAY), at(SUNDAY + days * DAY))
    return [
        (
            each.starts_at,
            each.ends_at,
            each.outcome,
            each.requirement,
            each.team,
            tuple(person for person, _ in each.people),
        )
        for each in found
    ]


def nobody(starts: object, ends: object) -> Said:
    return (starts, ends, Outcome.NOT_COVERED, "around-the-clock", None, ())


def test_a_night_is_covered_and_the_rest_is_not() -> None:
    begins, ends = at(SUNDAY, 22), at(MONDAY, 6)
    assert said([NIGHT], always(1, 2)) == [
        nobody(at(SUNDAY), begins),
        (begins, ends, Outcome.COVERED, "", 1, (1, 2)),
        nobody(ends, at(MONDAY + DAY)),
    ]


def test_a_lapse_takes_effect_at_midnight_in_the_middle_of_a_night() -> None:
    held = always(1, able=PLAIN) | until(2, MONDAY, then=Able.THERE)
    assert said([NIGHT], held)[1:3] == [
        (at(SUNDAY, 22), at(MONDAY), Outcome.COVERED, "", 1, (1, 2)),
        (at(MONDAY), at(MONDAY, 6), Outcome.NOT_COVERED, "two-members", 1, (1, 2)),
    ]


def test_a_rule_judges_from_the_midnight_at_which_its_version_starts() -> None:
    found = said([NIGHT], always(1, 2, able=PLAIN), rules=Rules(MONDAY))
    assert found[1:3] == [
        (at(SUNDAY, 22), at(MONDAY), Outcome.ADVISORY, "naloxone", 1, (1, 2)),
        (at(MONDAY), at(MONDAY, 6), Outcome.NOT_COVERED, "naloxone", 1, (1, 2)),
    ]


def test_a_team_counts_from_its_first_day_in_the_area_through_its_last() -> None:
    long = shift(time(22), time(22), 1, 2)
    for teams, covered in [
        ([AreaTeam(1, MONDAY, None)], (at(MONDAY), at(MONDAY, 22))),
        ([AreaTeam(1, LONG_AGO, SUNDAY)], (at(SUNDAY, 22), at(MONDAY))),
        ([AreaTeam(1, SUNDAY, MONDAY)], (at(SUNDAY, 22), at(MONDAY, 22))),
    ]:
        found = said([long], always(1, 2), teams=teams)
        assert [each[:2] for each in found if each[2] is Outcome.COVERED] == [covered]
    for never in (
        [AreaTeam(1, MONDAY + 9 * DAY, None)],
        [AreaTeam(1, LONG_AGO, SUNDAY - DAY)],
        [AreaTeam(1, MONDAY, SUNDAY)],
        [AreaTeam(2, LONG_AGO, None)],
        [],
    ):
        assert said([long], always(1, 2), teams=never) == [nobody(at(SUNDAY), at(SUNDAY + 2 * DAY))]


def test_the_team_that_comes_closest_speaks_for_the_area() -> None:
    shifts = [
        shift(time(8), time(16), 1, team=1, number=1),
        shift(time(12), time(20), 2, 3, team=2, number=2),
    ]
    assert said(shifts, always(1, 2, 3), teams=TWO_TEAMS, days=1) == [
        nobody(at(SUNDAY), at(SUNDAY, 8)),
        (at(SUNDAY, 8), at(SUNDAY, 12), Outcome.NOT_COVERED, "two-members", 1, (1,)),
        (at(SUNDAY, 12), at(SUNDAY, 20), Outcome.COVERED, "", 2, (2, 3)),
        nobody(at(SUNDAY, 20), at(MONDAY)),
    ]


def test_of_two_teams_alike_the_one_with_the_lower_number_speaks() -> None:
    shifts = [
        shift(time(8), time(16), 1, 2, team=2, number=1),
        shift(time(8), time(16), 3, 4, team=1, number=2),
    ]
    found = said(shifts, always(1, 2, 3, 4), teams=TWO_TEAMS[::-1], days=1)
    assert [each[4] for each in found] == [None, 1, None]


def test_people_of_two_teams_are_never_counted_together() -> None:
    shifts = [
        shift(time(8), time(16), 1, team=1, number=1),
        shift(time(8), time(16), 2, team=2, number=2),
    ]
    found = said(shifts, always(1, 2), teams=TWO_TEAMS, days=1)
    assert {each[2] for each in found} == {Outcome.NOT_COVERED}


def test_people_on_two_shifts_of_a_team_are_there_together_and_once() -> None:
    shifts = [
        shift(time(8), time(16), 1, assigned(2, Mode.ON_CALL), number=1),
        shift(time(12), time(20), 1, 2, number=2),
    ]
    found = stretches(TEAM, shifts, always(1, 2), RULES, at(SUNDAY, 8), at(SUNDAY, 20))
    assert [(each.people, each.outcome) for each in found] == [
        (((1, Mode.ON_SITE), (2, Mode.ON_CALL)), Outcome.NOT_COVERED),
        (((1, Mode.ON_SITE), (2, Mode.ON_SITE)), Outcome.COVERED),
    ]


def test_who_is_on_two_teams_at_once_counts_for_both() -> None:
    shifts = [
        shift(time(8), time(16), 1, 2, team=1, number=1),
        shift(time(8), time(16), 1, 3, team=2, number=2),
    ]
    for team in TWO_TEAMS:
        found = said(shifts, always(1, 2, 3), teams=[team], days=1)
        assert found[1][2] is Outcome.COVERED


def test_somebody_of_whom_nothing_is_known_brings_nothing() -> None:
    found = said([NIGHT], always(1))
    assert found[1][2:] == (Outcome.NOT_COVERED, "two-members", 1, (1, 2))


def test_somebody_of_whom_no_more_is_known_brings_nothing_from_then_on() -> None:
    for held in (until(1, MONDAY)[1][:1], until(1, MONDAY, Able(0), CARRIES)[1][1:]):
        people = {1: held} | always(2)
        found = stretches(TEAM, [NIGHT], people, RULES, at(SUNDAY, 22), at(MONDAY, 3))
        assert [each.ends_at for each in found] == [at(MONDAY), at(MONDAY, 3)]


def test_a_shift_that_nobody_comes_to_is_as_no_shift() -> None:
    assert said([shift(time(8), time(16))], {}) == [nobody(at(SUNDAY), at(SUNDAY + 2 * DAY))]


def test_neighbours_that_are_alike_are_one() -> None:
    shifts = [
        shift(time(8), time(12), 1, 2, number=1),
        shift(time(12), time(16), 2, 1, number=2),
    ]
    held = until(1, MONDAY, then=CARRIES) | always(2)
    assert len(said(shifts, held)) == 3


def test_nothing_is_said_of_no_time() -> None:
    assert stretches(TEAM, [NIGHT], always(1, 2), RULES, at(MONDAY), at(MONDAY)) == ()
    assert stretches(TEAM, [NIGHT], always(1, 2), RULES, at(MONDAY), at(SUNDAY)) == ()


@pytest.mark.parametrize("around", [SPRING, FALL, SUNDAY])
@pytest.mark.parametrize("seed", range(12))
def test_every_minute_is_as_a_plain_look_says(around: date, seed: int) -> None:
    case = situation(around, seed)
    teams, shifts, held, rules, start, end = case.asked
    found = stretches(*case.asked)
    assert (found[0].starts_at, found[-1].ends_at) == (start, end)
    for each, following in pairwise(found):
        assert each.ends_at == following.starts_at
        assert _answer(each) != _answer(following)
    place = 0
    for minute, reading in minutes(start, end):
        place += found[place].ends_at <= minute
        assert found[place].starts_at <= minute < found[place].ends_at
        assert _answer(found[place]) == answer(teams, shifts, held, rules, minute, reading)


def _answer(each: object) -> tuple:
    return (each.outcome, each.requirement, each.team, each.people)
