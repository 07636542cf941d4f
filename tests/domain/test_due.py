"""What is due stands riskiest first, and each row says why it is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.curriculum import Tier
from portal.domain.due import HeldCredential, Risk, Row, UnderWay, heading, rows
from portal.domain.progress import Facts, progress
from tests.domain.trainings import ALL_BUT_FINAL, FULL, NOON, course, module, sat

TODAY = date(2026, 3, 1)
CORE = course(module("x", "a"), slug="core")


def begun(facts: Facts, at: datetime = NOON, number: int = 1) -> UnderWay:
    return UnderWay(FULL, progress(FULL, facts, at), number, NOON - timedelta(days=9))


def only(found: list[Row]) -> Row:
    assert len(found) == 1
    return found[0]


def held(days: int, title: str = "CPR card") -> HeldCredential:
    return HeldCredential(title, TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "risk", "state"),
    [
        (-1, Risk.LATE, "Expired · February 28, 2026"),
        (0, Risk.SOON, "Renew · good through March 1, 2026"),  # holds through the day
        (60, Risk.SOON, "Renew · good through April 30, 2026"),
    ],
)
def test_a_credential_is_late_the_day_after_and_shows_sixty_days_before(
    days: int, risk: Risk, state: str
) -> None:
    row = only(rows([], [], [], [held(days)], NOON))
    assert (row.risk, row.state, row.on) == (risk, state, TODAY + timedelta(days=days))
    assert "on your page" in row.why
    assert (row.course, row.item) == ("", None)


def test_a_credential_good_for_longer_is_not_due() -> None:
    assert rows([], [], [], [held(61)], NOON) == []


def test_the_day_turns_at_midnight_in_california() -> None:
    before_midnight = datetime.fromisoformat("2026-03-02T07:59:59+00:00")
    assert only(rows([], [], [], [held(0)], before_midnight)).risk is Risk.SOON
    assert only(rows([], [], [], [held(0)], before_midnight + timedelta(seconds=1))).risk == 0


def test_a_training_under_way_says_since_when_and_what_comes_next() -> None:
    row = only(rows([begun(Facts())], [], [], [], NOON))
    assert (row.risk, row.state, row.progress) == (Risk.UNDER_WAY, "In progress", (0, 8))
    assert row.why == "You began it on February 20, 2026. No deadline is set for it here."
    assert row.action == "Continue: Lesson a"
    assert (row.course, row.item.title) == ("sample", "Lesson a")


def test_during_the_pause_it_says_when_the_final_opens_again() -> None:
    facts = replace(ALL_BUT_FINAL, sittings=sat(60))
    row = only(rows([begun(facts)], [], [], [], NOON))
    assert row.state == "Final opens again at 1:00 p.m. on March 1, 2026"
    assert "Best so far 60 %; 80 % passes." in row.why
    assert row.item.kind == "final"


def test_after_the_pause_it_says_that_the_final_waits() -> None:
    facts = replace(ALL_BUT_FINAL, sittings=sat(60))
    now = NOON + timedelta(hours=1)
    row = only(rows([begun(facts, now)], [], [], [], now))
    assert row.state == "Final not passed yet · best 60 %"
    assert row.why == "80 % passes. Two attempts are left."
    assert row.action == "Try the final again"
    facts = replace(ALL_BUT_FINAL, sittings=sat(60, 70))
    assert "One attempt is left." in only(rows([begun(facts, now)], [], [], [], now)).why


def test_used_up_attempts_are_pressing_and_offer_to_begin_again() -> None:
    facts = replace(ALL_BUT_FINAL, sittings=sat(60, 70, 50))
    row = only(rows([begun(facts, number=4)], [], [], [], NOON))
    assert (row.risk, row.state, row.again) == (Risk.SOON, "Attempts used up · best 70 %", 4)
    assert row.action == "Begin again"


def test_a_training_with_nothing_left_to_open_can_still_be_opened() -> None:
    facts = replace(ALL_BUT_FINAL, sittings=sat(90))
    row = only(rows([begun(facts)], [], [], [], NOON))
    assert (row.action, row.item) == ("Open", None)


def test_a_superseded_certificate_is_pressing_since_the_new_edition() -> None:
    row = only(rows([], [replace(CORE, edition=3)], [], [], NOON))
    assert (row.risk, row.on, row.state) == (Risk.SOON, date(2026, 1, 1), "Edition 3 is out")
    assert "no longer counts" in row.why
    assert row.action == "Take edition 3"


def test_a_core_training_not_begun_is_advised_and_says_that_nothing_blocks() -> None:
    row = only(rows([], [], [CORE], [], NOON))
    assert (row.risk, row.on) == (Risk.ADVISED, None)
    assert row.state == "Advisory · no deadline confirmed"
    assert "could not be verified" in row.why
    assert "nothing here blocks you" in row.why
    assert row.action == "Start · 5 minutes"


@pytest.mark.parametrize("tier", [tier for tier in Tier if tier is not Tier.CORE])
def test_other_trainings_are_not_pressed_on_anybody(tier: Tier) -> None:
    assert rows([], [], [replace(CORE, tier=tier)], [], NOON) == []


@given(
    st.lists(st.sampled_from([Facts(), ALL_BUT_FINAL, replace(ALL_BUT_FINAL, sittings=sat(1))])),
    st.lists(st.integers(-90, 90)),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_rows_stand_riskiest_first_then_earliest(
    under_way: list[Facts], days: list[int], superseded: int, not_begun: int
) -> None:
    found = rows(
        [begun(facts) for facts in under_way],
        [CORE] * superseded,
        [CORE] * not_begun,
        [held(d) for d in days],
        NOON,
    )
    shown = sum(d <= 60 for d in days)
    assert len(found) == len(under_way) + superseded + not_begun + shown
    places = [(row.risk, row.on or date.max) for row in found]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("risks", "answer"),
    [
        ([], "Nothing is due"),
        ([Risk.ADVISED], "Nothing is late; here is what to take next"),
        ([Risk.UNDER_WAY, Risk.ADVISED], "Nothing is late; one training is under way"),
        ([Risk.UNDER_WAY] * 2, "Nothing is late; two trainings are under way"),
        ([Risk.SOON, Risk.UNDER_WAY], "One thing is due, and one more to take up"),
        ([Risk.LATE, Risk.SOON], "Two things are due"),
        ([Risk.LATE] * 10, "10 things are due"),
    ],
)
def test_the_heading_is_the_answer(risks: list[Risk], answer: str) -> None:
    due = [Row(risk, None, "CPR", "", "", "") for risk in risks]
    assert heading(due) == answer
