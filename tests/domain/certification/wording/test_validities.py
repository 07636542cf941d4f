"""Every completion is listed: whether it counts, for how long, and by which arithmetic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.requirements import FOR_GOOD, UNKNOWN
from tests.domain.certification.judged import said, verdict
from tests.domain.facts import (
    claim,
    completed,
    outside,
    person,
    precedent,
    responds,
)
from tests.domain.rulebooks import (
    refresh,
    rulebook,
    scope,
    training,
)

DAY = "2026-03-01"
PLAIN = rulebook(training())
YEARLY = rulebook(training(), refresh(12, renew_days=60, grace_days=10))


def test_a_renewal_says_what_it_adds_to() -> None:
    facts = person(responds("2026-03-10"), completed("2026-03-10"), completed("2027-02-01"))
    assert said(facts, YEARLY, "2027-02-01")[1:6] == [
        "Completed on March 10, 2026 (Crisis assessment, edition 1).",
        "Rule R-01 says it lasts 12 months: good through March 10, 2027.",
        "Completed on February 1, 2027 (Crisis assessment, edition 1).",
        "That is within the time to renew, from January 9, 2027 on, so rule R-01 adds 12 months "
        "to March 10, 2027: good through March 10, 2028.",
        "Renewing from January 10, 2028 on adds to that end; no day is lost.",
    ]


def test_a_training_that_the_end_does_not_rest_on_is_listed_with_its_own_end() -> None:
    facts = person(responds("2026-03-10"), completed("2026-03-10"), completed("2026-10-01"))
    lines = said(facts, YEARLY, "2026-11-01")
    assert "By itself it would be good through March 10, 2027." in lines
    assert "Rule R-01 says it lasts 12 months: good through October 1, 2027." in lines
    forever = rulebook(training(), refresh(FOR_GOOD))
    lines = said(facts, forever, "2026-11-01")
    assert lines.count("Rule R-01 says it never has to be repeated.") == 1
    assert "It has no known end either." in lines


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ([], ["No verified rule says how long it lasts, so no end is known."]),
        (
            [refresh(verified=False)],
            [
                "No verified rule says how long it lasts, so no end is known.",
                "Rule R-01 (Refresh) is not verified, so it changes nothing here.",
            ],
        ),
        (
            [refresh(UNKNOWN)],
            [
                "Rule R-01 does not say for how many months, so no end is known. "
                "Somebody who may verify rules can supply it from the source."
            ],
        ),
        (
            [refresh(12, renew_days=UNKNOWN, grace_days=UNKNOWN)],
            [
                "Rule R-01 says it lasts 12 months: good through March 10, 2027.",
                "From when on renewing adds to that end is not known. Until it is, the later of "
                "both ends holds.",
                "Whether there are days of grace after it is not known.",
            ],
        ),
        (
            [refresh(1, starts=date(2026, 3, 20), grace_days=1)],
            [
                "How long it lasts was not known on the day of completion; what rule R-01 says "
                "from March 20, 2026 on applies.",
                "Rule R-01 says it lasts 1 month: good through April 10, 2026.",
                "Renewing from February 9, 2026 on adds to that end; no day is lost.",
                "After it: 1 day of grace, through April 11, 2026.",
            ],
        ),
    ],
)
def test_it_says_how_long_it_lasts_or_why_that_is_not_known(
    rules: list[object], words: list[str]
) -> None:
    book = rulebook(training(), *rules)  # type: ignore[arg-type]
    assert (
        said(person(responds("2026-03-10"), completed("2026-03-10")), book, "2026-04-01")[2:]
        == words
    )


def test_an_end_beyond_the_calendar_is_said_as_such() -> None:
    book = rulebook(training(), refresh(999_999))
    lines = said(person(responds("2026-03-10"), completed("2026-03-10")), book, "2026-04-01")
    assert lines[-1] == (
        "Rule R-01 says it lasts 999999 months: good through the end of the calendar."
    )


def test_once_it_has_ended_nothing_is_said_of_renewing_before_the_end() -> None:
    lines = said(person(responds(), completed("2026-03-10")), YEARLY, "2027-04-01")
    assert not any(line.startswith("Renewing") for line in lines)
    assert any("10 days of grace" in line for line in lines)


def test_credit_names_the_claim_and_the_precedent() -> None:
    credit = claim("2026-02-01", precedent())
    facts = person(responds(), outside("2025-05-01", credit))
    rule = scope("outside", "credited_by_decision", {}, "X-04")
    found = verdict(facts, rulebook(training(), rule), DAY)
    assert [(reason.text, reason.fact) for reason in found.reasons[3:]] == [
        (
            "Credited from February 1, 2026 on by a decision about “Assessing a crisis”.",
            credit.fact.key,
        ),
        ("The decision's reason: The contents are the same.", credit.equivalency.fact.key),
        ("No verified rule says how long it lasts, so no end is known.", ""),
        ("Rule X-04 (Outside) lets a decision credit it.", ""),
    ]
    advising = scope("outside", "credited_by_decision", {}, "X-04", verified=False)
    assert said(facts, rulebook(training(), advising), DAY)[-1] == (
        "Rule X-04 (Outside) is not verified, so it changes nothing here."
    )
    later = scope("outside", "credited_by_decision", {}, "X-04", starts=date(2027, 1, 1))
    assert not any("X-04" in line for line in said(facts, rulebook(training(), later), DAY))


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (completed("2026-02-01", revoked="2026-02-15"), "It was revoked on February 15, 2026."),
        (
            completed("2026-02-01", superseded="2026-02-15"),
            "The newest edition of February 15, 2026 says that this one no longer counts.",
        ),
        (
            outside("2026-02-01", claim("2026-03-02")),
            "It is credited from March 2, 2026 on, and not before.",
        ),
        (
            outside("2026-02-01", claim("2026-02-10", precedent(revoked="2026-02-20"))),
            "The decision that credited it was revoked on February 20, 2026.",
        ),
        (
            outside("2024-02-01", claim("2026-02-10", precedent(recency_months=12))),
            "The decision about “Assessing a crisis” does not credit it. The training is too "
            "old: it was completed on February 1, 2024 and may be at most 12 months old when it "
            "is credited, so it could be credited through February 1, 2025.",
        ),
    ],
)
def test_what_does_not_count_is_listed_with_why(fact: object, why: str) -> None:
    lines = said(person(responds(), fact), PLAIN, DAY)
    assert sum(line.endswith(why) for line in lines) == 1
    assert "No training that counts is recorded." in lines


@pytest.mark.parametrize(
    "fact",
    [
        completed("2026-02-01", "another", revoked="2026-02-15"),
        completed("2026-02-01", "another"),
        outside("2026-02-01", claim("2026-02-10", precedent("harm-reduction"))),
        completed("2026-03-02"),
    ],
)
def test_what_has_nothing_to_do_with_it_is_left_out(fact: object) -> None:
    assert said(person(responds(), fact), PLAIN, DAY) == said(person(responds()), PLAIN, DAY)


def test_an_edition_superseded_on_an_unknown_day_never_counted() -> None:
    gone = replace(completed("2026-02-01"), still_counts=False)
    lines = said(person(responds(), gone), PLAIN, DAY)
    assert any(
        line.endswith("The newest edition says that this one no longer counts.") for line in lines
    )


def test_a_claim_under_another_precedent_is_not_said_to_credit_it() -> None:
    fact = outside(
        "2026-01-20",
        claim("2026-02-01"),
        claim("2026-02-01", precedent("harm-reduction")),
        claim("2026-03-02"),
        claim("2026-02-01", precedent(ends="2026-01-31")),
        claim("2026-02-01", precedent(revoked="2026-02-20")),
    )
    lines = said(person(responds(), fact), PLAIN, DAY)
    assert sum(line.startswith("Credited from") for line in lines) == 1
