"""Taking each person and each lapse in turn finds what hangs on them, as judging anew does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from itertools import pairwise

import pytest

from portal.domain.coverage import (
    Absence,
    AreaTeam,
    ExceptionKind,
    Fragility,
    Lapse,
    Shift,
    Stretch,
    Worse,
    fragility,
    stretches,
)
from portal.domain.staffing import MAYBE, Abilities, AbilitySpan, Able, Mode, Outcome
from tests.domain.coverage.abilities import (
    CARRIES,
    LONG_AGO,
    PLAIN,
    Rules,
    Situation,
    always,
    situation,
    until,
)
from tests.domain.coverage.rosters import DAY, MINUTE, assigned, at, exception, shift

SUNDAY = date(2026, 6, 7)
MONDAY = SUNDAY + DAY
TEAM = [AreaTeam(1, LONG_AGO, None)]
VERIFIED = Rules(LONG_AGO + DAY)
NIGHT = shift(time(22), time(6), 1, 2)
EVENING, MORNING = at(SUNDAY, 22), at(MONDAY, 6)


def of(shifts: list[Shift], held: dict, rules: Rules = VERIFIED) -> Fragility:
    return fragility(TEAM, shifts, held, rules, at(SUNDAY), at(MONDAY + DAY))


def test_two_people_who_are_both_needed_both_break_the_night() -> None:
    lost = Worse(EVENING, MORNING, Outcome.COVERED, Outcome.NOT_COVERED, "two-members")
    alone = replace(lost, requirement="two-members")
    assert of([NIGHT], always(1, 2)).absences == (Absence(1, (lost,)), Absence(2, (alone,)))


def test_nothing_hangs_on_the_third_of_three_alike() -> None:
    assert of([shift(time(22), time(6), 1, 2, 3)], always(1, 2, 3)).absences == ()


def test_only_the_one_who_carries_naloxone_is_missed() -> None:
    held = always(1, able=CARRIES) | always(2, 3, able=PLAIN)
    found = of([shift(time(22), time(6), 1, 2, 3)], held, Rules()).absences
    assert found == (
        Absence(1, (Worse(EVENING, MORNING, Outcome.COVERED, Outcome.ADVISORY, "naloxone"),)),
    )


def test_those_whose_absence_breaks_something_first_stand_first() -> None:
    shifts = [NIGHT, shift(time(8), time(16), 2, 3, number=2)]
    assert [each.person for each in of(shifts, always(1, 2, 3)).absences] == [2, 3, 1]


def test_a_lapse_breaks_what_comes_after_its_midnight() -> None:
    held = until(1, MONDAY) | always(2, able=PLAIN)
    assert of([NIGHT], held).lapses == (
        Lapse(
            person=1,
            on=MONDAY,
            lost=Abilities(Able.NALOXONE, Able.NALOXONE),
            worse=(Worse(at(MONDAY), MORNING, Outcome.COVERED, Outcome.NOT_COVERED, "naloxone"),),
        ),
    )


def test_of_two_lapses_the_one_after_which_nobody_is_left_is_named() -> None:
    held = until(2, SUNDAY + DAY) | until(1, MONDAY + DAY)
    long = [NIGHT, shift(time(22), time(6), 1, 2, weekday=0, number=2)]
    found = fragility(TEAM, long, held, VERIFIED, at(SUNDAY), at(MONDAY + 2 * DAY)).lapses
    assert [(each.person, each.on) for each in found] == [(1, MONDAY + DAY)]


def test_a_lapse_that_somebody_else_makes_good_breaks_nothing() -> None:
    assert of([NIGHT], until(1, MONDAY) | always(2)).lapses == ()


def test_what_only_might_have_been_and_now_is_sure_is_no_lapse() -> None:
    maybe = PLAIN | Able.MAYBE_NALOXONE
    held = until(1, MONDAY, able=maybe, then=CARRIES) | always(2, able=PLAIN)
    assert of([NIGHT], held).lapses == ()
    doubtful = until(1, MONDAY, able=CARRIES, then=maybe) | always(2, able=PLAIN)
    (lapse,) = of([NIGHT], doubtful).lapses
    assert lapse.lost.judged is Able.NALOXONE
    assert lapse.worse[0].after is Outcome.UNKNOWN


def test_nothing_hangs_on_anybody_where_there_is_no_team_and_no_time() -> None:
    nobody = fragility([], [NIGHT], always(1, 2), VERIFIED, at(SUNDAY), at(MONDAY))
    assert (nobody.absences, nobody.lapses) == ((), ())
    never = fragility(TEAM, [NIGHT], always(1, 2), VERIFIED, at(MONDAY), at(MONDAY))
    assert never == Fragility((), (), ())


Minutes = Mapping[datetime, tuple[Outcome, Outcome, str]]


def worse_minutes(before: tuple[Stretch, ...], after: tuple[Stretch, ...]) -> Minutes:
    """Every minute that is worse afterwards, with what it was, is, and why."""
    return {
        minute: (one.outcome, other.outcome, other.requirement)
        for (minute, one), (_, other) in zip(by_minute(before), by_minute(after), strict=True)
        if other.outcome.rank < one.outcome.rank
    }


def by_minute(found: tuple[Stretch, ...]) -> Iterator[tuple[datetime, Stretch]]:
    for each in found:
        minute = each.starts_at
        while minute < each.ends_at:
            yield minute, each
            minute += MINUTE


def told_minutes(worse: tuple[Worse, ...]) -> Minutes:
    found: dict[datetime, tuple[Outcome, Outcome, str]] = {}
    for each in worse:
        minute = each.starts_at
        while minute < each.ends_at:
            assert minute not in found
            found[minute] = (each.before, each.after, each.requirement)
            minute += MINUTE
    return found


def without(person: int, shifts: list[Shift]) -> list[Shift]:
    off = tuple(
        exception(SUNDAY + number * DAY, ExceptionKind.OFF, person, number=9999, day=31)
        for number in range(-9, 10)
    )
    return [replace(each, exceptions=each.exceptions + off) for each in shifts]


SEEDS = range(24)


@pytest.mark.parametrize("seed", SEEDS)
def test_absences_are_as_judging_the_roster_without_each_says(seed: int) -> None:
    case = situation(SUNDAY, seed)
    usual = stretches(*case.asked)
    expected = {}
    for person in range(1, 7):
        alone = replace(case, shifts=without(person, case.shifts))
        if lost := worse_minutes(usual, stretches(*alone.asked)):
            expected[person] = lost
    found = fragility(*case.asked).absences
    assert {each.person: told_minutes(each.worse) for each in found} == expected


def kept(held: tuple[AbilitySpan, ...], ends: list[tuple[date, Abilities]]) -> list[AbilitySpan]:
    """Day by day what somebody would bring, had these abilities not ended."""
    found = []
    for number in range(-9, 10):
        day = SUNDAY + number * DAY
        able = next(
            each.able for each in held if each.starts <= day and day < (each.ends or date.max)
        )
        levels = []
        for name in ("judged", "advised"):
            bits = set(getattr(able, name))
            bits |= {bit for on, gone in ends if on <= day for bit in getattr(gone, name)}
            sure = {Able(bit << MAYBE) for bit in bits if bit < Able.THERE}
            total = Able(0)
            for bit in bits - sure:
                total |= bit
            levels.append(total)
        found.append(AbilitySpan(day, day + DAY, Abilities(*levels)))
    return found


def ends_of(case: Situation) -> list[tuple[date, int, Abilities]]:
    """Every day on which somebody on the roster can do less than the day before."""
    first, last = case.start, case.end
    found = []
    for person, spans in case.held.items():
        for one, following in pairwise(spans):
            lost = Abilities(
                *(
                    Able(before & ~after & ~((after & 31) << MAYBE))
                    for before, after in [
                        (one.able.judged, following.able.judged),
                        (one.able.advised, following.able.advised),
                    ]
                )
            )
            if (lost.judged or lost.advised) and first < at(following.starts) < last:
                found.append((following.starts, person, lost))
    return sorted(found, key=lambda each: each[:2])


@pytest.mark.parametrize("seed", SEEDS)
def test_lapses_are_as_judging_the_roster_after_each_says(seed: int) -> None:
    case = situation(SUNDAY, seed)
    ends = ends_of(case)
    worlds = []
    for number in range(len(ends) + 1):
        held = {
            person: tuple(
                kept(spans, [(on, lost) for on, who, lost in ends[number:] if who == person])
            )
            for person, spans in case.held.items()
        }
        worlds.append(stretches(*replace(case, held=held).asked))
    assert worlds[-1] == stretches(*case.asked)
    expected = [
        (person, day, lost)
        for number, (day, person, _) in enumerate(ends)
        if (lost := worse_minutes(worlds[number], worlds[number + 1]))
    ]
    found = fragility(*case.asked).lapses
    assert [(each.person, each.on, told_minutes(each.worse)) for each in found] == expected


def test_an_absence_counts_on_every_team_somebody_is_on() -> None:
    teams = [*TEAM, AreaTeam(2, LONG_AGO, None)]
    shifts = [NIGHT, shift(time(22), time(6), 1, assigned(3, Mode.REMOTE), team=2, number=2)]
    found = fragility(teams, shifts, always(1, 2, 3), VERIFIED, at(SUNDAY), at(MONDAY + DAY))
    assert [each.person for each in found.absences] == [1]
