"""Small made-up trainings, and facts about them, for the tests of what derives from both."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from portal.domain.curriculum import Course, Lesson, Module, Prose, Tier
from portal.domain.progress import Facts
from portal.domain.quizzes import Draw, FinalRules, Kind, Question, Sitting
from portal.domain.scenarios import Ending, Scenario, Step

NOON = datetime(2026, 3, 1, 20, tzinfo=UTC)
"""Noon in California."""
QUESTION = Question("q", Kind.NUMBER, "greet", "How many?")
SCENARIO = Scenario(
    "At the door", "", "end", {"end": Step("end", "", "", "", "", (), Ending.GOOD, "")}
)


def module(
    slug: str,
    *lessons: str,
    drafts: tuple[str, ...] = (),
    practice: bool = False,
    check: bool = False,
) -> Module:
    """A module with these lessons, then its drafts."""
    return Module(
        slug=slug,
        title=f"Module {slug}",
        summary="",
        objectives=(),
        lessons=(
            *(Lesson(name, f"Lesson {name}", Prose("<p>Read.</p>"), 400) for name in lessons),
            *(Lesson(name, f"Draft {name}", None, 0) for name in drafts),
        ),
        scenario=SCENARIO if practice else None,
        check=(QUESTION,) if check else (),
        pool=(QUESTION,),
        trainer_notes=None,
    )


def course(
    *modules: Module, slug: str = "sample", tier: Tier = Tier.CORE, edition: int = 1
) -> Course:
    """A training of these modules; its final passes with 80 %, three attempts, an hour apart."""
    return Course(
        slug=slug,
        title=f"Training {slug}",
        summary="",
        edition=edition,
        published=date(2026, 1, 1),
        tier=tier,
        topic="sampling",
        audience="",
        delivery="",
        modules=modules,
        final=FinalRules(80, 3, 1, (Draw("greet", 1),)),
        sources=(),
        replaces=(),
    )


FULL = course(
    module("one", "a", "b", practice=True, check=True),
    module("two", "c", drafts=("d",), check=True),
    module("three", "e"),
)
"""Practice, checks, a draft, and a module that is only read."""
READ = frozenset({("one", "a"), ("one", "b"), ("two", "c"), ("three", "e")})
ALL_BUT_FINAL = Facts(READ, frozenset({"one"}), frozenset({"one", "two"}))


def sat(*results: int, last: datetime = NOON) -> tuple[Sitting, ...]:
    """Attempts handed in with these results, two hours apart."""
    ends = [last - timedelta(hours=2 * ago) for ago in range(len(results))][::-1]
    return tuple(
        Sitting(number, end - timedelta(minutes=20), end, result)
        for number, (end, result) in enumerate(zip(ends, results, strict=True), start=1)
    )
