"""Drawing an attempt from a pool, and shuffling what is shown: repeatable by a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence

from portal.domain.quizzes.questions import FinalRules, Kind, Question

Seed = int | str
"""What makes a drawing repeatable: the same seed gives the same questions in the same order."""


def draw(pool: Sequence[Question], rules: FinalRules, seed: Seed) -> tuple[str, ...]:
    """The ids of the questions for one attempt: so many of each objective, then shuffled.

    The same seed draws the same, whatever the order of the file. Raises ValueError when the pool
    holds fewer than the rules draw; the reader of the files refuses such a course.
    """
    chance = random.Random(f"{seed}:draw")  # noqa: S311 - variety, not secrecy
    drawn: list[str] = []
    for rule in rules.draws:
        ids = sorted(question.id for question in pool if question.objective == rule.objective)
        drawn += chance.sample(ids, rule.questions)
    chance.shuffle(drawn)
    return tuple(drawn)


def arranged(question: Question, seed: Seed) -> tuple[str, ...]:
    """The keys of what is shown shuffled, in the order to show it: choices, steps or rights.

    Steps to be put in order are never shown already in order. A number has nothing to show.
    """
    keys = [choice.key for choice in question.choices] or [
        pair.right_key for pair in question.pairs
    ]
    shown = keys.copy()
    random.Random(f"{seed}:{question.id}").shuffle(shown)  # noqa: S311 - variety, not secrecy
    if question.kind is Kind.ORDER and shown == keys:
        shown = shown[1:] + shown[:1]
    return tuple(shown)
