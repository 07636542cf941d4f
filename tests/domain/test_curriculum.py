"""A training knows its modules, its editions and about how long it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.curriculum import (
    Catalogue,
    Course,
    Lesson,
    Module,
    Prose,
    Replacement,
    Tier,
    minutes,
    module_minutes,
)
from portal.domain.quizzes import Draw, FinalRules, Kind, Question
from portal.domain.scenarios import Ending, Scenario, Step

QUESTION = Question("q", Kind.NUMBER, "greet", "How many?")
END = Step("end", "", "", "", "", (), Ending.GOOD, "")
MODULE = Module(
    slug="first",
    title="First",
    summary="",
    objectives=(),
    lessons=(
        Lesson("hello", "Hello", Prose("<p>Hello.</p>"), 400),
        Lesson("draft", "Draft", None, 0),
    ),
    scenario=None,
    check=(QUESTION,),
    pool=(QUESTION,),
    trainer_notes=None,
)
COURSE = Course(
    slug="sample",
    title="Sample",
    summary="",
    edition=2,
    published=date(2026, 1, 1),
    tier=Tier.CORE,
    topic="",
    audience="",
    delivery="",
    modules=(MODULE,),
    final=FinalRules(80, 3, 1, (Draw("greet", 1),)),
    sources=(),
    replaces=(),
)


@pytest.mark.parametrize(("words", "expected"), [(400, 3), (401, 4), (600, 4), (0, 1)])
def test_reading_takes_a_minute_for_200_words_begun(words: int, expected: int) -> None:
    module = replace(MODULE, lessons=(Lesson("hello", "Hello", Prose(""), words),))
    assert module_minutes(module) == expected


def test_practice_takes_a_minute_for_each_step() -> None:
    module = replace(MODULE, scenario=Scenario("", "", "end", {"end": END}))
    assert module_minutes(module) == module_minutes(MODULE) + 1


@pytest.mark.parametrize(("drawn", "expected"), [(1, 5), (2, 5), (3, 10)])
def test_a_training_is_rounded_up_to_five_minutes(drawn: int, expected: int) -> None:
    final = replace(COURSE.final, draws=(Draw("greet", drawn),))
    assert minutes(replace(COURSE, final=final)) == expected


def test_things_are_found_by_name() -> None:
    assert COURSE.module("first") is MODULE
    assert COURSE.module("second") is None
    assert MODULE.lesson("hello") is MODULE.lessons[0]
    assert MODULE.lesson("bye") is None


def test_every_edition_can_be_found_and_one_is_current() -> None:
    first = replace(COURSE, edition=1)
    catalogue = Catalogue((COURSE,), {("sample", 1): first, ("sample", 2): COURSE})
    assert catalogue.current("sample") is COURSE
    assert catalogue.current("other") is None
    assert catalogue.edition("sample", 1) is first
    assert catalogue.edition("sample", 3) is None


@pytest.mark.parametrize(("edition", "counts"), [(3, True), (2, True), (1, False), (4, False)])
def test_an_edition_says_which_certificates_still_count(edition: int, counts: bool) -> None:
    replaces = (Replacement(1, False, "New law."), Replacement(2, True, "Reworded."))
    assert replace(COURSE, edition=3, replaces=replaces).counts(edition) is counts
