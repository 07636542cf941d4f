"""Whether questions give their answers away, over the whole pool of a training."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from portal.content.files import Shelf
from portal.content.standards.limits import QuestionsTable
from portal.domain.curriculum import Course
from portal.domain.quizzes import Kind, Question

_SHOWN = 6
"""How many of the questions to mend are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """What the questions with one right answer look like to somebody who only counts letters."""

    count: int
    longest: tuple[Question, ...]
    """Those whose right choice is longer than every wrong one."""
    shortest: tuple[Question, ...]
    right_length: float
    wrong_length: float
    """Mean lengths of right and wrong choices, in letters."""
    places: dict[int, Counter[int]]
    """By number of choices: how often the right one stands first, second, …"""

    @property
    def apart_percent(self) -> float:
        """How much longer the right choices are than the wrong ones; negative if shorter."""
        return 100 * (self.right_length / self.wrong_length - 1) if self.wrong_length else 0.0


def leaning(questions: Sequence[Question]) -> Leaning:
    """How the questions with one right answer lean."""
    ones = [question for question in questions if question.kind is Kind.ONE]
    places: dict[int, Counter[int]] = {}
    for one in ones:
        right = [choice.correct for choice in one.choices].index(True) + 1
        places.setdefault(len(one.choices), Counter())[right] += 1
    rights = [length for one in ones for length in _lengths(one, right=True)]
    wrongs = [length for one in ones for length in _lengths(one, right=False)]
    return Leaning(
        count=len(ones),
        longest=tuple(
            one for one in ones if _lengths(one, right=True)[0] > max(_lengths(one, right=False))
        ),
        shortest=tuple(
            one for one in ones if _lengths(one, right=True)[0] < min(_lengths(one, right=False))
        ),
        right_length=mean(rights) if rights else 0.0,
        wrong_length=mean(wrongs) if wrongs else 0.0,
        places=places,
    )


def _lengths(question: Question, *, right: bool) -> list[int]:
    return [len(choice.text) for choice in question.choices if choice.correct is right]


def check_questions(shelf: Shelf, folder: Path, course: Course, limits: QuestionsTable) -> None:
    """No choice says “all of the above”; right answers do not stand out by length or place."""
    never = re.compile("|".join(rf"\b{re.escape(words)}\b" for words in limits.never_say), re.I)
    for module in course.modules:
        for name, questions in (("quiz.toml", module.check), ("pool.toml", module.pool)):
            for number, question in enumerate(questions, start=1):
                for place, choice in enumerate(question.choices, start=1):
                    found = never.search(choice.text)
                    if found and question.kind in (Kind.ONE, Kind.MANY):
                        key = f"question[{number}].choice[{place}].text"
                        message = f"“{found.group()}” tests how one reads tests."
                        message += " Write a choice that can be right or wrong by itself."
                        shelf.wrong(folder / module.slug / name, key, message)
    pool = [question for module in course.modules for question in module.pool]
    for message in _faults(leaning(pool), limits):
        shelf.wrong(folder / "course.toml", "final", message)


def _faults(found: Leaning, limits: QuestionsTable) -> Iterator[str]:
    if found.count < limits.fewest_to_judge:
        return
    for standing, which, most, remedy in (
        ("longest", found.longest, limits.longest_percent, "Shorten it"),
        ("shortest", found.shortest, limits.shortest_percent, "Lengthen it"),
    ):
        share = 100 * len(which) / found.count
        if share > most:
            yield (
                f"The right choice is the {standing} in {len(which)} of {found.count} pool "
                f"questions with one right answer ({share:.0f} percent; at most {most}). {remedy}, "
                f"or change the wrong ones, in some of: {_names(which)}."
            )
    if abs(found.apart_percent) > limits.length_apart_percent:
        than = "longer" if found.apart_percent > 0 else "shorter"
        yield (
            f"Right choices are {abs(found.apart_percent):.0f} percent {than} than wrong ones "
            f"(mean {found.right_length:.0f} and {found.wrong_length:.0f} letters; at most "
            f"{limits.length_apart_percent} percent apart). Bring them closer."
        )
    span = limits.place_percent
    for choices, places in sorted(found.places.items()):
        count = places.total()
        if count < limits.fewest_to_judge:
            continue
        for place in range(1, choices + 1):
            share = 100 * places[place] / count
            if not span.fewest <= share <= span.most:
                yield (
                    f"Of {count} pool questions with {choices} choices, the right one stands in "
                    f"place {place} in {places[place]} ({share:.0f} percent; {span.fewest} to "
                    f"{span.most}). Move some."
                )


def _names(which: Sequence[Question]) -> str:
    names = ", ".join(question.id for question in which[:_SHOWN])
    more = len(which) - _SHOWN
    return f"{names} and {more} more" if more > 0 else names
