"""Cards, forecasts and summaries keep apart what is different and leave nobody out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.certification import Span, State
from portal.domain.readiness import (
    Card,
    Lapsing,
    Tally,
    TeamsReady,
    card_of,
    forecast,
    status_cards,
    teams_ready,
    worst_requirements,
)
from portal.domain.staffing import Outcome
from tests.domain.rulebooks import requirement

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)


def spans(*states: State | int, advisory: bool = False) -> tuple[Span, ...]:
    """States with the number of days from today on which the next one starts in between."""
    starts = [date.min, *(TODAY + days * DAY for days in states[1::2])]
    ends = [*starts[1:], None]
    return tuple(
        Span(start, end, state, advisory)
        for start, end, state in zip(starts, ends, states[::2], strict=True)
    )


S = State


@pytest.mark.parametrize(
    ("found", "card"),
    [
        (spans(S.VALID), Card.CURRENT),
        (spans(S.VALID, 62, S.EXPIRED), Card.CURRENT),  # good through the 61st day from now
        (spans(S.VALID, 61, S.EXPIRED), Card.WITHIN_60_DAYS),
        (spans(S.VALID, 32, S.EXPIRED), Card.WITHIN_60_DAYS),
        (spans(S.VALID, 31, S.EXPIRED), Card.WITHIN_30_DAYS),
        (spans(S.VALID, 1, S.EXPIRED), Card.WITHIN_30_DAYS),  # good through today
        (spans(S.VALID, 0, S.EXPIRED), Card.EXPIRED),
        (spans(S.VALID, 10, S.RENEW_NOW, 40, S.GRACE, 90, S.EXPIRED), Card.CURRENT),
        (spans(S.GRACE, 10, S.EXPIRED), Card.WITHIN_30_DAYS),
        (spans(S.VALID, 10, S.WAIVED), Card.CURRENT),
        (spans(S.VALID, 10, S.WAIVED, 20, S.MISSING), Card.WITHIN_30_DAYS),
        (spans(S.VALID, 10, S.UNKNOWN), Card.WITHIN_30_DAYS),
        (spans(S.VALID, 10, S.NOT_REQUIRED, 20, S.MISSING), Card.CURRENT),  # newly asked
        (spans(S.MISSING), Card.NEVER_DONE),
        (spans(S.NOT_YET_DUE, 30, S.MISSING), Card.NEVER_DONE),
        (spans(S.IN_PROGRESS), Card.NEVER_DONE),
        (spans(S.UNKNOWN), Card.UNKNOWN),
        (spans(S.NOT_REQUIRED), None),
        (spans(S.WAIVED, 9, S.EXPIRED), None),
    ],
)
def test_everybody_is_on_the_card_of_today(found: tuple[Span, ...], card: Card | None) -> None:
    assert card_of(found, TODAY) is card


def test_cards_count_people_and_requirements_and_what_only_advises() -> None:
    people = {
        1: {"a": spans(S.VALID), "b": spans(S.MISSING, advisory=True)},
        2: {"a": spans(S.VALID, advisory=True), "b": spans(S.NOT_REQUIRED)},
    }
    found = status_cards(people, TODAY)
    assert list(found) == list(Card)
    assert found[Card.CURRENT] == Tally(2, 1)
    assert found[Card.NEVER_DONE] == Tally(1, 1)
    assert sum(tally.count for tally in found.values()) == 3
    judges_from_today = (
        Span(date.min, TODAY, S.MISSING, True),
        Span(TODAY, None, S.MISSING, False),
    )
    assert status_cards({1: {"a": judges_from_today}}, TODAY)[Card.NEVER_DONE] == Tally(1, 0)


def test_every_card_has_its_words() -> None:
    assert len({card.label for card in Card}) == len(Card)


def test_what_lapses_stands_by_its_last_good_day() -> None:
    people = {
        1: {"a": spans(S.VALID, 31, S.EXPIRED), "b": spans(S.VALID, 32, S.GRACE, 61, S.EXPIRED)},
        2: {"a": spans(S.WAIVED, 1, S.MISSING), "b": spans(S.NOT_YET_DUE, 91, S.MISSING)},
    }
    assert forecast(people, TODAY) == (
        Lapsing(2, "a", TODAY, S.WAIVED, S.MISSING, False, 30),
        Lapsing(1, "a", TODAY + 30 * DAY, S.VALID, S.EXPIRED, False, 30),
        Lapsing(1, "b", TODAY + 60 * DAY, S.GRACE, S.EXPIRED, False, 60),
        Lapsing(2, "b", TODAY + 90 * DAY, S.NOT_YET_DUE, S.MISSING, False, 90),
    )


@pytest.mark.parametrize(
    "found",
    [
        spans(S.VALID, 92, S.EXPIRED),  # too far away
        spans(S.VALID, 0, S.EXPIRED),  # over
        spans(S.NOT_REQUIRED, 9, S.MISSING),  # newly asked
        spans(S.VALID, 9, S.RENEW_NOW),
        spans(S.UNKNOWN, 9, S.MISSING),
        spans(S.VALID, 9, S.UNKNOWN),
    ],
)
def test_what_is_far_over_new_or_not_known_is_no_lapse(found: tuple[Span, ...]) -> None:
    assert forecast({1: {"a": found}}, TODAY) == ()


def test_a_lapse_under_a_rule_that_advises_says_so() -> None:
    found = (*spans(S.VALID, 9, S.EXPIRED)[:1], *spans(S.VALID, 9, S.EXPIRED, advisory=True)[1:])
    (lapse,) = forecast({1: {"a": found}}, TODAY, horizons=(10,))
    assert (lapse.advisory, lapse.within) == (True, 10)


@given(
    st.lists(st.sampled_from([*set(State) - {S.UNKNOWN}]), min_size=6, max_size=6),
    st.lists(st.integers(-20, 120), min_size=5, max_size=5, unique=True),
)
def test_what_is_held_and_lapses_in_time_is_on_its_card(
    states: list[State], days: list[int]
) -> None:
    mixed: list[State | int] = [states[0]]
    for day, state in zip(sorted(days), states[1:], strict=True):
        mixed += [day, state]
    found = spans(*mixed)
    held_now = states[sum(day <= 0 for day in days)].holds
    ahead = [lapse.within for lapse in forecast({1: {"a": found}}, TODAY)]
    cards = {30: Card.WITHIN_30_DAYS, 60: Card.WITHIN_60_DAYS}
    if held_now:
        assert card_of(found, TODAY) is cards.get(min(ahead, default=90), Card.CURRENT)


def test_ready_teams_are_those_that_nothing_verified_holds_back() -> None:
    outcomes = [Outcome.COVERED, Outcome.ADVISORY, Outcome.UNKNOWN, Outcome.NOT_COVERED]
    assert teams_ready(outcomes) == TeamsReady(ready=2, of=4, advisory=1)
    assert teams_ready([]) == TeamsReady(0, 0, 0)


def test_the_requirements_most_people_fall_short_of_stand_first() -> None:
    first, second, third, fourth, fifth = (
        requirement(slug, "completed", {}) for slug in ("a", "b", "c", "d", "e")
    )
    people = {
        1: {"a": (S.MISSING, True), "b": (S.EXPIRED, False), "c": (S.UNKNOWN, False)},
        2: {"a": (S.NOT_REQUIRED, True), "b": (S.IN_PROGRESS, False), "d": (S.VALID, False)},
        3: {"a": (S.VALID, True), "b": (S.WAIVED, False), "e": (S.MISSING, False)},
        4: {"d": (S.UNKNOWN, False), "c": (S.VALID, False)},
        5: {"d": (S.UNKNOWN, False)},
    }
    found = worst_requirements(people, [first, second, third, fourth, fifth])
    assert [each.requirement.slug for each in found] == ["b", "a", "e", "d", "c"]
    assert [each.short for each in found] == [(1, 2), (1,), (3,), (), ()]
    assert [each.unknown for each in found] == [(), (), (), (4, 5), (1,)]
    assert [each.of for each in found] == [3, 2, 1, 3, 2]
    assert [each.advisory for each in found] == [False, True, False, False, False]
    assert worst_requirements(people, [third, second], most=1)[0].requirement is second
