"""Whether a training is required of somebody is said with the facts that make it so."""

from __future__ import annotations

import pytest

from portal.domain.facts import Duty
from portal.domain.requirements import UNKNOWN
from tests.domain.certification.judged import said
from tests.domain.facts import (
    affiliated,
    duty,
    person,
    responds,
)
from tests.domain.rulebooks import (
    exempt,
    rulebook,
    scope,
    training,
)

DAY = "2026-03-01"
PLAIN = rulebook(training())


@pytest.mark.parametrize(
    ("required_of", "facts", "words"),
    [
        ("responders", [], "Does not answer calls: neither that duty nor a team is recorded"),
        (
            "responders",
            [affiliated(), duty(Duty.DISPATCHES), duty(Duty.CONSULTS)],
            "Does not answer calls: dispatches calls and is on call for consultation, and nothing",
        ),
        ("responders", [responds(None)], "Answers calls; the day this began is not recorded."),
        ("assessors", [responds()], "Conducting crisis assessments is not among the duties"),
        ("assessors", [duty(Duty.ASSESSES)], "Conducts crisis assessments since January 10, 2026."),
        ("nobody", [responds()], "It is required of nobody by itself; it is good to have."),
        (UNKNOWN, [responds()], "Of whom rule C-04 requires it is not known. Somebody who may"),
    ],
)
def test_it_says_of_whom_it_is_required(required_of: str, facts: list[object], words: str) -> None:
    book = rulebook(training(required_of=required_of))
    assert any(line.startswith(words) for line in said(person(*facts), book, DAY))


def test_it_says_how_far_back_it_goes_without_a_break() -> None:
    facts = person(responds("2026-01-10", "2026-02-14"), affiliated("2026-02-15"))
    assert "That goes back without a break to January 10, 2026." in said(facts, PLAIN, DAY)
    unknown = person(responds(None, "2026-02-14"), affiliated("2026-02-15"))
    assert any("to a day that is not recorded" in line for line in said(unknown, PLAIN, DAY))


def test_a_rule_about_scope_is_named_where_it_changes_something_and_where_it_would() -> None:
    dispatcher = person(affiliated(), duty(Duty.DISPATCHES))
    carrier = person(affiliated(), duty(Duty.CARRIES_NALOXONE))
    advising = rulebook(training(), exempt("dispatches", verified=False))
    judging = rulebook(training(), exempt("carries-naloxone"))
    unverified = "Rule X-01 (Dispatch only) is not verified, so it changes nothing here."
    assert unverified in said(dispatcher, advising, DAY)
    assert unverified not in said(carrier, advising, DAY)
    assert "Rule X-01 exempts whoever does nothing else: Carries naloxone." in said(
        carrier, judging, DAY
    )


@pytest.mark.parametrize(
    ("verified", "words"),
    [
        (True, "Rule X-03 (Remote): it is the same for those who join remotely."),
        (False, "Rule X-03 (Remote) is not verified, so it changes nothing here."),
    ],
)
def test_a_rule_about_remote_members_is_named_for_those_who_answer_calls(
    verified: bool, words: str
) -> None:
    rule = scope("remote", "included", {"tiers": ("core",)}, "X-03", verified=verified)
    assert words in said(person(responds()), rulebook(training(), rule), DAY)
    assert words not in said(person(), rulebook(training(), rule), DAY)
