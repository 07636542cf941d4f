"""Answers are read kindly, graded strictly, and drawn and shuffled the same way each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.quizzes import (
    Answer,
    Choice,
    Draw,
    FinalRules,
    Kind,
    Pair,
    Question,
    Sitting,
    SittingState,
    Unreadable,
    arranged,
    draw,
    grade,
    next_sitting,
    percent,
    read_answer,
)

CHOICES = (
    Choice("a", "A", True, "because"),
    Choice("b", "B", False, "because"),
    Choice("c", "C", False, "because"),
)
ONE = Question("one", Kind.ONE, "greet", "Which?", choices=CHOICES)
MANY = Question(
    "many",
    Kind.MANY,
    "greet",
    "Which?",
    choices=(CHOICES[0], replace(CHOICES[1], correct=True), CHOICES[2]),
)
MATCH = Question(
    "match",
    Kind.MATCH,
    "greet",
    "What belongs together?",
    pairs=(Pair("l1", "Left", "r1", "Right", "y"), Pair("l2", "Other", "r2", "Else", "y")),
)
ORDER = Question("order", Kind.ORDER, "greet", "In which order?", choices=CHOICES)
NUMBER = Question("number", Kind.NUMBER, "greet", "How many?", number=Decimal(2), unit="people")
QUESTIONS = (ONE, MANY, MATCH, ORDER, NUMBER)


@pytest.mark.parametrize(
    ("question", "form", "answer"),
    [
        (ONE, {"answer": ["a"]}, "a"),
        (MANY, {"answer": ["c", "a", "c"]}, ["a", "c"]),
        (MATCH, {"match-l1": ["r2"], "match-l2": ["r1"]}, {"l1": "r2", "l2": "r1"}),
        (ORDER, {"order-a": ["3"], "order-b": ["01"], "order-c": [" 2 "]}, ["b", "c", "a"]),
        (NUMBER, {"answer": ["2"]}, "2"),
        (NUMBER, {"answer": [" 2 people "]}, "2"),
        (NUMBER, {"answer": ["2.0"]}, "2"),
        (NUMBER, {"answer": ["+20"]}, "20"),
        (NUMBER, {"answer": ["−1.50"]}, "-1.5"),
        (NUMBER, {"answer": ["-0"]}, "0"),
        (NUMBER, {"answer": [".5"]}, "0.5"),
        (NUMBER, {"answer": ["1,5"]}, "1.5"),
        (NUMBER, {"answer": ["0,500"]}, "0.5"),
        (NUMBER, {"answer": ["1,000.5"]}, "1000.5"),
        (NUMBER, {"answer": ["1,000,000"]}, "1000000"),
    ],
)
def test_a_form_is_read(question: Question, form: dict[str, list[str]], answer: Answer) -> None:
    assert read_answer(question, form) == answer


def test_a_number_without_a_unit_is_read() -> None:
    assert read_answer(replace(NUMBER, unit=""), {"answer": ["2"]}) == "2"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_nothing_and_empty_fields_are_blank(question: Question) -> None:
    empty = {"answer": [" "], "match-l1": [""], "match-l2": [], "order-a": [""]}
    assert read_answer(question, {}) is None
    assert read_answer(question, empty) is None


@pytest.mark.parametrize(
    ("question", "form", "message", "field"),
    [
        (ONE, {"answer": ["a", "b"]}, "Choose one answer only.", "answer"),
        (
            ONE,
            {"answer": ["z"]},
            "That answer does not belong to this question. Reload the page and answer again.",
            "answer",
        ),
        (
            MANY,
            {"answer": ["a", "z"]},
            "That answer does not belong to this question. Reload the page and answer again.",
            "answer",
        ),
        (MATCH, {"match-l1": ["r1"]}, "Choose what belongs to “Other”.", "match-l2"),
        (
            MATCH,
            {"match-l1": ["l1"], "match-l2": ["r1"]},
            "That answer does not belong to this question. Reload the page and answer again.",
            "match-l1",
        ),
        (
            MATCH,
            {"match-l1": ["r1"], "match-l2": ["r1"]},
            "“Other” has the same match as another. Use each match once.",
            "match-l2",
        ),
        (
            ORDER,
            {"order-a": ["1"], "order-b": ["2"]},
            "Give “C” a place, from 1 to 3.",
            "order-c",
        ),
        (
            ORDER,
            {"order-a": ["1"], "order-b": ["4"], "order-c": ["2"]},
            "The place of “B” must be a number from 1 to 3.",
            "order-b",
        ),
        (
            ORDER,
            {"order-a": ["1"], "order-b": ["2"], "order-c": ["2"]},
            "Two steps have place 2. Give each step a place of its own.",
            "order-c",
        ),
        (
            NUMBER,
            {"answer": ["1,000"]},
            "“1,000” can be read in two ways. Write 1000 or 1.000.",
            "answer",
        ),
        (NUMBER, {"answer": ["two"]}, "Write a number in digits, such as 2 or 1.5.", "answer"),
        (NUMBER, {"answer": ["1e9"]}, "Write a number in digits, such as 2 or 1.5.", "answer"),
        (NUMBER, {"answer": ["٢"]}, "Write a number in digits, such as 2 or 1.5.", "answer"),
        (NUMBER, {"answer": ["1.2.3"]}, "Write a number in digits, such as 2 or 1.5.", "answer"),
        (NUMBER, {"answer": ["1" * 21]}, "That number is too long. Write a shorter one.", "answer"),
    ],
)
def test_what_cannot_be_used_is_said_and_kept(
    question: Question, form: dict[str, list[str]], message: str, field: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        read_answer(question, {**form, "csrf_token": ["x"]})
    assert str(caught.value) == message
    assert caught.value.field == field
    assert caught.value.typed == {name: tuple(values) for name, values in form.items()}


@pytest.mark.parametrize(
    ("question", "answer", "right"),
    [
        (ONE, "a", True),
        (ONE, "b", False),
        (MANY, ["a", "b"], True),
        (MANY, ["a"], False),
        (MANY, ["a", "b", "c"], False),
        (MANY, "a", False),
        (MATCH, {"l1": "r1", "l2": "r2"}, True),
        (MATCH, {"l1": "r2", "l2": "r1"}, False),
        (MATCH, {"l1": "r1"}, False),
        (ORDER, ["a", "b", "c"], True),
        (ORDER, ["b", "a", "c"], False),
        (NUMBER, "2", True),
        (NUMBER, "2.1", False),
        (replace(NUMBER, tolerance=Decimal("0.1")), "2.1", True),
        (replace(NUMBER, tolerance=Decimal("0.1")), "1.89", False),
        (NUMBER, "NaN", False),
        (NUMBER, "two", False),
        (NUMBER, ["2"], False),
        (replace(NUMBER, number=None), "2", False),
    ],
)
def test_a_question_is_right_or_not(question: Question, answer: Answer, right: bool) -> None:
    assert grade(question, answer) is right


@given(st.sampled_from([ONE, MANY, MATCH]), st.data())
def test_a_grade_ignores_the_order_of_choices(question: Question, data: st.DataObject) -> None:
    keys = [choice.key for choice in question.choices]
    answer: Answer
    if question.kind is Kind.ONE:
        answer = data.draw(st.sampled_from(keys))
    elif question.kind is Kind.MANY:
        answer = data.draw(st.lists(st.sampled_from(keys), unique=True))
    else:
        rights = data.draw(st.permutations([pair.right_key for pair in question.pairs]))
        answer = {pair.left_key: key for pair, key in zip(question.pairs, rights, strict=True)}
    other = replace(
        question,
        choices=tuple(data.draw(st.permutations(question.choices))),
        pairs=tuple(data.draw(st.permutations(question.pairs))),
    )
    assert grade(other, answer) == grade(question, answer)


@pytest.mark.parametrize(("right", "total", "result"), [(0, 9, 0), (799, 1000, 79), (9, 9, 100)])
def test_a_result_is_never_rounded_up(right: int, total: int, result: int) -> None:
    assert percent(right, total) == result


def test_nothing_asked_gives_no_result() -> None:
    with pytest.raises(ValueError, match="at least one question"):
        percent(0, 0)


def pool_of(counts: dict[str, int]) -> list[Question]:
    return [
        replace(NUMBER, id=f"{objective}-{number}", objective=objective)
        for objective, count in counts.items()
        for number in range(count)
    ]


RULES = FinalRules(80, 3, 1, (Draw("greet", 2), Draw("listen", 1)))


@given(st.integers(), st.integers(2, 9), st.integers(1, 9), st.data())
def test_a_draw_is_repeatable_and_keeps_to_the_objectives(
    seed: int, greetings: int, others: int, data: st.DataObject
) -> None:
    pool = pool_of({"greet": greetings, "listen": others, "unasked": 3})
    drawn = draw(pool, RULES, seed)
    assert drawn == draw(data.draw(st.permutations(pool)), RULES, seed)
    assert len(set(drawn)) == 3
    assert sorted(name.split("-")[0] for name in drawn) == ["greet", "greet", "listen"]


def test_draws_differ_from_one_another() -> None:
    pool = pool_of({"greet": 6, "listen": 6})
    assert len({draw(pool, RULES, seed) for seed in range(40)}) > 20


def test_a_pool_that_is_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        draw(pool_of({"greet": 1, "listen": 1}), RULES, "seed")


@given(st.sampled_from(QUESTIONS), st.one_of(st.integers(), st.text()))
def test_everything_is_shown_once_in_a_repeatable_order(
    question: Question, seed: int | str
) -> None:
    keys = [c.key for c in question.choices] + [p.right_key for p in question.pairs]
    shown = arranged(question, seed)
    assert shown == arranged(question, seed)
    assert sorted(shown) == sorted(keys)


@given(st.integers(), st.integers(2, 6))
def test_steps_are_never_shown_already_in_order(seed: int, count: int) -> None:
    steps = tuple(Choice(str(n), f"Step {n}", True, "y") for n in range(count))
    question = replace(ORDER, choices=steps)
    assert arranged(question, seed) != tuple(step.key for step in steps)


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def handed_in(number: int, result: int, at: datetime = NOON) -> Sitting:
    return Sitting(number, at - timedelta(minutes=20), at, result)


def test_the_first_attempt_can_begin() -> None:
    came = next_sitting(RULES, [], NOON)
    assert (came.state, came.opens_at, came.left, came.best) == (SittingState.BEGIN, None, 3, None)


def test_an_open_attempt_is_continued() -> None:
    came = next_sitting(RULES, [handed_in(1, 40), Sitting(2, NOON)], NOON)
    assert (came.state, came.left, came.best) == (SittingState.CONTINUE, 1, 40)


@pytest.mark.parametrize(
    ("passed", "state"),
    [
        (timedelta(0), SittingState.WAIT),
        (timedelta(minutes=59, seconds=59), SittingState.WAIT),
        (timedelta(hours=1), SittingState.BEGIN),
        (timedelta(hours=1, seconds=1), SittingState.BEGIN),
    ],
)
def test_the_pause_ends_at_the_exact_second(passed: timedelta, state: SittingState) -> None:
    came = next_sitting(RULES, [handed_in(1, 79)], NOON + passed)
    assert came.state is state
    assert came.opens_at == (NOON + timedelta(hours=1) if state is SittingState.WAIT else None)


def test_without_a_pause_the_next_attempt_begins_at_once() -> None:
    rules = replace(RULES, pause_hours=0)
    assert next_sitting(rules, [handed_in(1, 0)], NOON).state is SittingState.BEGIN


@pytest.mark.parametrize(
    ("result", "state"), [(79, SittingState.USED_UP), (80, SittingState.PASSED)]
)
def test_the_last_attempt_decides(result: int, state: SittingState) -> None:
    came = next_sitting(RULES, [handed_in(1, 1), handed_in(2, 70), handed_in(3, result)], NOON)
    assert (came.state, came.left, came.best) == (state, 0, result)


@given(
    st.lists(st.integers(0, 100), max_size=4),
    st.booleans(),
    st.integers(-7200, 7200),
)
def test_exactly_one_state_holds(results: list[int], is_open: bool, seconds: int) -> None:
    sittings = [handed_in(number, result) for number, result in enumerate(results, start=1)]
    if is_open:
        sittings.append(Sitting(len(sittings) + 1, NOON))
    at = NOON + timedelta(seconds=seconds)
    came = next_sitting(RULES, sittings, at)
    passed = any(result >= 80 for result in results)
    used_up = len(sittings) >= 3
    waits = bool(results) and at < NOON + timedelta(hours=1)
    holds = {
        SittingState.PASSED: passed,
        SittingState.CONTINUE: not passed and is_open,
        SittingState.USED_UP: not passed and not is_open and used_up,
        SittingState.WAIT: not (passed or is_open or used_up) and waits,
        SittingState.BEGIN: not (passed or is_open or used_up or waits),
    }
    assert [state for state, held in holds.items() if held] == [came.state]
    assert (came.opens_at is not None) == (came.state is SittingState.WAIT)
    assert came.left == max(3 - len(sittings), 0)
    assert came.best == max(results, default=None)
