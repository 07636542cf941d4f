"""How long a training is good for: the rows of a peer's table, done again with our rule.

The table is of a widely used system: active for a year, two months to renew in. It loses days that
were earned, or gives none for early work, depending on a setting. Ours has one rule: within the
time to renew, the months are added to the end; before it, the later end holds; after the end, a
new validity begins. Dates hold through the day.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.domain.certification import State
from portal.domain.dates import months_later
from portal.domain.requirements import FOR_GOOD, UNKNOWN, Requirement
from tests.domain.certification.judged import changes, state, valid_through
from tests.domain.facts import claim, completed, outside, person, responds
from tests.domain.rulebooks import changing, refresh, rulebook, training

YEARLY = rulebook(training(), refresh(12, renew_days=60))


@pytest.mark.parametrize(
    ("completions", "through"),
    [
        pytest.param(["2026-03-10"], "2027-03-10", id="the first: a year, through the day"),
        pytest.param(["2026-08-15"], "2027-08-15", id="the first, before it was due"),
        pytest.param(["2026-03-10", "2027-02-01"], "2028-03-10", id="in the time to renew"),
        pytest.param(["2026-03-10", "2027-01-09"], "2028-03-10", id="its first day"),
        pytest.param(["2026-03-10", "2027-01-08"], "2028-01-08", id="the day before it opens"),
        pytest.param(["2026-03-10", "2027-03-10"], "2028-03-10", id="the last day itself"),
        pytest.param(["2026-03-10", "2026-10-01"], "2027-10-01", id="before the time to renew"),
        pytest.param(["2026-03-10", "2027-03-11"], "2028-03-11", id="a day late"),
        pytest.param(["2026-03-10", "2027-03-20"], "2028-03-20", id="late"),
        pytest.param(["2026-03-10", "2026-03-10"], "2027-03-10", id="the same day twice"),
        pytest.param(
            ["2026-03-10", "2027-02-01", "2027-02-20"], "2028-03-10", id="twice in one window"
        ),
        pytest.param(
            ["2026-03-10", "2027-02-01", "2028-01-10"], "2029-03-10", id="two windows in a row"
        ),
    ],
)
def test_how_long_a_training_is_good_for(completions: list[str], through: str) -> None:
    facts = person(responds(), *(completed(day) for day in completions))
    assert valid_through(facts, YEARLY) == date.fromisoformat(through)


def test_the_order_in_which_trainings_were_recorded_does_not_matter() -> None:
    facts = person(responds(), completed("2027-02-01"), completed("2026-03-10"))
    assert valid_through(facts, YEARLY) == date(2028, 3, 10)


def test_an_early_extra_training_does_not_push_a_later_one_out_of_its_window() -> None:
    # Without the one of January 15, that of November 10 is 52 days before the end and adds to it.
    facts = person(
        responds(), completed("2026-01-01"), completed("2026-01-15"), completed("2026-11-10")
    )
    assert valid_through(facts, YEARLY) == date(2028, 1, 1)


@pytest.mark.parametrize(
    ("months", "completed_on", "through"),
    [
        (12, "2028-02-29", "2029-02-28"),
        (48, "2028-02-29", "2032-02-29"),
        (6, "2026-08-31", "2027-02-28"),
        (6, "2027-08-31", "2028-02-29"),
        (1, "2026-01-31", "2026-02-28"),
        (12, "2026-03-08", "2027-03-08"),  # the clocks go forward that day
        (12, "2026-11-01", "2027-11-01"),  # and back on this one
    ],
)
def test_months_end_with_the_month(months: int, completed_on: str, through: str) -> None:
    book = rulebook(training(), refresh(months))
    facts = person(responds(), completed(completed_on))
    assert valid_through(facts, book) == date.fromisoformat(through)


def test_the_states_around_the_end() -> None:
    book = rulebook(training(), refresh(12, renew_days=60, grace_days=10))
    facts = person(responds(), completed("2026-03-10"))
    assert changes(facts, book) == [
        ("2026-01-10", State.MISSING),
        ("2026-03-10", State.VALID),
        ("2027-01-09", State.RENEW_NOW),
        ("2027-03-11", State.GRACE),
        ("2027-03-21", State.EXPIRED),
    ]


def test_renewing_in_the_days_of_grace_begins_a_new_validity() -> None:
    book = rulebook(training(), refresh(12, grace_days=10))
    facts = person(responds(), completed("2026-03-10"), completed("2027-03-15"))
    assert valid_through(facts, book) == date(2028, 3, 15) + timedelta(days=10)
    assert state(facts, book, "2028-03-16") is State.GRACE


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(None, id="no rule about repeating"),
        pytest.param(refresh(12, verified=False), id="one that nobody verified"),
        pytest.param(refresh(UNKNOWN), id="one that does not say for how many months"),
        pytest.param(refresh(FOR_GOOD), id="one that says for good"),
        pytest.param(refresh(12, tiers=("enhanced",)), id="one about other trainings"),
        pytest.param(refresh(12, tiers=UNKNOWN), id="one about nobody knows which trainings"),
        pytest.param(refresh(12, ends=date(2026, 1, 1)), id="one that is repealed"),
    ],
)
def test_no_known_end_is_no_end(rule: Requirement | None) -> None:
    book = rulebook(training()) if rule is None else rulebook(training(), rule)
    facts = person(responds(), completed("2026-03-10"))
    assert changes(facts, book)[-1] == ("2026-03-10", State.VALID)


def test_without_a_known_time_to_renew_the_later_end_holds_and_nothing_presses() -> None:
    book = rulebook(training(), refresh(12, renew_days=UNKNOWN, grace_days=UNKNOWN))
    facts = person(responds(), completed("2026-03-10"), completed("2027-03-01"))
    assert changes(facts, book)[1:] == [
        ("2026-03-10", State.VALID),
        ("2028-03-02", State.EXPIRED),
    ]


def test_a_rule_verified_later_applies_from_then_on_to_what_had_no_known_end() -> None:
    book = rulebook(training(), refresh(12, starts=date(2027, 6, 1)))
    facts = person(responds(), completed("2026-03-10"))
    assert changes(facts, book)[1:] == [
        ("2026-03-10", State.VALID),
        ("2027-06-01", State.EXPIRED),
    ]


def test_what_was_known_on_the_day_of_completion_stays_for_that_cycle() -> None:
    yearly_then_two = changing(refresh(12), refresh(24, starts=date(2026, 6, 1)))
    book = rulebook(training(), yearly_then_two)
    assert valid_through(person(responds(), completed("2026-03-10")), book) == date(2027, 3, 10)
    renewed = person(responds(), completed("2026-03-10"), completed("2027-02-01"))
    assert valid_through(renewed, book) == date(2029, 3, 10)


def test_for_good_stays_for_good() -> None:
    book = rulebook(training(), changing(refresh(FOR_GOOD), refresh(12, starts=date(2026, 6, 1))))
    facts = person(responds(), completed("2026-03-10"), completed("2026-07-01"))
    assert changes(facts, book)[-1] == ("2026-03-10", State.VALID)


def test_trainings_beyond_the_calendar_have_no_end() -> None:
    book = rulebook(training(), refresh(999_999))
    assert changes(person(responds(), completed("2026-03-10")), book)[-1][1] is State.VALID


DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 500), st.integers(1, 36), st.integers(0, 200))
def test_renewing_early_never_gives_an_earlier_end(
    first: date, later: int, months: int, window: int
) -> None:
    book = rulebook(training(), refresh(months, renew_days=window))
    once = person(responds(first), completed(first))
    again = person(responds(first), completed(first), completed(first + timedelta(days=later)))
    assert valid_through(again, book) >= valid_through(once, book)


@given(DAYS, st.integers(1, 36), st.integers(0, 200), st.integers(0, 200))
def test_within_the_time_to_renew_no_day_is_lost(
    first: date, months: int, window: int, early: int
) -> None:
    end = months_later(first, months)
    renewed_on = end - timedelta(days=min(early, window))
    assume(renewed_on >= first)
    book = rulebook(training(), refresh(months, renew_days=window))
    facts = person(responds(first), completed(first), completed(renewed_on))
    assert valid_through(facts, book) == months_later(end, months)


def test_a_subject_counts_without_a_decision() -> None:
    book = rulebook(training(subjects=("naloxone",), courses=()))
    facts = person(responds(), outside("2026-03-10", subject="naloxone"))
    assert state(facts, book, "2026-03-10") is State.VALID
    other = person(responds(), outside("2026-03-10", subject="ethics"), completed("2026-03-10"))
    assert state(other, book, "2026-03-10") is State.MISSING


def test_a_subject_counts_only_once_somebody_else_has_confirmed_it() -> None:
    book = rulebook(training(subjects=("naloxone",), courses=()))
    own = outside("2026-03-10", subject="naloxone", confirmed=False)
    assert state(person(responds(), own), book, "2026-03-10") is State.MISSING
    known = outside("2026-03-10", subject="naloxone")
    assert state(person(responds(), own, known), book, "2026-03-10") is State.VALID


def test_credit_by_a_decision_counts_whoever_entered_the_training() -> None:
    book = rulebook(training(subjects=("naloxone",), courses=()))
    own = outside("2026-03-10", claim("2026-03-12"), subject="naloxone", confirmed=False)
    assert changes(person(responds(), own), book)[-2:] == [
        ("2026-01-10", State.MISSING),
        ("2026-03-12", State.VALID),
    ]


def test_days_of_grace_are_not_lost_by_completing_it_again() -> None:
    long_grace = refresh(12, renew_days=0, grace_days=200)
    none = refresh(1, renew_days=0, grace_days=0, starts=date(2026, 12, 1))
    book = rulebook(training(), changing(long_grace, none))
    facts = person(responds(), completed("2026-01-10"), completed("2026-12-20"))
    days = [state(facts, book, day) for day in ("2027-01-20", "2027-01-21")]
    assert days == [State.RENEW_NOW, State.GRACE]
