"""Grading an answer, and a result in percent. A question is right or not."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from portal.domain.quizzes.questions import Answer, Kind, Question


def grade(question: Question, answer: Answer) -> bool:
    """Is the answer right? All of it or not at all; an answer of another shape is not right."""
    match question.kind:
        case Kind.ONE:
            return answer in {choice.key for choice in question.choices if choice.correct}
        case Kind.MANY:
            right = sorted(choice.key for choice in question.choices if choice.correct)
            return isinstance(answer, list) and sorted(answer) == right
        case Kind.MATCH:
            return answer == {pair.left_key: pair.right_key for pair in question.pairs}
        case Kind.ORDER:
            return answer == [choice.key for choice in question.choices]
    return isinstance(answer, str) and _is_near(question, answer)


def _is_near(question: Question, answer: str) -> bool:
    try:
        given = Decimal(answer)
    except InvalidOperation:
        return False
    if question.number is None or not given.is_finite():
        return False
    return abs(given - question.number) <= question.tolerance


def percent(right: int, total: int) -> int:
    """The result in whole percent, never rounded up: 79.9 is not 80.

    Raises ValueError when there is nothing to get right.
    """
    if total <= 0:
        raise ValueError("a result needs at least one question")
    return right * 100 // total
