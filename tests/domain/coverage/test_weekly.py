"""Weekly gaps say, of every moment of any day, what the stretches of that time say."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from portal.domain.coverage import (
    ALL_DAY,
    ALWAYS,
    FOREVER,
    AreaTeam,
    CountyGap,
    WeeklyGap,
    county_gaps,
    differing,
    instant,
    meet,
    parts,
    patched,
    stretches,
    united,
    weekly_gaps,
)
from portal.domain.coverage.slots import besides
from portal.domain.coverage.sweep import able_on
from portal.domain.dates import civil_date
from portal.domain.staffing import (
    Answer,
    Outcome,
    Present,
    judge_together,
    rule_periods,
)
from tests.domain.coverage.abilities import CARRIES, LONG_AGO, Rules, always, situation, until
from tests.domain.coverage.rosters import DAY, FALL, SPRING, at, shift

SUNDAY = date(2026, 6, 7)
TEAM = [AreaTeam(1, LONG_AGO, None)]
NIGHT = shift(time(22), time(6), 1, 2)
RULES = rule_periods(Rules().rulebook)


def during(gaps, start, end):
    """From when until when which gap is there, by the clock of each date."""
    found = []
    day = civil_date(start)
    while day <= civil_date(end):
        number = day.toordinal()
        for gap in sorted(gaps, key=lambda gap: gap.opens):
            if gap.weekday == day.weekday() and gap.starts <= number < gap.ends:
                begins = max(_instant(day, gap.opens), start)
                ends = min(_instant(day, gap.closes), end)
                if begins < ends:
                    found.append((begins, ends, *gap[5:]))
        day += DAY
    return _joined(found)


def _instant(day, minute):
    return instant(day + minute // 1440 * DAY, time(minute // 60 % 24, minute % 60))


def _joined(found):
    joined = []
    for each in found:
        if joined and joined[-1][1] == each[0] and joined[-1][2:] == each[2:]:
            joined[-1] = (joined[-1][0], *each[1:])
        else:
            joined.append(each)
    return joined


def plainly(case):
    """The same from the stretches."""
    teams, shifts, held, rules, start, end = case.asked
    found = []
    for each in stretches(teams, shifts, held, rules, start, end):
        if each.outcome is not Outcome.COVERED:
            said = _answer(each, held, rules.rulebook)
            found.append((*each_times(each), each.outcome, each.requirement, said, each.team))
    return _joined(found)


def each_times(each):
    return each.starts_at, each.ends_at


def _answer(each, held, rulebook):
    """What the deciding requirement says of those who are there; only asked where it advises."""
    if each.outcome is not Outcome.ADVISORY:
        return None
    on = civil_date(each.starts_at)
    present = [
        Present(person, "", mode, able_on(held.get(person, ()), on)) for person, mode in each.people
    ]
    return judge_together(present, rulebook, on).first_failing.answer


@pytest.mark.parametrize("around", [SPRING, FALL, SUNDAY])
@pytest.mark.parametrize("seed", range(40))
def test_any_time_lacks_what_its_stretches_say(around, seed):
    case = situation(around, seed)
    gaps = weekly_gaps(case.teams, case.shifts, case.held, rule_periods(case.rules.rulebook))
    assert during(gaps, case.start, case.end) == plainly(case)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_said_of_some_days_takes_its_place_among_all(seed):
    before, after = situation(SUNDAY, seed), situation(SUNDAY, seed + 100)
    rules = rule_periods(after.rules.rulebook)
    first, last = SUNDAY.toordinal() - seed % 3, SUNDAY.toordinal() + seed % 4
    for until_day in (last, FOREVER):
        old = weekly_gaps(after.teams, after.shifts, before.held, rules)
        now = weekly_gaps(after.teams, after.shifts, after.held, rules)
        part = weekly_gaps(after.teams, after.shifts, after.held, rules, first, until_day)
        rest = weekly_gaps(after.teams, after.shifts, before.held, rules, until_day)
        early = weekly_gaps(after.teams, after.shifts, before.held, rules, ALWAYS, first)
        assert sorted(patched(old, part, first, until_day)) == sorted(
            patched(patched(early, part, first, until_day), rest, until_day, FOREVER)
        )
        again = weekly_gaps(after.teams, after.shifts, after.held, rules, until_day)
        whole = patched(patched(old, now, ALWAYS, until_day), again, until_day, FOREVER)
        assert sorted(whole) == sorted(now)


SOME = [
    {3: ALL_DAY},
    {0: ALL_DAY, 3: ((0, 360), (840, 1320)), 6: ((90, 700),)},
    united(piece for day in (1, 4, 6) for piece in parts(day, time(21, 30), time(7))),
]


def lacks(gaps, day, minute):
    """What is said of a moment of a day, an ordinal."""
    weekday = date.fromordinal(day).weekday()
    return [
        gap[5:]
        for gap in gaps
        if gap[0] == weekday and gap[1] <= day < gap[2] and gap[3] <= minute < gap[4]
    ]


def at_once(day, minute):
    """A minute of a day, as a piece."""
    return [(date.fromordinal(day).weekday(), (minute, minute + 1))]


@pytest.mark.parametrize("slots", SOME)
@pytest.mark.parametrize("seed", range(20))
def test_what_is_said_of_some_slots_alone_takes_its_place_among_all(seed, slots):
    before, after = situation(SUNDAY, seed), situation(SUNDAY, seed + 100)
    rules = rule_periods(after.rules.rulebook)
    first, until_day = SUNDAY.toordinal() - seed % 5, SUNDAY.toordinal() + seed % 7
    old = weekly_gaps(after.teams, after.shifts, before.held, rules)
    whole = weekly_gaps(after.teams, after.shifts, after.held, rules, first, until_day)
    lasting = [
        each for each in after.shifts if meet(slots, parts(each.weekday, each.starts, each.ends))
    ]
    some = weekly_gaps(after.teams, lasting, after.held, rules, first, until_day, slots)
    changed = patched(old, some, first, until_day, slots)
    for day in range(first - 8, until_day + 8):
        for minute in range(0, 1440, 30):
            anew = meet(slots, at_once(day, minute)) and first <= day < until_day
            assert lacks(changed, day, minute) == lacks(whole if anew else old, day, minute)
    assert differing(changed, some, first, until_day, slots) == []
    pieces = {
        (day, minute)
        for piece in differing(old, some, first, until_day, slots)
        for day in range(first, until_day)
        for minute in range(0, 1440, 30)
        if piece.starts <= day < piece.ends
        and meet({piece.weekday: [piece.slot]}, at_once(day, minute))
    }
    others = {
        (day, minute)
        for day in range(first, until_day)
        for minute in range(0, 1440, 30)
        if meet(slots, at_once(day, minute)) and lacks(old, day, minute) != lacks(some, day, minute)
    }
    assert others <= pieces
    assert bool(others) == bool(pieces)
    rest = {day: besides(slots.get(day, ())) for day in range(7)}
    besides_them = weekly_gaps(after.teams, after.shifts, after.held, rules, first, until_day, rest)
    # the rows are the same, whatever was said first
    both = patched(changed, besides_them, first, until_day, rest)
    assert sorted(both) == sorted(patched(old, whole, first, until_day))


def test_a_night_that_goes_on_for_years_is_a_few_gaps():
    gaps = weekly_gaps(TEAM, [NIGHT], always(1, 2), RULES)
    first = NIGHT.first_on.toordinal() + (6 - NIGHT.first_on.weekday()) % 7
    nobody = (Outcome.NOT_COVERED, "around-the-clock", None, None)
    assert [gap for gap in gaps if gap.weekday == 6] == [
        WeeklyGap(6, ALWAYS + 6, first, 0, 1440, *nobody),
        WeeklyGap(6, first, FOREVER, 0, 22 * 60, *nobody),
    ]
    assert len(gaps) == 9


def test_an_advisory_gap_says_whether_it_is_not_met_or_cannot_be_said():
    able = CARRIES & ~CARRIES.NALOXONE
    for brings, said in [(able, Answer.NOT_MET), (able | able.MAYBE_NALOXONE, Answer.NO_EVIDENCE)]:
        gaps = weekly_gaps(TEAM, [NIGHT], always(1, 2, able=brings), RULES)
        night = [gap for gap in gaps if gap.opens == 22 * 60]
        assert [(gap.outcome, gap.answer) for gap in night] == [(Outcome.ADVISORY, said)]


def test_nothing_is_said_of_no_days():
    day = SUNDAY.toordinal()
    assert weekly_gaps(TEAM, [NIGHT], always(1, 2), RULES, day, day) == []
    assert weekly_gaps(TEAM, [NIGHT], always(1, 2), RULES, day, day - 9) == []


@pytest.mark.parametrize("around", [SPRING, FALL, SUNDAY])
@pytest.mark.parametrize("seed", range(15))
def test_a_county_lacks_at_every_minute_what_the_worst_of_its_areas_lacks(around, seed):
    cases = {area: situation(around, seed * 10 + area) for area in (1, 2, 3)}
    areas = {
        area: weekly_gaps(each.teams, each.shifts, each.held, RULES) for area, each in cases.items()
    }
    start = at(around - DAY, 5)
    found = during(county_gaps(areas), start, start + 2 * DAY)
    seen = {area: during(gaps, start, start + 2 * DAY) for area, gaps in areas.items()}
    for minute in range(0, 2 * 1440, 17):
        now = start + timedelta(minutes=minute)
        short = [
            (gap[2].rank, area, gap[2])
            for area, gaps in seen.items()
            for gap in gaps
            if gap[0] <= now < gap[1]
        ]
        said = [(outcome, area) for begins, ends, outcome, area in found if begins <= now < ends]
        assert said == [(outcome, area) for _, area, outcome in sorted(short)[:1]]


def test_some_slots_of_a_county_can_be_said_alone():
    areas = {4: weekly_gaps(TEAM, [NIGHT], until(1, SUNDAY) | always(2), RULES)}
    day = SUNDAY.toordinal()
    whole = county_gaps(areas)
    assert county_gaps(areas, slots={6: ALL_DAY}) == [gap for gap in whole if gap.weekday == 6]
    assert sorted(patched(whole, county_gaps(areas, day), day, FOREVER)) == sorted(whole)
    late = {6: ((1000, 1440),)}
    assert county_gaps(areas, slots=late) == [
        gap._replace(opens=max(gap.opens, 1000)) for gap in whole if gap[0] == 6 and gap[4] > 1000
    ]
    assert sorted(patched(whole, county_gaps(areas, slots=late), 1, FOREVER, late)) == sorted(whole)
    assert {type(gap) for gap in whole} == {CountyGap}
    assert county_gaps({}) == []
