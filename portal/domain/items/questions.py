"""How hard a question is, whether it tells strong from weak learners, and what each choice draws.

Strong and weak are judged by the rest of the attempt, without the question itself, which would
agree with itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil
from statistics import StatisticsError, correlation

from portal.domain.quizzes import Answer, Kind, Question
from portal.domain.small_cells import SMALLEST

COMPARABLE = 30
"""From so many people on, the strong are compared with the weak; below that chance rules."""
END = 0.27
"""The share of attempts at either end that is called strong or weak; the usual one."""
_STRONG, _FAIR, _WEAK = 0.3, 0.2, 0.1  # rules of thumb of test construction; r of a short test


class Strength(StrEnum):
    """How well a question tells strong from weak learners, in words."""

    WELL = "well"
    FAIRLY = "fairly"
    A_LITTLE = "a little"
    HARDLY = "hardly"
    WRONG_WAY = "the wrong way"

    @property
    def meaning(self) -> str:
        """What it says about the learners."""
        return {
            Strength.WELL: "Those who do well in the rest get it right far more often.",
            Strength.FAIRLY: "Those who do well in the rest get it right more often.",
            Strength.A_LITTLE: "Those who do well in the rest get it right a little more often.",
            Strength.HARDLY: "Those who do well in the rest get it right about as often as others.",
            Strength.WRONG_WAY: "Those who do well in the rest get it right less often.",
        }[self]


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to one question of an attempt: in words, as `as_words` has them."""

    right: bool
    words: tuple[str, ...]
    prompt: str = ""
    """The question as it was put."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An attempt that was handed in."""

    who: int
    """Tells people apart, and is good for nothing else."""
    is_first: bool
    """The first attempt of this person at this quiz, in whatever enrolment."""
    drawn: tuple[str, ...]
    """Ids of its questions."""
    responses: Mapping[str, Response]
    """By question; one that was left open is missing, and is not right."""


@dataclass(frozen=True, slots=True)
class ChoiceFigures:
    """A choice, or a whole answer where there is nothing to choose from. Shares are 0 to 1."""

    text: str
    correct: bool
    everyone: float
    """Its share among all to whom the question was put."""
    weak: float | None
    strong: float | None
    """Its share among the weak and the strong; None where they cannot be told apart."""
    is_current: bool = True
    """Whether the question has this choice today."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What attempts say about a question. None is withheld: too few people to say."""

    prompt: str
    people: int
    """How many different people it was put to; not to be shown below `SMALLEST`."""
    drawn: int | None
    answered: int | None
    right: float | None
    """The share that got it right, 0 to 1, among all to whom it was put."""
    discrimination: float | None
    """The point-biserial correlation with the rest of the attempt, -1 to 1; None also when
    everybody did alike."""
    choices: tuple[ChoiceFigures, ...]

    @property
    def is_compared(self) -> bool:
        """Whether there were enough people to tell strong from weak."""
        return self.people >= COMPARABLE

    @property
    def strength(self) -> Strength | None:
        """The discrimination in words."""
        found = self.discrimination
        if found is None:
            return None
        if found <= -_WEAK:
            return Strength.WRONG_WAY
        if found < _WEAK:
            return Strength.HARDLY
        if found < _FAIR:
            return Strength.A_LITTLE
        return Strength.FAIRLY if found < _STRONG else Strength.WELL


@dataclass(frozen=True, slots=True)
class _Point:
    """One time that a question was put, with the share right of the rest of the attempt."""

    who: int
    right: bool
    rest: float
    words: tuple[str, ...]


@dataclass(slots=True)
class _Tally:
    points: list[_Point] = field(default_factory=list)
    answered: int = 0
    prompt: str = ""


def as_words(question: Question | None, answer: Answer) -> tuple[str, ...]:
    """What counts as one thing that can be given: a choice, or the whole of any other answer.

    `answer` is in the words of the attempt. A list of a question that nobody knows any more is
    taken for choices.
    """
    if isinstance(answer, dict):
        return ("; ".join(f"{left} → {right}" for left, right in sorted(answer.items())),)
    if isinstance(answer, list):
        if question is not None and question.kind is Kind.ORDER:
            return (", then ".join(answer),)
        return tuple(answer)
    return (answer,)


