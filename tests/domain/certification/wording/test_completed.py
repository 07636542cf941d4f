"""What is missing about a training, what to do next, and what was decided."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.certification import State
from portal.domain.facts import Duty
from portal.domain.requirements import UNKNOWN
from tests.domain.certification.judged import dates, said, verdict
from tests.domain.facts import (
    begun,
    decision,
    duty,
    extension,
    outside,
    person,
    responds,
    waiver,
)
from tests.domain.rulebooks import (
    refresh,
    rulebook,
    training,
)

DAY = "2026-03-01"
PLAIN = rulebook(training())


@pytest.mark.parametrize(
    ("settings", "words", "action"),
    [
        (
            {"deadline": UNKNOWN},
            "By when rule C-04 asks for it is not known. Somebody who may verify rules can "
            "supply it from the source.",
            "Complete “Crisis assessment”; by when is not known until it is verified.",
        ),
        (
            {"courses": UNKNOWN},
            "Which trainings count is not known. Somebody who may verify rules can supply it "
            "from the source.",
            "Verify rule C-04: which trainings count is not known.",
        ),
        (
            {"required_of": UNKNOWN},
            "Of whom rule C-04 requires it is not known. Somebody who may verify rules can "
            "supply it from the source.",
            "Verify rule C-04: of whom it is required is not known.",
        ),
        (
            {"courses": ()},
            "The portal has no training of its own for it: one taken elsewhere counts by a "
            "decision.",
            "Hand in a training in “Crisis assessment” that was taken elsewhere, for a decision, "
            "before answering calls.",
        ),
        (
            {"required_of": "assessors"},
            "Rule C-04 asks for it before the first assessment.",
            "Complete “Crisis assessment” before assessing.",
        ),
    ],
)
def test_what_is_missing_is_named_and_who_can_supply_it(
    settings: dict[str, str], words: str, action: str
) -> None:
    book = rulebook(training(**settings))  # type: ignore[arg-type]
    facts = person(responds(), duty(Duty.ASSESSES))
    assert words in said(facts, book, DAY)
    assert verdict(facts, book, DAY).action == action


@pytest.mark.parametrize(
    ("deadline", "day", "action"),
    [
        (90, "2026-02-15", "Finish “Crisis assessment” by April 10, 2026."),
        (90, "2026-05-01", "Finish “Crisis assessment” now."),
        ("before", "2026-02-15", "Finish “Crisis assessment” before answering calls."),
        (
            UNKNOWN,
            "2026-02-15",
            "Finish “Crisis assessment”; by when is not known until it is verified.",
        ),
    ],
)
def test_a_training_under_way_is_to_be_finished(deadline: int | str, day: str, action: str) -> None:
    book = rulebook(training(deadline=deadline, verified=False))
    facts = person(responds(), begun("2026-02-01"))
    found = verdict(facts, book, day)
    assert found.action == f"Advisory: {action[0].lower()}{action[1:]}"
    assert found.reasons[-1].text == (
        "“Crisis assessment” is under way here since February 1, 2026."
    )


def test_a_decision_says_from_when_through_when_and_why() -> None:
    helps = decision(
        waiver("2026-02-01", "2026-03-31").kind, "2026-02-01", "2026-03-31", reason=" On leave "
    )
    ended = extension("2026-01-15", "2026-01-31")
    later = waiver("2026-06-01", "2026-06-30")
    taken_back = waiver("2026-02-02", "2026-02-01")
    found = verdict(person(responds(), helps, ended, later, taken_back), PLAIN, DAY)
    assert [(reason.text, reason.fact) for reason in found.reasons[-2:]] == [
        ("A waiver helps from February 1, 2026 through March 31, 2026. On leave.", helps.fact.key),
        (
            "An extension ended with January 31, 2026; nothing else has moved. "
            "The county asked for it.",
            ended.fact.key,
        ),
    ]
    assert (found.state, found.due) == (State.WAIVED, date(2026, 3, 31))
    assert found.action == ("Complete “Crisis assessment” by March 31, 2026, when the waiver ends.")


def test_a_waiver_after_which_nothing_is_required_asks_for_nothing() -> None:
    facts = person(responds("2026-01-10", "2026-03-31"), waiver("2026-02-01", "2026-03-31"))
    assert dates(facts, PLAIN, DAY)[3:] == (None, "")
    assert dates(person(), PLAIN, DAY)[3:] == (None, "")


def test_what_the_person_entered_waits_for_a_trainer_who_is_to_be_asked() -> None:
    book = rulebook(training(subjects=("naloxone",)))
    own = outside("2026-02-20", subject="naloxone", title="Giving naloxone", confirmed=False)
    found = verdict(person(responds(), own), book, DAY)
    assert "“Giving naloxone” was entered by the person and waits for a trainer to confirm it." in [
        reason.text for reason in found.reasons if reason.fact == own.fact.key
    ]
    assert found.action == "Ask the county's trainer to confirm “Giving naloxone”."
    assert verdict(person(responds(), own), book, "2026-02-19").action == (
        "Complete “Crisis assessment” before answering calls."
    )


def test_a_trainer_is_asked_only_where_it_would_help() -> None:
    book = rulebook(training(subjects=("naloxone",)), refresh(12))
    known = outside("2026-02-20", subject="naloxone")
    for day, own, action in [
        (DAY, "2026-02-25", ""),
        ("2027-03-01", "2026-02-19", "Complete “Crisis assessment” again now."),
        ("2027-03-01", "2026-02-25", "Ask the county's trainer to confirm “Assessing a crisis”."),
    ]:
        entered = outside(own, subject="naloxone", confirmed=False)
        assert verdict(person(responds(), known, entered), book, day).action == action
