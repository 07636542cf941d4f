"""A date is counted from a fact, says which, and is never made up."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.assignments import Act, Ask, Basis, Reach, Unit, Whom, derived
from portal.domain.assignments.dates import due_of, later
from portal.domain.facts import Duty
from tests.domain.assignments.people import (
    COUNTY,
    DAY,
    FRESNO,
    KERN,
    MADE,
    TEAM,
    assignment,
    counted,
    fixed,
    work,
    worker,
)

JAN, FEB, MAR = date(2026, 1, 5), date(2026, 2, 10), date(2026, 3, 2)
EARLY, LATE = date(2026, 2, 4), date(2026, 3, 12)
"""30 days after each of them."""
HIRED = work(JAN)
RESPONDS = (Duty.RESPONDS, FEB, None)


@pytest.mark.parametrize(
    ("day", "count", "unit", "due"),
    [
        (date(2026, 1, 5), 30, Unit.DAYS, date(2026, 2, 4)),
        (date(2026, 1, 5), 0, Unit.DAYS, date(2026, 1, 5)),
        (date(2026, 1, 31), 1, Unit.MONTHS, date(2026, 2, 28)),  # a month without a 31st
        (date(2024, 1, 31), 1, Unit.MONTHS, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, Unit.MONTHS, date(2025, 2, 28)),
        (date(2026, 3, 7), 1, Unit.DAYS, date(2026, 3, 8)),  # the clocks change: still a day
        (date(9999, 12, 1), 3650, Unit.DAYS, date.max),
    ],
)
def test_days_are_civil_and_months_clamp_to_their_end(day, count, unit, due):
    assert later(day, count, unit) == due


@pytest.mark.parametrize(
    ("when", "whom", "person", "due"),
    [
        (fixed(FEB), COUNTY, worker(), FEB),
        (counted(), COUNTY, worker(HIRED), EARLY),
        # a change of team or agency is no new hire, a gap is
        (counted(), COUNTY, worker(work(JAN, date(2026, 1, 31)), work(date(2026, 2, 1))), EARLY),
        (counted(), COUNTY, worker(work(JAN, date(2026, 1, 9)), work(FEB)), LATE),
        # another county's start does not count, but for the state it does
        (counted(), COUNTY, worker(work(JAN, county=KERN), work(FEB)), LATE),
        (counted(), Whom(Reach.COUNTY, None), worker(work(JAN, county=KERN)), EARLY),
        # of an agency, the start there
        (counted(), Whom(Reach.AGENCY, None, agency=2), worker(HIRED, work(FEB, agency=2)), LATE),
        (counted(basis=Basis.TEAM), TEAM, worker(HIRED, work(FEB, team=7)), LATE),
        (counted(basis=Basis.TEAM), COUNTY, worker(HIRED, work(FEB, team=9)), LATE),
        (
            counted(basis=Basis.DUTY, duty=Duty.RESPONDS),
            COUNTY,
            worker(HIRED, duties=[RESPONDS]),
            LATE,
        ),
        # answering calls begins with the first team
        (
            counted(basis=Basis.DUTY, duty=Duty.RESPONDS),
            Whom(Reach.DUTY, FRESNO, duty=Duty.RESPONDS),
            worker(HIRED, work(FEB, MAR, team=7), work(MAR, team=9)),
            LATE,
        ),
        # who only dispatched on the team began when that was over
        (
            counted(basis=Basis.DUTY, duty=Duty.RESPONDS),
            COUNTY,
            worker(work(JAN, team=7), duties=[(Duty.DISPATCHES, JAN, FEB - DAY)]),
            LATE,
        ),
    ],
)
def test_what_a_date_is_counted_from(when, whom, person, due):
    found = derived(when, whom, person, MADE)
    assert found.due == due
    assert found.words.startswith("Due ")


@pytest.mark.parametrize(
    ("when", "person", "words"),
    [
        (counted(), worker(), "No date yet: the first day of working there is not recorded"),
        (counted(), worker(work()), "No date yet: the day is not known of the first day"),
        (counted(basis=Basis.TEAM), worker(HIRED), "the first day on the team is not recorded"),
        (
            counted(basis=Basis.DUTY, duty=Duty.ASSESSES),
            worker(HIRED, duties=[RESPONDS]),
            "the first day of that duty is not recorded",
        ),
        # what was taken back, its last day before its first one, never was
        (counted(), worker(work(FEB, JAN)), "is not recorded"),
        # what ended before they were asked is not meant
        (counted(), worker(work(JAN, date(2026, 1, 9))), "is not recorded"),
    ],
)
def test_without_a_day_to_count_from_there_is_no_date(when, person, words):
    found = derived(when, COUNTY, person, MADE)
    assert found.due is None
    assert words in found.words


def test_who_comes_later_has_the_whole_time_from_the_day_they_came():
    old = worker(work(date(2020, 1, 1)), work(FEB, team=7))
    found = derived(counted(), TEAM, old, MADE, FEB)
    assert found.due == date(2026, 3, 12)
    assert "which is later than the first day of working there, January 1, 2020" in found.words
    new = derived(counted(), COUNTY, worker(work(FEB)), MADE, FEB)
    assert new.due == date(2026, 3, 12)
    assert "later than" not in new.words


def test_who_was_recorded_late_has_the_whole_time_from_that_day():
    old = worker(work(date(2022, 11, 1)))
    found = derived(counted(), COUNTY, old, MADE, FEB)
    assert found == (
        LATE,
        "Due March 12, 2026: 30 days after February 10, 2026, the day they were recorded in the "
        "group that is asked, which is later than the first day of working there, "
        "November 1, 2022.",
    )
    assert derived(counted(), COUNTY, worker(work()), MADE, FEB).due is None  # nothing is made up


def test_a_date_of_ones_own_says_when_and_why_it_was_set():
    ask = Ask(Act.ASK, FEB, date(2026, 6, 1), "A long shift.")
    found = due_of(assignment(), worker(HIRED), ask, None)
    assert found.due == date(2026, 6, 1)
    assert found.words == (
        "Due June 1, 2026, a date set for this person on February 10, 2026. Reason: A long shift."
    )