def analyse(
    sheets: Iterable[Sheet], questions: Mapping[str, Question], *, first_only: bool = True
) -> dict[str, Figures]:
    """The figures of each of these questions, and of every other that was drawn.

    The order of the sheets changes nothing. `first_only` leaves out every attempt but a person's
    first: later ones have seen the answers explained.
    """
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for sheet in sheets:
        if first_only and not sheet.is_first:
            continue
        total = sum(response.right for response in sheet.responses.values())
        others = len(sheet.drawn) - 1
        for name in sheet.drawn:
            given, tally = sheet.responses.get(name), tallies[name]
            right = given is not None and given.right
            rest = (total - right) / others if others else 0.0
            tally.points.append(_Point(sheet.who, right, rest, given.words if given else ()))
            if given is not None:
                tally.answered += 1
                tally.prompt = given.prompt
    return {
        name: _figures(tallies.get(name, _Tally()), questions.get(name))
        for name in [*questions, *(name for name in tallies if name not in questions)]
    }


def _figures(tally: _Tally, question: Question | None) -> Figures:
    points = tally.points
    people, drawn = _people(points), len(points)
    prompt = question.prompt if question else tally.prompt
    if people < SMALLEST:
        none = 0 if not drawn else None  # nobody is nothing to hide
        return Figures(prompt, people, none, none, None, None, ())
    return Figures(
        prompt,
        people,
        drawn,
        tally.answered,
        sum(point.right for point in points) / drawn,
        _point_biserial(points) if people >= COMPARABLE else None,
        tuple(_choices(points, question)),
    )


def _people(points: Iterable[_Point]) -> int:
    return len({point.who for point in points})


def _point_biserial(points: Sequence[_Point]) -> float | None:
    ordered = sorted((point.rest, point.right) for point in points)  # so that sums round alike
    try:
        return correlation([float(right) for _, right in ordered], [rest for rest, _ in ordered])
    except StatisticsError:  # all did alike, in this or in the rest
        return None


def _ends(points: Sequence[_Point]) -> tuple[list[_Point], list[_Point]] | None:
    """The weak and the strong. Who is level with the last of a group belongs to it as well."""
    size = max(SMALLEST, ceil(len(points) * END))
    rests = sorted(point.rest for point in points)
    if _people(points) < COMPARABLE or rests[size - 1] >= rests[-size]:
        return None
    weak = [point for point in points if point.rest <= rests[size - 1]]
    strong = [point for point in points if point.rest >= rests[-size]]
    enough = min(_people(weak), _people(strong)) >= SMALLEST
    return (weak, strong) if enough else None


def _choices(points: Sequence[_Point], question: Question | None) -> Iterable[ChoiceFigures]:
    given = Counter(text for point in points for text in point.words)
    if question is not None and question.kind in {Kind.ONE, Kind.MANY}:
        right = {choice.text: choice.correct for choice in question.choices}
        old = [text for text in sorted(given) if text not in right]
        texts = [*right, *old]
    else:
        right = {}
        common = [text for text, _ in sorted(given.items(), key=lambda one: (-one[1], one[0]))]
        # An answer that few people gave would be theirs alone.
        texts = [text for text in common if _people_giving(points, text) >= SMALLEST]
    ends = _ends(points)
    for text in texts:
        correct = right.get(text)
        if correct is None:  # as it was graded
            correct = any(point.right for point in points if text in point.words)
        yield ChoiceFigures(
            text,
            correct,
            _share(points, text),
            _share(ends[0], text) if ends else None,
            _share(ends[1], text) if ends else None,
            is_current=not right or text in right,
        )


def _people_giving(points: Sequence[_Point], text: str) -> int:
    return _people(point for point in points if text in point.words)


def _share(points: Sequence[_Point], text: str) -> float:
    return sum(text in point.words for point in points) / len(points)
