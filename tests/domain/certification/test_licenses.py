"""Continuing education within a license's cycle: hours, subjects, and the day it expires."""

from __future__ import annotations

import pytest

from portal.domain.certification import State
from portal.domain.facts import Completion, LicenseHeld
from portal.domain.people import ProviderType
from portal.domain.requirements import UNKNOWN
from tests.domain.certification.judged import changes, state
from tests.domain.facts import (
    completed,
    extension,
    licensed,
    outside,
    person,
    profession,
    waiver,
)
from tests.domain.rulebooks import license_rule, rulebook

DAY = "2026-06-01"
BOOK = rulebook(license_rule(20, subjects={"law-and-ethics": 6}))
SLUG = "peer-certification"
LAW = "law-and-ethics"
HOLDER = (profession(), licensed("2027-03-31"))
"""The cycle is from April 1, 2025 through March 31, 2027."""


def hours(day: str, count: int, subject: str = "", revoked: str | None = None) -> Completion:
    return outside(day, minutes=count * 60, subject=subject, revoked=revoked)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], State.NOT_REQUIRED),
        ([profession(ProviderType.LCSW), licensed("2027-03-31")], State.NOT_REQUIRED),
        ([profession(ends="2026-05-31"), licensed("2027-03-31")], State.NOT_REQUIRED),
        ([licensed("2027-03-31")], State.NOT_REQUIRED),
        ([profession()], State.UNKNOWN),
        ([profession(), licensed(None)], State.UNKNOWN),
        ([profession(), licensed("2027-03-31", ProviderType.LCSW)], State.UNKNOWN),
        ([profession(), licensed("2027-03-31", starts="2026-06-02")], State.UNKNOWN),
        ([profession(), licensed("2026-05-31")], State.EXPIRED),
        ([profession(), licensed("2026-05-31"), licensed("2027-03-31")], State.NOT_YET_DUE),
        ([profession(), licensed(None), licensed("2027-03-31")], State.NOT_YET_DUE),
        ([profession(), licensed(None), licensed("2026-05-31")], State.UNKNOWN),
        ([*HOLDER], State.NOT_YET_DUE),
        ([*HOLDER, completed("2026-01-05")], State.NOT_YET_DUE),
        ([*HOLDER, hours("2026-01-05", 5)], State.NOT_YET_DUE),
        ([*HOLDER, hours("2026-06-02", 20, LAW)], State.NOT_YET_DUE),
        ([*HOLDER, hours("2025-03-31", 20, LAW)], State.NOT_YET_DUE),
        ([*HOLDER, hours("2025-04-01", 20, LAW)], State.VALID),
        ([*HOLDER, hours("2026-01-05", 20, LAW, revoked="2026-06-01")], State.NOT_YET_DUE),
        ([*HOLDER, hours("2026-01-05", 20, LAW, revoked="2026-06-02")], State.VALID),
        ([*HOLDER, hours("2026-01-05", 40)], State.NOT_YET_DUE),
        ([*HOLDER, hours("2026-01-05", 14), hours("2026-02-05", 5, LAW)], State.NOT_YET_DUE),
        ([*HOLDER, hours("2026-01-05", 14), hours("2026-02-05", 6, LAW)], State.VALID),
    ],
)
def test_where_the_holder_of_a_license_stands(facts: list[object], expected: State) -> None:
    """Hours that are not yet enough make nobody short while the license is good."""
    assert state(person(*facts), BOOK, DAY) is expected


def test_too_few_hours_press_for_sixty_days_and_a_license_lasts_through_its_day() -> None:
    assert changes(person(*HOLDER, hours("2026-01-05", 5)), BOOK) == [
        ("2023-06-19", State.NOT_YET_DUE),
        ("2027-01-30", State.RENEW_NOW),
        ("2027-04-01", State.EXPIRED),
    ]


