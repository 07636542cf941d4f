"""Credit: attendance by the rule, the quiz if one is asked for, and the derivation in words."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.domain.events.credit import Quiz, verdict
from portal.domain.events.presence import Stretch, attendance
from portal.domain.events.terms import Rule, training_of, when_text

START = datetime(2026, 3, 10, 17, tzinfo=UTC)
END = START + timedelta(minutes=60)


def attended(rule, minutes=60):
    stretch = Stretch(START, START + timedelta(minutes=minutes))
    return attendance([stretch], START, END, rule)


@pytest.mark.parametrize(
    ("asked", "best", "minutes", "met"),
    [
        (False, None, 60, True),
        (True, None, 60, False),
        (True, 79, 60, False),
        (True, 80, 60, True),
        (True, 100, 10, False),
    ],
)
def test_every_fact_that_is_asked_for(asked, best, minutes, met):
    rule = Rule(80, None, asked)
    found = verdict(attended(rule, minutes), rule, Quiz(best, 80) if asked else None)
    assert found.is_met is met


def test_a_quiz_that_cannot_be_taken_is_not_passed():
    rule = Rule(80, None, quiz=True)
    found = verdict(attended(rule), rule, None)
    assert not found.is_met
    assert "not offered any more" in found.words


def test_the_words_name_each_fact():
    rule = Rule(80, None, quiz=True)
    assert verdict(attended(rule), rule, Quiz(70, 80)).words == (
        "Present 60 of 60 minutes; the rule asks 80 % (48 minutes). "
        "Closing quiz not passed with 70 %; 80 % passes."
    )


def test_the_rule_in_words():
    assert Rule(80, 15, quiz=True).text == (
        "Credit asks for presence for at least 80 % of the minutes, arrival at most 15 minutes "
        "late and the closing quiz passed."
    )
    assert Rule(50, None, quiz=False).text == (
        "Credit asks for presence for at least 50 % of the minutes."
    )
    assert "arrival on time" in Rule(50, 0, quiz=False).text


def test_when_a_session_is():
    assert when_text(START, END) == "Tuesday, March 10, 2026, 10:00 a.m. to 11:00 a.m. Pacific time"
    over_midnight = when_text(START, START + timedelta(hours=15))
    assert over_midnight.endswith("10:00 a.m. to 1:00 a.m. on March 11, 2026 Pacific time")


def test_the_subject_stays_open():
    assert training_of("training:harm-reduction") == "harm-reduction"
    assert training_of("webinar:open-forum") is None
    assert training_of("") is None
