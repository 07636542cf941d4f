"""Questions, drawing an attempt from a pool, answering, and grading."""

from portal.domain.quizzes.answers import Form, Unreadable, read_answer
from portal.domain.quizzes.drawing import Seed, arranged, draw
from portal.domain.quizzes.grading import grade, percent
from portal.domain.quizzes.questions import Answer, Choice, Draw, FinalRules, Kind, Pair, Question
from portal.domain.quizzes.sittings import NextSitting, Sitting, SittingState, next_sitting

__all__ = [
    "Answer",
    "Choice",
    "Draw",
    "FinalRules",
    "Form",
    "Kind",
    "NextSitting",
    "Pair",
    "Question",
    "Seed",
    "Sitting",
    "SittingState",
    "Unreadable",
    "arranged",
    "draw",
    "grade",
    "next_sitting",
    "percent",
    "read_answer",
]