def test_who_has_renewed_early_is_not_asked_to_renew() -> None:
    """The license that follows is recorded before it begins: there is nothing left to do."""
    renewed = licensed("2029-03-31", starts="2027-04-01")
    assert changes(person(*HOLDER, renewed), BOOK) == [
        ("2023-06-19", State.NOT_YET_DUE),
        ("2027-01-30", State.VALID),
        ("2027-04-01", State.NOT_YET_DUE),
        ("2029-01-30", State.RENEW_NOW),
        ("2029-04-01", State.EXPIRED),
    ]


@pytest.mark.parametrize(
    "other",
    [
        licensed("2029-03-31", starts="2027-04-02"),
        licensed("2029-03-31", ProviderType.LCSW, starts="2027-04-01"),
        licensed("2027-03-31", starts="2026-09-01"),
    ],
)
def test_what_does_not_go_on_from_it_renews_nothing(other: LicenseHeld) -> None:
    assert ("2027-01-30", State.RENEW_NOW) in changes(person(*HOLDER, other), BOOK)


def test_enough_hours_are_enough_through_the_day_it_expires() -> None:
    book = rulebook(license_rule(20, subjects={}, apply_days=90))
    assert changes(person(*HOLDER, hours("2026-01-05", 20)), book)[-2:] == [
        ("2026-01-05", State.VALID),
        ("2027-04-01", State.EXPIRED),
    ]


@pytest.mark.parametrize(("apply_days", "opens"), [(90, "2026-12-31"), (UNKNOWN, "2027-01-30")])
def test_it_presses_from_the_day_on_which_one_may_apply(apply_days: object, opens: str) -> None:
    book = rulebook(license_rule(20, subjects={}, apply_days=apply_days))  # type: ignore[arg-type]
    assert (opens, State.RENEW_NOW) in changes(person(*HOLDER), book)


@pytest.mark.parametrize(
    ("settings", "credit", "expected"),
    [
        ({"hours": UNKNOWN}, 0, State.UNKNOWN),
        ({"cycle_months": UNKNOWN}, 0, State.UNKNOWN),
        ({"types": UNKNOWN}, 0, State.UNKNOWN),
        ({"subjects": UNKNOWN}, 19, State.NOT_YET_DUE),
        ({"subjects": UNKNOWN}, 20, State.NOT_YET_DUE),
    ],
)
def test_what_is_not_known_is_said_where_it_matters(
    settings: dict[str, str], credit: int, expected: State
) -> None:
    book = rulebook(license_rule(**settings))  # type: ignore[arg-type]
    known = person(*HOLDER, hours("2026-01-05", credit))
    assert state(known, book, DAY) is expected
    assert state(person(), book, DAY) is State.NOT_REQUIRED


def test_a_license_that_expired_has_expired_however_many_hours_were_asked_for() -> None:
    book = rulebook(license_rule(UNKNOWN))
    assert state(person(profession(), licensed("2026-05-31")), book, DAY) is State.EXPIRED


def test_a_renewed_license_begins_a_cycle_of_its_own() -> None:
    known = person(
        profession(),
        licensed("2025-03-31"),
        licensed("2027-03-31", starts="2025-04-01"),
        hours("2025-01-05", 20, "law-and-ethics"),
    )
    assert changes(known, BOOK) == [
        ("2023-06-19", State.NOT_YET_DUE),
        ("2025-01-05", State.VALID),
        ("2025-04-01", State.NOT_YET_DUE),
        ("2027-01-30", State.RENEW_NOW),
        ("2027-04-01", State.EXPIRED),
    ]


def test_waivers_and_extensions_end_by_themselves() -> None:
    known = person(*HOLDER, waiver("2026-02-01", "2026-07-31", SLUG))
    assert state(known, BOOK, DAY) is State.WAIVED
    assert state(known, BOOK, "2026-08-01") is State.NOT_YET_DUE
    lapsed = person(*HOLDER, extension("2027-03-01", "2027-04-30", SLUG))
    assert changes(lapsed, BOOK)[-3:] == [
        ("2027-01-30", State.RENEW_NOW),
        ("2027-04-01", State.GRACE),
        ("2027-05-01", State.EXPIRED),
    ]
    stranger = person(waiver("2026-02-01", "2026-07-31", SLUG))
    assert state(stranger, BOOK, DAY) is State.NOT_REQUIRED


