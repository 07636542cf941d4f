"""Where somebody stands with a training: of whom it is required, by when, and what helps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.certification import State
from portal.domain.facts import Duty
from portal.domain.requirements import UNKNOWN, Severity
from tests.domain.certification.judged import changes, state, tiles
from tests.domain.facts import (
    affiliated,
    begun,
    claim,
    completed,
    duty,
    extension,
    outside,
    person,
    precedent,
    responds,
    waiver,
)
from tests.domain.rulebooks import changing, exempt, refresh, rulebook, scope, training

DAY = "2026-03-01"
IN_90_DAYS = rulebook(training(deadline=90, severity=Severity.DUE))


def test_nothing_is_required_before_and_after_the_rule_is_in_force() -> None:
    book = rulebook(training(starts=date(2026, 2, 1), ends=date(2026, 4, 1)))
    assert changes(person(responds()), book) == [
        ("2026-02-01", State.MISSING),
        ("2026-04-01", State.NOT_REQUIRED),
    ]


def test_a_rule_with_a_pause_asks_nothing_meanwhile() -> None:
    first = training(ends=date(2026, 2, 1))
    second = training(starts=date(2026, 4, 1))
    book = rulebook(replace(first, versions=first.versions + second.versions))
    assert changes(person(responds()), book) == [
        ("2026-01-10", State.MISSING),
        ("2026-02-01", State.NOT_REQUIRED),
        ("2026-04-01", State.MISSING),
    ]


def test_a_person_of_whom_nothing_is_known_has_one_state_for_all_time() -> None:
    assert len(tiles(person(), rulebook(training()))) == 1


@pytest.mark.parametrize(
    ("required_of", "facts", "expected"),
    [
        ("responders", [responds()], State.MISSING),
        ("responders", [affiliated()], State.MISSING),
        ("responders", [duty(Duty.ASSESSES)], State.NOT_REQUIRED),
        ("responders", [affiliated(), duty(Duty.DISPATCHES)], State.NOT_REQUIRED),
        ("assessors", [responds()], State.NOT_REQUIRED),
        ("assessors", [duty(Duty.ASSESSES)], State.MISSING),
        ("nobody", [responds(), duty(Duty.ASSESSES)], State.NOT_REQUIRED),
        (UNKNOWN, [responds()], State.UNKNOWN),
        (UNKNOWN, [duty(Duty.ASSESSES)], State.UNKNOWN),
        (UNKNOWN, [duty(Duty.DISPATCHES)], State.NOT_REQUIRED),
    ],
)
def test_it_is_required_of_those_whom_the_rule_names(
    required_of: str, facts: list[object], expected: State
) -> None:
    assert state(person(*facts), rulebook(training(required_of=required_of)), DAY) is expected


@pytest.mark.parametrize("required_of", ["responders", "nobody", UNKNOWN])
def test_whoever_holds_it_is_shown_as_holding_it_required_or_not(required_of: str) -> None:
    book = rulebook(training(required_of=required_of), refresh(12, grace_days=10))
    assert changes(person(completed("2026-03-10")), book) == [
        ("2026-03-10", State.VALID),
        ("2027-03-11", State.GRACE),
        ("2027-03-21", State.NOT_REQUIRED),
    ]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], State.MISSING),
        ([begun("2026-02-01")], State.IN_PROGRESS),
        ([begun("2026-03-02")], State.MISSING),
        ([begun("2026-02-01", "2026-03-01")], State.MISSING),
        ([begun("2026-02-01", course="another")], State.MISSING),
        ([completed("2026-03-01")], State.VALID),
        ([completed("2026-03-02")], State.MISSING),
        ([completed("2026-02-01", revoked="2026-03-02")], State.VALID),
        ([completed("2026-02-01", revoked="2026-03-01")], State.MISSING),
        ([completed("2026-02-01", superseded="2026-03-02")], State.VALID),
        ([completed("2026-02-01", superseded="2026-03-01")], State.MISSING),
        (
            [completed("2026-02-01", superseded="2026-04-01", revoked="2026-03-01")],
            State.MISSING,
        ),
        ([completed("2026-02-01", "another")], State.MISSING),
    ],
)
def test_before_the_first_response(facts: list[object], expected: State) -> None:
    assert state(person(responds(), *facts), rulebook(training()), DAY) is expected


def test_a_training_is_under_way_until_the_day_it_ends() -> None:
    facts = person(responds(), begun("2026-02-01", "2026-02-20"), completed("2026-02-20", "other"))
    assert changes(facts, rulebook(training())) == [
        ("2026-01-10", State.MISSING),
        ("2026-02-01", State.IN_PROGRESS),
        ("2026-02-20", State.MISSING),
    ]


def test_within_so_many_days_of_beginning_to_answer_calls() -> None:
    assert changes(person(responds("2026-01-10")), IN_90_DAYS) == [
        ("2026-01-10", State.NOT_YET_DUE),
        ("2026-04-11", State.MISSING),
    ]


@pytest.mark.parametrize("verified", [True, False])
def test_beginning_never_makes_anybody_short_of_what_is_not_yet_due(verified: bool) -> None:
    book = rulebook(training(deadline=90, verified=verified))
    found = changes(person(responds("2026-01-10"), begun("2026-02-01")), book)
    assert found[-2:] == [("2026-01-10", State.NOT_YET_DUE), ("2026-04-11", State.MISSING)]


def test_an_unknown_deadline_makes_nobody_late() -> None:
    book = rulebook(training(deadline=UNKNOWN, verified=False))
    assert state(person(responds()), book, DAY) is State.UNKNOWN
    assert state(person(responds(), begun("2026-02-01")), book, DAY) is State.UNKNOWN
    assert state(person(responds(), completed("2026-02-01")), book, DAY) is State.VALID


def test_unknown_trainings_make_nobody_late() -> None:
    book = rulebook(training(courses=UNKNOWN))
    assert state(person(responds()), book, DAY) is State.UNKNOWN
    credited = outside("2026-02-01", claim("2026-02-01"))
    assert state(person(responds(), credited), book, DAY) is State.VALID


def test_a_setting_that_makes_no_sense_is_as_good_as_unknown() -> None:
    book = rulebook(training(required_of="everybody", deadline="soon"))
    assert state(person(responds()), book, DAY) is State.UNKNOWN


def test_those_who_did_it_long_ago_have_the_time_that_anybody_has_who_begins() -> None:
    book = rulebook(training(deadline=90), refresh(12))
    facts = person(responds("2026-01-10"), completed("2020-05-01"))
    assert changes(facts, book)[-2:] == [
        ("2026-01-10", State.NOT_YET_DUE),
        ("2026-04-11", State.EXPIRED),
    ]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], State.WAIVED),
        ([begun("2026-02-01")], State.WAIVED),
        ([completed("2024-02-01")], State.WAIVED),
        ([completed("2026-02-01")], State.VALID),
        ([extension("2026-02-01", "2026-03-31")], State.WAIVED),
    ],
)
def test_a_waiver_helps_whoever_does_not_hold_it(facts: list[object], expected: State) -> None:
    book = rulebook(training(), refresh(12))
    known = person(responds(), waiver("2026-02-01", "2026-03-31"), *facts)
    assert state(known, book, DAY) is expected


def test_a_waiver_is_for_one_requirement_and_asks_for_nothing_to_be_required() -> None:
    book = rulebook(training())
    other = waiver("2026-02-01", "2026-03-31", "harm-reduction")
    assert state(person(responds(), other), book, DAY) is State.MISSING
    mine = waiver("2026-02-01", "2026-03-31")
    assert state(person(mine), book, DAY) is State.NOT_REQUIRED
    unknown = rulebook(training(required_of=UNKNOWN))
    assert state(person(responds(), mine), unknown, DAY) is State.WAIVED


@pytest.mark.parametrize("deadline", ["before", 10, UNKNOWN])
def test_an_extension_puts_any_deadline_off(deadline: str | int) -> None:
    book = rulebook(training(deadline=deadline))
    known = person(responds("2026-01-10"), extension("2026-02-01", "2026-03-31"))
    assert state(known, book, "2026-03-31") is State.NOT_YET_DUE
    assert state(known, book, "2026-04-01") is not State.NOT_YET_DUE


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([Duty.DISPATCHES], State.NOT_REQUIRED),
        ([Duty.DISPATCHES, Duty.CARRIES_NALOXONE], State.MISSING),
        ([Duty.CARRIES_NALOXONE], State.NOT_REQUIRED),
        ([], State.MISSING),
    ],
)
def test_a_verified_rule_exempts_whoever_does_nothing_else(
    held: list[Duty], expected: State
) -> None:
    book = rulebook(
        training(),
        exempt("dispatches"),
        exempt("carries-naloxone", slug="carriers", rule="X-09", starts=date(2026, 2, 1)),
    )
    known = person(affiliated(), *(duty(each, "2026-01-15") for each in held))
    both = {Duty.DISPATCHES, Duty.CARRIES_NALOXONE}
    wanted = State.NOT_REQUIRED if set(held) == both else expected
    assert state(known, book, DAY) is wanted


def test_an_exemption_that_nobody_verified_changes_nothing() -> None:
    verified = rulebook(training(), exempt("carries-naloxone", starts=date(2026, 2, 1)))
    advising = rulebook(training(), exempt("carries-naloxone", verified=False))
    known = person(affiliated(), duty(Duty.CARRIES_NALOXONE, "2026-01-15", "2026-02-20"))
    assert changes(known, verified) == [
        ("2026-01-10", State.MISSING),
        ("2026-02-01", State.NOT_REQUIRED),
        ("2026-02-21", State.MISSING),
    ]
    assert state(known, advising, "2026-02-10") is State.MISSING


def test_a_rule_that_includes_remote_members_changes_no_state() -> None:
    # Whoever answers calls does so on site or remotely: the duty says no more.
    book = rulebook(training(), scope("remote", "included", {"tiers": ("core",)}, "X-03"))
    assert state(person(responds()), book, DAY) is State.MISSING


@pytest.mark.parametrize(
    ("training_on", "claimed_on", "under", "counts_from"),
    [
        ("2025-05-01", "2026-02-01", precedent(), "2026-02-01"),
        ("2026-02-10", "2026-02-01", precedent(), "2026-02-10"),
        ("2025-02-01", "2026-02-01", precedent(recency_months=12), "2026-02-01"),
        ("2025-01-31", "2026-02-01", precedent(recency_months=12), None),
        ("2025-05-01", "2026-02-01", precedent(starts="2026-02-02"), None),
        ("2025-05-01", "2026-02-01", precedent(ends="2026-02-01"), "2026-02-01"),
        ("2025-05-01", "2026-02-01", precedent(ends="2026-01-31"), None),
        ("2025-05-01", "2026-02-01", precedent("harm-reduction"), None),
    ],
)
def test_a_precedent_credits_from_the_claim_on(
    training_on: str, claimed_on: str, under: object, counts_from: str | None
) -> None:
    known = person(responds(), outside(training_on, claim(claimed_on, under)))  # type: ignore[arg-type]
    found = changes(known, rulebook(training()))
    assert found == [("2026-01-10", State.MISSING)] + (
        [(counts_from, State.VALID)] if counts_from else []
    )


def test_credit_is_good_from_the_day_of_the_training_not_of_the_claim() -> None:
    book = rulebook(training(), refresh(12))
    known = person(responds(), outside("2025-05-01", claim("2026-02-01")))
    assert changes(known, book)[1:] == [
        ("2026-02-01", State.VALID),
        ("2026-03-02", State.RENEW_NOW),
        ("2026-05-02", State.EXPIRED),
    ]


def test_a_version_decides_for_its_own_days_which_trainings_count() -> None:
    book = rulebook(
        changing(training(courses=("old",)), training(courses=("new",), starts=date(2026, 6, 1)))
    )
    known = person(responds(), completed("2026-02-01", "old"), completed("2026-07-01", "new"))
    assert changes(known, book) == [
        ("2026-01-10", State.MISSING),
        ("2026-02-01", State.VALID),
        ("2026-06-01", State.MISSING),
        ("2026-07-01", State.VALID),
    ]


def test_a_state_advises_until_its_rule_is_verified() -> None:
    book = rulebook(changing(training(verified=False), training(starts=date(2026, 2, 1))))
    weights = [(span.starts.isoformat(), span.advisory) for span in tiles(person(responds()), book)]
    assert weights == [
        ("0001-01-01", False),
        ("2023-06-19", True),
        ("2026-01-10", True),
        ("2026-02-01", False),
    ]
