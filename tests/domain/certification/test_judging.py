"""A verdict says since when, through when, by when, and why; each fact by its key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

import pytest

from portal.domain.certification import Reason, State, judge
from portal.domain.certification.answering import Known
from portal.domain.certification.judging import words_of
from portal.domain.certification.plans import Case
from portal.domain.requirements import UNKNOWN, Confidence
from tests.domain.certification.judged import dates, only, verdict
from tests.domain.facts import (
    affiliated,
    claim,
    completed,
    leave,
    licensed,
    outside,
    person,
    profession,
    responds,
)
from tests.domain.rulebooks import (
    changing,
    license_rule,
    refresh,
    rulebook,
    training,
)

DAY = "2026-03-01"
PLAIN = rulebook(training())
YEARLY = rulebook(training(), refresh(12, renew_days=60, grace_days=10))


def test_a_verdict_says_when_the_state_began_when_it_ends_and_what_to_do() -> None:
    facts = person(responds("2026-03-01"), completed("2026-03-10"))
    again = "Complete “Crisis assessment” again"
    assert [
        dates(facts, YEARLY, day)
        for day in (
            "2026-02-01",
            "2026-03-05",
            "2026-04-01",
            "2027-02-01",
            "2027-03-15",
            "2028-01-01",
        )
    ] == [
        (
            State.NOT_REQUIRED,
            None,
            "2026-02-28",
            "2026-02-28",
            "Complete “Crisis assessment” by February 28, 2026: from the next day on it is "
            "required.",
        ),
        (
            State.MISSING,
            "2026-03-01",
            "2026-03-09",
            None,
            "Complete “Crisis assessment” before answering calls.",
        ),
        (State.VALID, "2026-03-10", "2027-01-08", "2027-03-10", ""),
        (State.RENEW_NOW, "2027-01-09", "2027-03-10", "2027-03-10", f"{again} by March 10, 2027."),
        (State.GRACE, "2027-03-11", "2027-03-20", "2027-03-20", f"{again} by March 20, 2027."),
        (State.EXPIRED, "2027-03-21", None, None, f"{again} now."),
    ]


def test_a_renewal_that_came_later_moves_no_due_date_that_held_before() -> None:
    facts = person(responds("2026-03-10"), completed("2026-03-10"), completed("2027-02-01"))
    assert dates(facts, YEARLY, "2027-01-15").due == "2027-03-10"
    assert dates(facts, YEARLY, "2027-02-01").due == "2028-03-10"
    claimed = person(responds(), outside("2026-01-20", claim("2026-03-01")))
    in_90_days = rulebook(training(deadline=90))
    assert dates(claimed, in_90_days, "2026-02-15").due == "2026-04-10"


def test_what_is_not_known_has_no_last_day_although_it_gets_worse() -> None:
    book = rulebook(license_rule(UNKNOWN))
    facts = person(profession(), licensed("2027-03-31"))
    assert dates(facts, book, "2026-03-01")[:4] == (
        State.UNKNOWN,
        "2023-06-19",
        "2027-03-31",
        None,
    )
    assert dates(facts, book, "2027-04-01").state is State.EXPIRED


def test_the_state_goes_on_while_only_its_weight_changes() -> None:
    book = rulebook(changing(training(verified=False), training(starts=date(2026, 6, 1))))
    assert dates(person(responds()), book, "2026-03-01")[:3] == (State.MISSING, "2026-01-10", None)


def test_the_last_day_of_the_calendar_can_be_asked_about() -> None:
    assert verdict(person(responds()), PLAIN, date.max).state is State.MISSING


def test_the_rule_its_version_and_the_day_of_reading_come_first() -> None:
    assert verdict(person(), PLAIN, DAY).reasons[0] == Reason(
        "Rule C-04, in force in this form since June 19, 2023, was last read at its source on "
        "June 19, 2023."
    )


@pytest.mark.parametrize(
    ("confidence", "ending"),
    [
        (Confidence.RECALLED_MEDIUM, "is advisory; the source could not be read."),
        (Confidence.REPORTED, "is advisory: nobody has verified it here yet."),
    ],
)
def test_what_nobody_verified_advises_and_says_why(confidence: Confidence, ending: str) -> None:
    book = rulebook(training(verified=False, confidence=confidence))
    found = verdict(person(responds()), book, DAY)
    assert found.advisory
    assert found.reasons[0].text.endswith(ending)
    assert found.reasons[-1].text == "Rule C-04 would ask for it before the first response."
    assert found.action == "Advisory: complete “Crisis assessment” before answering calls."


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-01-31", "is not in force on January 31, 2026; it begins on February 1, 2026."),
        ("2026-06-01", "is not in force on June 1, 2026; it ended before June 1, 2026."),
    ],
)
def test_a_rule_that_is_not_in_force_says_so(day: str, words: str) -> None:
    book = rulebook(training(starts=date(2026, 2, 1), ends=date(2026, 6, 1)))
    found = verdict(person(responds()), book, day)
    assert (found.state, found.version, found.advisory) == (State.NOT_REQUIRED, None, False)
    assert [reason.text for reason in found.reasons] == [f"Rule C-04 {words}"]


def test_a_rule_without_versions_is_never_in_force() -> None:
    book = rulebook(replace(training(), versions=()))
    found = verdict(person(responds()), book, DAY)
    assert [reason.text for reason in found.reasons] == [
        "Rule C-04 is not in force on March 1, 2026."
    ]


def test_each_fact_is_named_by_its_key() -> None:
    held, team, done = responds(), affiliated("2026-02-01"), completed("2026-03-10")
    away = leave("2026-03-01")
    found = verdict(person(held, team, done, away), YEARLY, "2026-04-01")
    assert [(reason.text, reason.fact) for reason in found.reasons[1:]] == [
        ("Answers calls since January 10, 2026.", held.fact.key),
        ("Is on a team, and so answers calls, since February 1, 2026.", team.fact.key),
        ("Completed on March 10, 2026 (Crisis assessment, edition 1).", done.fact.key),
        ("Rule R-01 says it lasts 12 months: good through March 10, 2027.", ""),
        ("Renewing from January 9, 2027 on adds to that end; no day is lost.", ""),
        ("After it: 10 days of grace, through March 20, 2027.", ""),
        (
            "On leave since March 1, 2026. What somebody holds keeps running, and so do deadlines.",
            away.fact.key,
        ),
    ]


def test_a_requirement_that_is_not_in_the_rulebook_can_be_tried_on_it() -> None:
    tried = training(deadline=90)
    found = judge(person(responds()), tried, PLAIN, date(2026, 3, 1))
    assert found.state is State.NOT_YET_DUE
    assert verdict(person(responds()), PLAIN, DAY).state is State.MISSING
    assert only(PLAIN) is not tried


def test_a_check_without_words_is_an_error() -> None:
    with pytest.raises(TypeError, match="nobody has written the words of Known"):
        words_of(cast(Case, Known(person())), None)  # type: ignore[arg-type]
