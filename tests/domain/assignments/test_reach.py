"""Whom an assignment reaches: who was looked at when it was made, and who comes later."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.assignments import Act, Ask, Reach, Whom, matches, reached
from portal.domain.assignments.reach import left_on
from portal.domain.assignments.stretches import known_days, unbroken
from portal.domain.facts import Duty
from tests.domain.assignments.people import (
    ASKED,
    COUNTY,
    DAY,
    KERN,
    MADE,
    TEAM,
    assignment,
    recorded,
    work,
    worker,
)

FEB, MAR = date(2026, 2, 10), date(2026, 3, 2)
OLD = work(date(2020, 1, 1))
NEW = work(FEB)
RULE = assignment(newcomers=True)
ANSWERING = Whom(Reach.DUTY, COUNTY.county, duty=Duty.RESPONDS)
LEFT_OUT = Ask(Act.LEAVE_OUT, MADE, None, "")


@pytest.mark.parametrize(
    ("whom", "person", "there"),
    [
        (COUNTY, worker(OLD), True),
        (COUNTY, worker(work(MAR)), True),  # about to come
        (COUNTY, worker(work(None, FEB)), True),  # through the day
        (COUNTY, worker(work(None, FEB - DAY)), False),
        (COUNTY, worker(work(county=KERN)), False),
        (Whom(Reach.COUNTY, None), worker(work(county=KERN)), True),
        (TEAM, worker(OLD), False),
        (TEAM, worker(work(team=7)), True),
        (Whom(Reach.AGENCY, None, agency=2), worker(work(agency=2)), True),
        (Whom(Reach.AGENCY, None, agency=2), worker(OLD), False),
        (
            Whom(Reach.DUTY, COUNTY.county, duty=Duty.RESPONDS),
            worker(OLD, duties=[(Duty.RESPONDS, None, None)]),
            True,
        ),
        (
            Whom(Reach.DUTY, COUNTY.county, duty=Duty.RESPONDS),
            worker(work(county=KERN), duties=[(Duty.RESPONDS, None, None)]),
            False,
        ),
        (
            Whom(Reach.DUTY, None, duty=Duty.RESPONDS),
            worker(OLD, duties=[(Duty.DISPATCHES, None, None)]),
            False,
        ),
        # to be on a team is to answer calls, as the requirements have it
        (ANSWERING, worker(work(team=7)), True),
        (ANSWERING, worker(work(team=7, county=KERN), OLD), False),
        (Whom(Reach.DUTY, None, duty=Duty.RESPONDS), worker(work(team=7, county=KERN)), True),
        (ANSWERING, worker(work(team=7), duties=[(Duty.DISPATCHES, None, None)]), False),
        (ANSWERING, worker(work(team=7), duties=[(Duty.CARRIES_NALOXONE, None, None)]), True),
        (
            ANSWERING,
            worker(
                work(team=7), duties=[(Duty.DISPATCHES, None, None), (Duty.ASSESSES, FEB, None)]
            ),
            True,
        ),
        (Whom(Reach.DUTY, COUNTY.county, duty=Duty.ASSESSES), worker(work(team=7)), False),
    ],
)
def test_who_belongs_to_a_group_now_or_soon(whom, person, there):
    assert matches(person, whom, FEB) is there


@pytest.mark.parametrize(
    ("person", "ask", "on", "expected"),
    [
        # (the day they came, still there); None: not reached
        (worker(OLD), ASKED, MAR, (None, True)),
        (worker(OLD), LEFT_OUT, MAR, (None, True)),
        (worker(OLD), None, MAR, None),  # was there, and was recorded before
        (worker(work(None)), None, MAR, None),  # nobody knows since when
        (worker(NEW), None, MAR, (FEB, True)),
        (worker(NEW), None, FEB, (FEB, True)),
        (worker(NEW), None, FEB - DAY, None),
        (worker(work(MADE)), None, MAR, (MADE, True)),  # the same day, recorded after it
        (worker(work(FEB, MAR - DAY)), None, MAR, (FEB, False)),  # came and went
        (worker(work(None, FEB)), ASKED, MAR, (None, False)),
        # who leaves and comes back is new then, whatever was said about them before
        (worker(work(None, MADE), work(FEB)), LEFT_OUT, MAR, (FEB, True)),
        (worker(work(FEB)), ASKED, MAR, (None, True)),  # asked before they began
        (worker(work(county=KERN)), None, MAR, None),
    ],
)
def test_a_standing_rule_reaches_who_comes_later(person, ask, on, expected):
    found = reached(RULE, person, ask, on)
    assert (found and (found.came_on, found.there)) == expected


BEFORE = (date(2020, 1, 1), None, MADE - DAY, None)
"""First and last day, the day it was recorded, and the day it was replaced."""


def late(*known, place=work, **now):
    """Somebody with one place since 2020 (`now` may say otherwise), and what was known of it."""
    times = [place(*known_days(*each)) for each in known]
    return recorded(worker(place(**{"starts": date(2020, 1, 1), **now})), *times)


@pytest.mark.parametrize(
    ("person", "ask", "on", "expected"),
    [
        # recorded the day before it was made, that day, and the day after
        (late(BEFORE), None, MAR, None),
        (late((date(2020, 1, 1), None, MADE, None)), None, MAR, (MADE, True)),
        (late((date(2020, 1, 1), None, MADE + DAY, None)), None, MAR, (MADE + DAY, True)),
        # not before they were recorded; from then on at once
        (late((date(2020, 1, 1), None, MAR, None)), None, MAR, (MAR, True)),
        (late((date(2020, 1, 1), None, MAR, None)), None, MAR - DAY, None),
        # since a day that nobody knows
        (late((None, None, FEB, None), starts=None), None, MAR, (FEB, True)),
        # recorded in advance, they come on their first day; recorded late, on that day
        (late((FEB, None, MADE - DAY, None), starts=FEB), None, MAR, (FEB, True)),
        (late((FEB, None, MAR, None), starts=FEB), None, MAR, (MAR, True)),
        # who was looked at is not asked by the rule
        (late((date(2020, 1, 1), None, FEB, None)), LEFT_OUT, MAR, (None, True)),
        # a correction of who was known before makes nobody new; nor does a further one
        (
            late((MADE - DAY, None, MADE - DAY, FEB), (date(2020, 1, 1), None, FEB, None)),
            None,
            MAR,
            None,
        ),
        (
            late((*BEFORE[:3], FEB), (date(2020, 1, 1), MAR + DAY, FEB, None), ends=MAR + DAY),
            None,
            MAR,
            None,
        ),
        # of who was recorded later, the day they were first recorded stays
        (late((FEB, None, FEB, MAR), (date(2020, 1, 1), None, MAR, None)), None, MAR, (FEB, True)),
        # taken back, and recorded again after it was made
        (
            late((None, None, MADE - DAY, MADE - DAY), (date(2020, 1, 1), None, FEB, None)),
            None,
            MAR,
            (FEB, True),
        ),
        # recorded by mistake and taken back: they never came
        (
            late((FEB, None, FEB, MAR), (FEB, FEB - DAY, MAR, None), starts=FEB, ends=FEB - DAY),
            None,
            MAR,
            None,
        ),
        # recorded only after they had left
        (late((date(2020, 1, 1), FEB, MAR, None), ends=FEB), None, MAR, None),
    ],
)
def test_a_standing_rule_reaches_who_is_recorded_later(person, ask, on, expected):
    found = reached(RULE, person, ask, on)
    assert (found and (found.came_on, found.there)) == expected


def test_who_changes_the_team_late_is_not_new_in_the_county_but_on_the_team():
    """Corrected on March 2: since 2020 they were on the team, which nobody had recorded."""
    first, then = (None, None, MADE - DAY, MAR), (date(2020, 1, 1), None, MAR, None)
    person = recorded(
        worker(work(date(2020, 1, 1), team=7)),
        work(*known_days(*first)),
        work(*known_days(*then), team=7),
    )
    assert reached(RULE, person, None, MAR) is None
    assert reached(assignment(TEAM, newcomers=True), person, None, MAR).came_on == MAR
    answering = assignment(ANSWERING, newcomers=True)
    assert reached(answering, person, None, MAR).came_on == MAR


def test_who_comes_back_is_asked_anew_once_that_is_recorded():
    back = worker(work(None, MADE), work(FEB))
    person = recorded(back, work(None, MADE), work(MAR))
    assert reached(RULE, person, ASKED, MAR) == (MAR, None, True)
    assert reached(RULE, person, ASKED, MAR - DAY) == (None, ASKED, False)


def test_after_it_was_taken_back_as_a_whole_nobody_recorded_then_is_reached():
    ended = assignment(newcomers=True, ended_on=FEB)
    for day, there in ((FEB - DAY, True), (FEB, False)):
        found = reached(ended, late((date(2020, 1, 1), None, day, None)), None, MAR)
        assert (found is not None) is there


def test_taken_back_as_a_whole_it_reaches_nobody_who_comes_then():
    ended = assignment(newcomers=True, ended_on=FEB)
    assert reached(ended, worker(NEW), None, MAR) is None
    assert reached(ended, worker(work(FEB - DAY)), None, MAR) is not None


def test_without_the_rule_only_those_chosen_are_reached_while_they_are_in_the_county():
    plain = assignment(TEAM)
    moved = worker(work(None, FEB - DAY, team=7), work(FEB))
    assert reached(plain, moved, ASKED, MAR).there  # left the team, not the county
    assert reached(plain, worker(NEW), None, MAR) is None
    gone = worker(work(None, FEB), work(county=KERN))
    assert not reached(plain, gone, ASKED, MAR).there
    assert left_on(gone, TEAM, False, MAR) == FEB
    assert left_on(moved, TEAM, False, MAR) is None


days = st.dates(date(2025, 1, 1), date(2027, 1, 1))
maybe = st.none() | days


@given(st.lists(st.tuples(maybe, maybe)))
def test_unbroken_times_hold_just_the_days_of_their_parts(times):
    found = unbroken(times)
    for day in (date(2025, 1, 1) + n * DAY for n in range(0, 731, 10)):
        inside = any(
            (starts or date.min) <= day <= (ends or date.max)
            for starts, ends in times
            if starts is None or ends is None or starts <= ends
        )
        assert any(one.covers(day) for one in found) is inside
    for one, following in pairwise(found):
        assert one.until < following.starts


@given(maybe, maybe, days, st.sampled_from([None, ASKED, LEFT_OUT]))
def test_who_is_reached_was_asked_or_came(starts, ends, on, ask):
    found = reached(RULE, worker(work(starts, ends)), ask, on)
    if found is not None and found.came_on is not None:
        assert found.ask is None
        assert RULE.made_on <= found.came_on <= on
    elif found is not None:
        assert found.ask is ask is not None