FIRST = rulebook(license_rule(20, subjects={}, first_renewal="none"))
NEW = licensed("2027-03-31", starts="2025-04-10", first="2025-04-10")


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("none", State.VALID),
        ("asked", State.NOT_YET_DUE),
        (None, State.NOT_YET_DUE),
        (UNKNOWN, State.UNKNOWN),
    ],
)
def test_for_a_first_renewal_hours_are_asked_only_where_the_rule_says_so(
    setting: str | None, expected: State
) -> None:
    book = rulebook(license_rule(20, subjects={}, first_renewal=setting))
    assert state(person(profession(), NEW), book, DAY) is expected
    enough = hours("2026-01-05", 20)
    assert state(person(profession(), NEW, enough), book, DAY) is State.VALID


def test_without_hours_known_a_first_renewal_still_needs_none() -> None:
    book = rulebook(license_rule(UNKNOWN, subjects=UNKNOWN, first_renewal="none"))
    assert state(person(profession(), NEW), book, DAY) is State.VALID


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([licensed("2027-03-31", first="2025-03-31")], State.VALID),
        ([licensed("2027-03-31", first="2025-03-30")], State.NOT_YET_DUE),
        ([licensed("2027-02-28", first="2025-02-28")], State.VALID),
        ([licensed("2027-03-31", starts="2025-04-10")], State.NOT_YET_DUE),
        ([NEW, licensed("2026-04-30")], State.NOT_YET_DUE),
        ([NEW, licensed("2026-04-30", ProviderType.LCSW)], State.VALID),
        ([NEW, licensed(None, starts="2020-01-01")], State.NOT_YET_DUE),
        ([licensed("2027-03-31", starts="2020-01-01", first="2026-01-01")], State.NOT_YET_DUE),
    ],
)
def test_which_renewal_is_the_first(held: list[object], expected: State) -> None:
    assert state(person(profession(), *held), FIRST, DAY) is expected


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([licensed("2027-03-31", first="2025-03-31")], State.VALID),
        ([licensed("2027-03-31", first="2025-03-30")], State.UNKNOWN),
        ([licensed("2027-03-31", first="2025-01-31")], State.UNKNOWN),
        ([licensed("2027-03-31", first="2025-01-30")], State.NOT_YET_DUE),
        ([licensed("2027-03-31", first="2025-03-30"), licensed("2026-04-30")], State.NOT_YET_DUE),
        ([licensed("2027-03-31", starts="2025-03-30")], State.NOT_YET_DUE),
    ],
)
def test_what_holds_for_a_first_license_longer_than_a_cycle_is_not_known(
    held: list[object], expected: State
) -> None:
    book = rulebook(license_rule(20, subjects={}, first_renewal="none", first_months=26))
    assert state(person(profession(), *held), book, DAY) is expected
    enough = hours("2026-01-05", 20)
    assert state(person(profession(), *held, enough), book, DAY) is State.VALID


def test_where_hours_are_asked_anyway_a_long_first_license_asks_them() -> None:
    book = rulebook(license_rule(20, subjects={}, first_renewal="asked", first_months=26))
    long = licensed("2027-03-31", first="2025-03-30")
    assert state(person(profession(), long), book, DAY) is State.NOT_YET_DUE


def test_a_first_license_expires_and_once_renewed_hours_are_asked() -> None:
    assert changes(person(profession(), NEW), FIRST) == [
        ("2023-06-19", State.UNKNOWN),
        ("2025-04-10", State.VALID),
        ("2027-04-01", State.EXPIRED),
    ]
    renewed = licensed("2029-03-31", starts="2025-04-10", first="2025-04-10")
    assert state(person(profession(), renewed), FIRST, "2028-01-01") is State.NOT_YET_DUE
