"""A license and its continuing education, in sentences."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.certification import State
from portal.domain.requirements import UNKNOWN
from tests.domain.certification.judged import said, verdict
from tests.domain.facts import (
    completed,
    licensed,
    outside,
    person,
    profession,
)
from tests.domain.rulebooks import (
    license_rule,
    rulebook,
)

DAY = "2026-03-01"
HOLDER = (profession(), licensed("2027-03-31"))
SINCE = "Peer support specialist; the day this began is not recorded."
GOOD = "“Peer certification” is good through March 31, 2027."
CYCLE = "The cycle is the 24 months up to that day: from April 1, 2025 on."
SUPPLY = "Somebody who may verify rules can supply it from the source."
ETHICS = {"law-and-ethics": 6}


@pytest.mark.parametrize(
    ("settings", "facts", "words", "action"),
    [
        ({}, [], ["No profession that it is about is recorded for the day."], ""),
        (
            {"types": UNKNOWN},
            [],
            [
                f"To which professions rule L-90 applies is not known. {SUPPLY}",
                "No profession that it is about is recorded for the day.",
            ],
            "",
        ),
        (
            {"types": UNKNOWN},
            [*HOLDER],
            [f"To which professions rule L-90 applies is not known. {SUPPLY}", SINCE],
            "Verify rule L-90: it is not known what it asks for.",
        ),
        (
            {},
            [profession()],
            [SINCE, "No license for it is on record, so the day it expires is not recorded."],
            "Record the license, and the day it expires.",
        ),
        (
            {},
            [profession(), licensed("2027-03-31", None)],
            [
                SINCE,
                "An entry “Peer certification” does not say which profession it licenses; "
                "correct it on the person's page.",
            ],
            "Say on the person's page which profession “Peer certification” licenses.",
        ),
        (
            {},
            [profession(), licensed(None, None, starts="2026-06-01")],
            [SINCE, "No license for it is on record, so the day it expires is not recorded."],
            "Record the license, and the day it expires.",
        ),
        (
            {},
            [profession(), licensed(None)],
            [SINCE, "“Peer certification”: the day it expires is not recorded."],
            "Record the license, and the day it expires.",
        ),
        (
            {"hours": UNKNOWN, "cycle_months": UNKNOWN},
            [*HOLDER],
            [
                SINCE,
                GOOD,
                f"How long a cycle is, rule L-90 does not say. {SUPPLY}",
                f"How many hours rule L-90 asks for is not known. {SUPPLY}",
            ],
            "Verify rule L-90: it is not known what it asks for.",
        ),
        (
            {"subjects": UNKNOWN},
            [*HOLDER, outside("2026-01-05", minutes=1200)],
            [
                SINCE,
                GOOD,
                CYCLE,
                "“Assessing a crisis” on January 5, 2026: 20 hours.",
                "Rule L-90 asks for 20 hours; 20 hours are recorded.",
                f"How many of them in which subject is not known. {SUPPLY}",
            ],
            "Ask the board in which subjects the hours have to be, and apply by March 31, 2027.",
        ),
        (
            {"subjects": ETHICS},
            [
                *HOLDER,
                outside("2026-01-05", minutes=330),
                outside("2026-02-05", minutes=120, subject="law-and-ethics", confirmed=False),
                completed("2026-02-02"),
            ],
            [
                SINCE,
                GOOD,
                CYCLE,
                "“Assessing a crisis” on January 5, 2026: 5 hours 30 minutes.",
                "“Assessing a crisis” on February 5, 2026: 2 hours in Law and ethics, as the "
                "person entered it.",
                "Rule L-90 asks for 20 hours; 7 hours 30 minutes are recorded.",
                "Of these 6 hours in Law and ethics: 2 hours.",
                "Trainings of this portal count no hours: whether they give credit is not known.",
            ],
            "Earn 12 hours 30 minutes more by March 31, 2027, with 4 hours in Law and ethics.",
        ),
        (
            {"subjects": ETHICS},
            [*HOLDER, outside("2026-01-05", minutes=1200)],
            None,
            "Earn 6 hours in Law and ethics by March 31, 2027.",
        ),
        ({"subjects": {}}, [*HOLDER], None, "Earn 20 hours more by March 31, 2027."),
        (
            {"subjects": {}},
            [*HOLDER, outside("2026-01-05", minutes=1200)],
            None,
            "The hours are complete. Apply for renewal by March 31, 2027.",
        ),
        (
            {"subjects": {}, "apply_days": 90},
            [*HOLDER, outside("2026-01-05", minutes=1200)],
            None,
            "The hours are complete. Apply for renewal from December 31, 2026 on, by March 31, "
            "2027.",
        ),
        (
            {"subjects": {}},
            [profession(), licensed("2026-02-28")],
            None,
            "Renew the license, and record through when it is good.",
        ),
    ],
)
def test_a_license_in_words(
    settings: dict[str, object], facts: list[object], words: list[str] | None, action: str
) -> None:
    book = rulebook(license_rule(**settings))  # type: ignore[arg-type]
    known = person(*facts)
    if words is not None:
        assert said(known, book, DAY) == words
    assert verdict(known, book, DAY).action == action


def test_a_license_that_presses_says_from_which_day() -> None:
    book = rulebook(license_rule(subjects={}, apply_days=90))
    found = verdict(person(*HOLDER), book, "2027-01-05")
    assert (found.state, found.due) == (State.RENEW_NOW, date(2027, 3, 31))
    assert found.reasons[-1].text == (
        "Renewal shows 90 days before the end, from December 31, 2026 on."
    )
    assert found.action == "Earn 20 hours more by March 31, 2027."


def test_who_has_renewed_early_has_nothing_to_do() -> None:
    known = person(*HOLDER, licensed("2029-03-31", starts="2027-04-01"))
    book = rulebook(license_rule(subjects={}))
    found = verdict(known, book, "2027-02-15")
    assert (found.state, found.action) == (State.VALID, "")
    assert found.reasons[-1].text == "It is renewed: “Peer certification” begins April 1, 2027."


def test_an_expired_license_says_through_when_it_was_good() -> None:
    book = rulebook(license_rule(subjects={}))
    lines = said(person(profession(), licensed("2026-02-28")), book, DAY)
    assert "“Peer certification” was good through February 28, 2026." in lines


NONE = "Rule L-90 asks no hours for the first renewal."
RECORD = (
    "Earn 20 hours more by March 31, 2027. For a first renewal none are needed: then record, with "
    "the license, the day it was first licensed."
)
EARN = "Earn 20 hours more by March 31, 2027."
ASKED = [CYCLE, "Rule L-90 asks for 20 hours; 0 minutes are recorded."]


@pytest.mark.parametrize(
    ("setting", "held", "words", "action"),
    [
        (
            "none",
            [licensed("2027-03-31", first="2025-04-10")],
            [
                NONE,
                "It was first licensed on April 10, 2025, and expires within 24 months of that "
                "day: this renewal is the first.",
            ],
            "No hours are needed for the first renewal. Apply for renewal by March 31, 2027.",
        ),
        (
            "none",
            [licensed("2027-03-31")],
            [
                f"{NONE} On which day it was first licensed is not recorded, so hours are asked.",
                *ASKED,
            ],
            RECORD,
        ),
        (
            "none",
            [licensed("2027-03-31", first="2025-03-30")],
            [
                NONE,
                "It was licensed on March 30, 2025 or before, more than 24 months before it "
                "expires: this renewal does not count as the first.",
                *ASKED,
            ],
            EARN,
        ),
        (
            "none",
            [licensed("2027-03-31", first="2025-04-10"), licensed("2026-04-30", title="The first")],
            [
                NONE,
                "“The first” through April 30, 2026 is an earlier license: it has been renewed.",
                *ASKED,
            ],
            EARN,
        ),
        ("asked", [licensed("2027-03-31", first="2025-04-10")], ASKED, EARN),
        (
            UNKNOWN,
            [licensed("2027-03-31", first="2025-04-10")],
            [
                "Whether rule L-90 asks hours for the first renewal is not known.",
                "It was first licensed on April 10, 2025, and expires within 24 months of that "
                "day: this renewal is the first.",
                *ASKED,
            ],
            "Verify rule L-90: it is not known what it asks for.",
        ),
    ],
)
def test_a_first_renewal_in_words(
    setting: str, held: list[object], words: list[str], action: str
) -> None:
    book = rulebook(license_rule(subjects={}, first_renewal=setting))
    known = person(profession(), *held)
    assert said(known, book, DAY) == [SINCE, GOOD, *words]
    assert verdict(known, book, DAY).action == action


def test_a_first_license_longer_than_a_cycle_in_words() -> None:
    book = rulebook(license_rule(subjects={}, first_renewal="none", first_months=26))
    known = person(profession(), licensed("2027-03-31", first="2025-03-30"))
    assert said(known, book, DAY) == [
        SINCE,
        GOOD,
        NONE,
        "It was first licensed on March 30, 2025. A first license may last up to 26 months, so "
        "this renewal is the first, but it is more than 24 months after that day: whether hours "
        "are asked for the time beyond is not known.",
        *ASKED,
    ]
    assert verdict(known, book, DAY).action == (
        "Ask the board whether hours are needed for this first renewal, or earn them. Apply for "
        "renewal by March 31, 2027."
    )
