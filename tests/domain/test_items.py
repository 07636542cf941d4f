"""What attempts say about a question, where people stop, and what is withheld."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.items import (
    COMPARABLE,
    IDLE,
    PAUSE,
    SMALLEST,
    ChoiceFigures,
    Figures,
    Finding,
    Flag,
    Response,
    Sheet,
    Strength,
    Way,
    analyse,
    as_words,
    findings,
    funnel,
    reading_time,
)
from portal.domain.quizzes import Choice, Kind, Question

AT = datetime(2026, 3, 2, 20, tzinfo=UTC)
ONE = Question(
    "one",
    Kind.ONE,
    "greet",
    "Which?",
    tuple(Choice(text, text, text == "right", "why") for text in ("right", "lure", "odd")),
)
OTHERS = ("two", "three", "four", "five")


def sheet(who: int, answer: str | None, rest: int, *, first: bool = True) -> Sheet:
    """An attempt of five questions: this answer to “one”, and so many of the other four right."""
    responses = {
        name: Response(place < rest, ("yes" if place < rest else "no",), "Other?")
        for place, name in enumerate(OTHERS)
    }
    if answer is not None:
        responses["one"] = Response(answer == "right", (answer,), "Which?")
    return Sheet(who, first, ("one", *OTHERS), responses)


def of_one(sheets: list[Sheet], *, first_only: bool = True) -> Figures:
    return analyse(sheets, {"one": ONE}, first_only=first_only)["one"]


def choice(figures: Figures, text: str) -> ChoiceFigures:
    return next(each for each in figures.choices if each.text == text)


# Known values


def test_a_question_that_only_the_strong_get_right_separates_fully() -> None:
    found = of_one(
        [sheet(who, "right", 4) for who in range(20)]
        + [sheet(who, "lure", 0) for who in range(20, 40)]
    )
    assert (found.people, found.drawn, found.answered, found.right) == (40, 40, 40, 0.5)
    assert found.discrimination == pytest.approx(1)
    assert found.strength is Strength.WELL
    assert choice(found, "right") == ChoiceFigures("right", True, 0.5, 0, 1)
    assert choice(found, "lure") == ChoiceFigures("lure", False, 0.5, 1, 0)
    assert choice(found, "odd").everyone == 0


def test_the_point_biserial_is_the_one_of_the_books() -> None:
    """(mean rest of the right − of the wrong) / spread × √(p q), worked out by hand.

    30 get it right, 20 of them with 3 of the other 4 right and 10 with 1: a mean of 70/30. 10 get
    it wrong with 1 each. Over all 40, half have 3 and half have 1: a spread of 1.
    """
    found = of_one(
        [sheet(who, "right", 3) for who in range(20)]
        + [sheet(who, "right", 1) for who in range(20, 30)]
        + [sheet(who, "lure", 1) for who in range(30, 40)]
    )
    by_hand = (70 / 30 - 1) / 1.0 * (0.75 * 0.25) ** 0.5
    assert found.discrimination == pytest.approx(by_hand)


def test_the_question_itself_does_not_count_as_the_rest() -> None:
    """With itself in the total it would agree with itself; here the rest is the same for all."""
    found = of_one([sheet(who, "right" if who % 2 else "lure", 2) for who in range(40)])
    assert found.discrimination is None
    assert found.strength is None
    assert found.is_compared
    assert choice(found, "right").strong is None  # nobody is stronger than anybody


@pytest.mark.parametrize(
    ("discrimination", "strength"),
    [
        (-0.1, Strength.WRONG_WAY),
        (-0.09, Strength.HARDLY),
        (0.0, Strength.HARDLY),
        (0.09, Strength.HARDLY),
        (0.1, Strength.A_LITTLE),
        (0.2, Strength.FAIRLY),
        (0.3, Strength.WELL),
        (None, None),
    ],
)
def test_the_number_in_words(discrimination: float | None, strength: Strength | None) -> None:
    assert Figures("", 50, 50, 50, 0.5, discrimination, ()).strength is strength
    assert strength is None or strength.meaning.endswith(".")


def test_a_question_left_open_was_put_and_is_not_right() -> None:
    found = of_one([sheet(who, "right" if who < 10 else None, 2) for who in range(20)])
    assert (found.drawn, found.answered, found.right) == (20, 10, 0.5)


# What is withheld


@pytest.mark.parametrize(("people", "is_shown"), [(SMALLEST - 1, False), (SMALLEST, True)])
def test_figures_of_few_people_are_withheld(people: int, is_shown: bool) -> None:
    found = of_one([sheet(who, "right", 2) for who in range(people)])
    assert (found.drawn is not None) is is_shown
    assert (found.right is not None) is is_shown
    assert bool(found.choices) is is_shown


def test_many_attempts_of_few_people_are_still_few_people() -> None:
    found = of_one([sheet(who % 3, "right", 2) for who in range(60)])
    assert (found.people, found.drawn, found.right, found.choices) == (3, None, None, ())


def test_strong_and_weak_take_more_people() -> None:
    many = [sheet(who, "right" if who % 2 else "lure", who % 5) for who in range(COMPARABLE)]
    few = of_one(many[:-1])
    assert few.right is not None
    assert few.discrimination is None
    assert all(each.weak is None for each in few.choices)
    assert of_one(many).discrimination is not None


def test_a_question_never_drawn_says_so() -> None:
    found = of_one([])
    assert (found.drawn, found.answered, found.right) == (0, 0, None)


# First attempts, and earlier questions


def test_later_attempts_count_only_when_asked_for() -> None:
    sheets = [sheet(who, "lure", 2) for who in range(20)]
    sheets += [sheet(who, "right", 4, first=False) for who in range(20)]
    assert of_one(sheets).right == 0
    assert of_one(sheets, first_only=False).right == 0.5
    assert of_one(sheets, first_only=False).people == 20


def test_a_question_that_the_files_no_longer_have_is_told_from_the_attempts() -> None:
    found = analyse([sheet(who, "right" if who < 15 else "lure", 2) for who in range(30)], {})
    assert found["one"].prompt == "Which?"
    assert {(each.text, each.correct) for each in found["one"].choices} == {
        ("right", True),
        ("lure", False),
    }


def test_an_answer_that_few_gave_is_not_told() -> None:
    found = analyse([sheet(who, "right" if who < 25 else "lure", 2) for who in range(30)], {})
    assert [each.text for each in found["one"].choices] == ["right"]


def test_a_wording_that_was_mended_is_kept_apart() -> None:
    found = of_one([sheet(who, "old lure" if who % 2 else "right", 2) for who in range(30)])
    old = choice(found, "old lure")
    assert (old.correct, old.is_current, old.everyone) == (False, False, 0.5)


def test_answers_in_words() -> None:
    order = Question("order", Kind.ORDER, "greet", "In order?")
    assert as_words(ONE, "right") == ("right",)
    assert as_words(None, ["a", "b"]) == ("a", "b")
    assert as_words(order, ["a", "b"]) == ("a, then b",)
    assert as_words(None, {"left": "right", "down": "up"}) == ("down → up; left → right",)


SHEETS = st.lists(
    st.tuples(
        st.integers(0, 60), st.sampled_from(["right", "lure", "odd", None]), st.integers(0, 4)
    ),
    max_size=80,
).map(lambda rows: [sheet(*row) for row in rows])


@given(SHEETS, st.randoms(use_true_random=False))
def test_the_order_of_attempts_changes_nothing_and_all_stay_in_their_bounds(
    sheets: list[Sheet], chance: Random
) -> None:
    found = of_one(sheets)
    chance.shuffle(sheets)
    assert of_one(sheets) == found
    assert found.right is None or 0 <= found.right <= 1
    assert found.discrimination is None or abs(found.discrimination) <= 1 + 1e-9
    if found.drawn and found.answered is not None:
        shares = sum(each.everyone for each in found.choices)
        assert shares == pytest.approx(found.answered / found.drawn)
    if found.people < SMALLEST:
        assert found.right is None


# Findings


def figures(
    right: float = 0.7,
    discrimination: float | None = 0.4,
    *choices: tuple[str, bool, float, float],
    people: int = 60,
) -> Figures:
    shown = tuple(ChoiceFigures(text, ok, all_, 0.2, high) for text, ok, all_, high in choices)
    return Figures("", people, people, people, right, discrimination, shown)


SOUND = [("right", True, 0.7, 0.9), ("lure", False, 0.2, 0.1), ("odd", False, 0.1, 0.0)]


@pytest.mark.parametrize(
    ("found", "flags"),
    [
        (figures(0.7, 0.4, *SOUND), []),
        (figures(0.95, 0.4, *SOUND), []),
        (figures(0.951, 0.05, *SOUND), [Flag.TOO_EASY]),  # nothing is left to tell apart
        (figures(0.4, 0.4, *SOUND), []),
        (figures(0.399, 0.4, *SOUND), [Flag.TOO_HARD]),
        (figures(0.7, 0.099, *SOUND), [Flag.HARDLY_SEPARATES]),
        (figures(0.3, -0.2, *SOUND), [Flag.WRONG_WAY, Flag.TOO_HARD]),
        (figures(0.7, None, *SOUND), []),
    ],
)
def test_what_asks_for_work(found: Figures, flags: list[Flag]) -> None:
    assert [each.flag for each in findings(found, ONE)] == flags


def test_a_wrong_choice_that_draws_more_high_scorers_than_the_right_one_is_named() -> None:
    found = figures(0.5, 0.2, ("right", True, 0.5, 0.4), ("lure", False, 0.4, 0.5), SOUND[2])
    assert findings(found, ONE) == (Finding(Flag.DRAWS_STRONG, ("lure",)),)


def test_a_choice_that_nobody_takes_is_named_once_enough_were_asked() -> None:
    shown = (SOUND[0], SOUND[1], ("odd", False, 0.0, 0.0))
    assert findings(figures(0.7, 0.4, *shown), ONE) == (Finding(Flag.NEVER_CHOSEN, ("odd",)),)
    assert findings(figures(0.7, None, *shown, people=COMPARABLE - 1), ONE) == ()


def test_too_few_people_ask_for_no_work() -> None:
    assert findings(Figures("", 5, None, None, None, None, ()), ONE) == ()


def test_every_flag_says_what_to_do() -> None:
    assert all(flag.label and flag.remedy.endswith(".") for flag in Flag)


# Where people stop


def way(place: int, *, days: int = 100, finished: bool = False) -> Way:
    return Way(place, finished, AT - timedelta(days=days))


def test_stopped_is_who_did_nothing_for_more_than_thirty_days() -> None:
    on_the_day = [Way(1, False, AT - IDLE)] * 20
    found = funnel(3, [*on_the_day, *[way(1)] * 15, *[way(4, finished=True)] * 30], AT)
    assert (found.began, found.finished, found.stopped, found.under_way) == (65, 30, 15, 20)


def test_where_people_stop_and_how_many_came_this_far() -> None:
    ways = [way(0)] * 12 + [way(2)] * 20 + [way(4, finished=True)] * 40
    stretches = funnel(3, ways, AT).stretches
    assert [(s.first, s.last, s.reached, s.stopped) for s in stretches] == [
        (0, 0, 72, 12),
        (1, 1, 60, 0),
        (2, 2, 60, 20),
        (3, 3, 40, 0),
    ]


def test_neighbors_where_nobody_stopped_are_one_stretch() -> None:
    ways = [way(3)] * 12 + [way(6, finished=True)] * 40
    stretches = funnel(5, ways, AT).stretches
    assert [(s.first, s.last, s.stopped) for s in stretches] == [(0, 2, 0), (3, 3, 12), (4, 5, 0)]


def test_small_counts_join_their_neighbors() -> None:
    ways = [way(0)] * 5 + [way(2)] * 8 + [way(3)] * 2 + [way(4, finished=True)] * 40
    stretches = funnel(4, ways, AT).stretches
    assert [(s.first, s.last, s.stopped) for s in stretches] == [(0, 4, 15)]


def test_few_who_stopped_are_not_told() -> None:
    found = funnel(3, [*[way(1)] * 4, *[way(4, finished=True)] * 40], AT)
    assert (found.stopped, found.stretches) == (None, ())
    assert funnel(3, [], AT).began == 0
    assert funnel(3, [way(1)] * 4, AT).began is None


@given(
    st.integers(1, 12),
    st.lists(
        st.builds(way, st.integers(0, 12), days=st.integers(0, 60), finished=st.booleans()),
        max_size=120,
    ),
)
def test_the_stretches_cover_the_outline_and_no_count_is_small(
    places: int, ways: list[Way]
) -> None:
    found = funnel(places, ways, AT)
    for count in (found.began, found.finished, found.stopped, found.under_way):
        assert count is None or count == 0 or count >= SMALLEST
    if not found.stretches:
        assert not found.stopped
        return
    covered = [place for s in found.stretches for place in range(s.first, s.last + 1)]
    assert covered == list(range(places + 1))
    assert sum(s.stopped for s in found.stretches) == found.stopped
    assert all(s.stopped == 0 or s.stopped >= SMALLEST for s in found.stretches)


# Reading times


def test_the_time_of_a_lesson() -> None:
    gaps = [timedelta(minutes=minutes) for minutes in range(1, 21)]
    found = reading_time(1000, [*gaps, PAUSE + timedelta(seconds=1), timedelta(days=3)])
    assert (found.expected, found.people) == (5, 20)
    assert (found.quarter, found.median, found.three_quarters) == (5.75, 10.5, 15.25)
    assert not found.is_rushed


def test_a_lesson_said_to_be_read_at_once_is_rushed() -> None:
    assert reading_time(1000, [timedelta(minutes=1)] * SMALLEST).is_rushed
    assert not reading_time(1000, [timedelta(minutes=1.25)] * SMALLEST).is_rushed


def test_the_time_that_few_took_is_withheld() -> None:
    found = reading_time(1000, [timedelta(minutes=1)] * (SMALLEST - 1))
    assert (found.people, found.median, found.is_rushed) == (None, None, False)
