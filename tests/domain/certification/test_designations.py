"""Who a county has designated to place holds, and through when."""

from __future__ import annotations

import pytest

from portal.domain.certification import State
from portal.domain.requirements import FOR_GOOD, UNKNOWN, Setting
from tests.domain.certification.judged import changes, state
from tests.domain.facts import designated, extension, person, waiver
from tests.domain.rulebooks import designation, rulebook

BOOK = rulebook(designation())
SLUG = "hold-designation"


def test_whom_no_county_designated_nothing_is_asked_of() -> None:
    assert changes(person(), BOOK) == []
    assert state(person(designated("2026-03-02")), BOOK, "2026-03-01") is State.NOT_REQUIRED


def test_a_designation_is_good_through_its_last_day() -> None:
    assert changes(person(designated("2025-01-01", "2027-01-01")), BOOK) == [
        ("2025-01-01", State.VALID),
        ("2026-11-02", State.RENEW_NOW),
        ("2027-01-02", State.EXPIRED),
    ]


def test_one_that_began_on_an_unknown_day_always_was() -> None:
    known = person(designated(None, "2027-01-01"))
    assert state(known, BOOK, "2023-06-19") is State.VALID


@pytest.mark.parametrize(
    ("months", "starts", "end"),
    [
        (24, "2025-01-31", ("2027-02-01", State.EXPIRED)),
        (24, None, ("2023-06-19", State.VALID)),
        (FOR_GOOD, "2025-01-31", ("2025-01-31", State.VALID)),
        (UNKNOWN, "2025-01-31", ("2025-01-31", State.VALID)),
    ],
)
def test_where_the_county_set_no_end_a_rule_may(
    months: Setting, starts: str | None, end: tuple[str, State]
) -> None:
    assert changes(person(designated(starts)), rulebook(designation(months)))[-1] == end


def test_the_countys_own_end_comes_before_a_number_of_months() -> None:
    known = person(designated("2025-01-01", "2025-06-30"))
    assert state(known, rulebook(designation(24)), "2025-07-01") is State.EXPIRED


def test_a_second_countys_designation_stands_by_itself() -> None:
    known = person(designated("2025-01-01", "2025-12-31"), designated("2025-06-01", county="06001"))
    assert changes(known, BOOK) == [("2025-01-01", State.VALID)]


def test_waivers_and_extensions_end_by_themselves() -> None:
    ended = designated("2025-01-01", "2026-01-01")
    known = person(
        ended,
        extension("2026-01-01", "2026-01-31", SLUG),
        waiver("2026-03-01", "2026-03-31", SLUG),
    )
    assert changes(known, BOOK)[2:] == [
        ("2026-01-02", State.GRACE),
        ("2026-02-01", State.EXPIRED),
        ("2026-03-01", State.WAIVED),
        ("2026-04-01", State.EXPIRED),
    ]
