"""What about a question asks for work, and what to do about it.

A finding says where to look. It is no verdict: a question on which nobody may be wrong, such as a
dose, can be easy and right to keep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.items.questions import COMPARABLE, Figures, Strength
from portal.domain.quizzes import Kind, Question

EASY, HARD = 0.95, 0.4
"""More than the first gets it right: too easy. Less than the second: too hard."""


class Flag(StrEnum):
    """What can be the matter, the gravest first."""

    WRONG_WAY = "wrong-way"
    DRAWS_STRONG = "draws-strong"
    TOO_HARD = "too-hard"
    HARDLY_SEPARATES = "hardly-separates"
    TOO_EASY = "too-easy"
    NEVER_CHOSEN = "never-chosen"

    @property
    def label(self) -> str:
        """The matter in a few words."""
        return {
            Flag.WRONG_WAY: "High scorers miss it more",
            Flag.DRAWS_STRONG: "A wrong choice draws high scorers",
            Flag.TOO_HARD: "Too hard",
            Flag.HARDLY_SEPARATES: "Hardly tells high from low scorers",
            Flag.TOO_EASY: "Too easy",
            Flag.NEVER_CHOSEN: "A choice nobody takes",
        }[self]

    @property
    def remedy(self) -> str:
        """What to do."""
        return {
            Flag.WRONG_WAY: "Check first that the answer marked right is right. Then look for "
            "words that a learner who knows more could read in another way.",
            Flag.DRAWS_STRONG: "Read the choice as somebody who knows the lesson well. If it can "
            "be defended, change it, or change what the question asks.",
            Flag.TOO_HARD: "See whether the lesson teaches it. If it does, make the question "
            "plainer; if not, add it to the lesson.",
            Flag.HARDLY_SEPARATES: "Look for a hint in the wording, or for two choices that are "
            "both good. Ask about a case instead of a term.",
            Flag.TOO_EASY: "Keep it if nobody may get this wrong. Otherwise make the wrong choices "
            "likelier, or ask for the next step.",
            Flag.NEVER_CHOSEN: "Put in its place a mistake that people really make.",
        }[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at, and the choices that it is about, if any."""

    flag: Flag
    choices: tuple[str, ...] = ()


def findings(figures: Figures, question: Question) -> tuple[Finding, ...]:
    """What asks for work in a question, the gravest first; nothing where too few can say."""
    order = list(Flag)
    return tuple(sorted(_found(figures, question), key=lambda each: order.index(each.flag)))


def _found(figures: Figures, question: Question) -> Iterator[Finding]:
    if figures.right is None:
        return
    if figures.right > EASY:
        yield Finding(Flag.TOO_EASY)
    if figures.right < HARD:
        yield Finding(Flag.TOO_HARD)
    if figures.strength is Strength.WRONG_WAY:
        yield Finding(Flag.WRONG_WAY)
    if figures.strength is Strength.HARDLY and figures.right <= EASY:  # nothing left to tell apart
        yield Finding(Flag.HARDLY_SEPARATES)
    if question.kind not in {Kind.ONE, Kind.MANY}:
        return
    current = [each for each in figures.choices if each.is_current]
    right = [each.strong for each in current if each.correct and each.strong is not None]
    wrong = [each for each in current if not each.correct]
    drawing = tuple(
        each.text
        for each in wrong
        if right and each.strong is not None and each.strong > min(right)
    )
    if drawing:
        yield Finding(Flag.DRAWS_STRONG, drawing)
    never = tuple(each.text for each in wrong if not each.everyone)
    if never and figures.people >= COMPARABLE:
        yield Finding(Flag.NEVER_CHOSEN, never)
