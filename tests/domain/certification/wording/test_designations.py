"""A county's designation, in sentences."""

from __future__ import annotations

import pytest

from portal.domain.requirements import UNKNOWN
from tests.domain.certification.judged import said, verdict
from tests.domain.facts import (
    designated,
    person,
)
from tests.domain.rulebooks import (
    designation,
    rulebook,
)

DAY = "2026-03-01"
SUPPLY = "Somebody who may verify rules can supply it from the source."


@pytest.mark.parametrize(
    ("months", "facts", "words", "action"),
    [
        (
            UNKNOWN,
            [],
            ["No county is recorded as having designated this person by the day."],
            "",
        ),
        (
            UNKNOWN,
            [designated("2025-01-01", "2026-04-01")],
            [
                "Designated by Fresno County since January 1, 2025; good through April 1, 2026.",
                "That is 60 days or less away: since January 31, 2026.",
            ],
            "Ask Fresno County to designate this person again by April 1, 2026.",
        ),
        (
            UNKNOWN,
            [designated("2024-01-01", "2025-12-31"), designated(None, "2026-01-31", "06999")],
            [
                "Designated by Fresno County since January 1, 2024; it was good through "
                "December 31, 2025.",
                "Designated by the county with code 06999; the day this began is not recorded; "
                "it was good through January 31, 2026.",
            ],
            "Ask the county with code 06999 to designate this person again now.",
        ),
        (
            UNKNOWN,
            [designated("2025-01-01")],
            [
                "Designated by Fresno County since January 1, 2025; no end is recorded.",
                f"How long a designation is good for is the county's to say. {SUPPLY}",
            ],
            "",
        ),
        (
            24,
            [designated("2025-01-01")],
            [
                "Designated by Fresno County since January 1, 2025; good through January 1, 2027.",
                "Rule L-91 says 24 months.",
            ],
            "",
        ),
    ],
)
def test_a_designation_in_words(
    months: int | str, facts: list[object], words: list[str], action: str
) -> None:
    book = rulebook(designation(months))
    known = person(*facts)
    assert said(known, book, DAY) == words
    assert verdict(known, book, DAY).action == action
