"""A training as it was written: course, modules, lessons, and how long it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from portal.domain.quizzes import FinalRules, Question
from portal.domain.scenarios import Scenario, longest_way

# Our own assumption, for adults who read to learn; it only serves the estimate of a length.
WORDS_A_MINUTE = 200


class Tier(StrEnum):
    """How a training stands to the state's requirement."""

    CORE = "core"
    ENHANCED = "enhanced"
    RECOMMENDED = "recommended"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Source:
    """A public source that somebody looked up on `checked`."""

    key: str
    title: str
    publisher: str
    year: int | None
    url: str | None
    checked: date
    note: str
    notice: str | None = None
    """The slug of the notice in the library that this source is."""


@dataclass(frozen=True, slots=True)
class Objective:
    """What a learner can do afterwards, in a measurable verb."""

    id: str
    text: str


@dataclass(frozen=True)  # no slots: the HTML is kept once it is made
class Prose:
    """A text that becomes HTML when somebody first reads it."""

    text: str
    render: Callable[[str], str] = field(default=str, compare=False, repr=False)

    @cached_property
    def html(self) -> str:
        """The text as HTML."""
        return self.render(self.text)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One page of reading. `page` is None for a draft: shown in the outline, not linked."""

    slug: str
    title: str
    page: Prose | None
    words: int


@dataclass(frozen=True, slots=True)
class Module:
    """Lessons, then the practice if there is one, then the knowledge check."""

    slug: str
    title: str
    summary: str
    objectives: tuple[Objective, ...]
    lessons: tuple[Lesson, ...]
    scenario: Scenario | None
    check: tuple[Question, ...]
    pool: tuple[Question, ...]
    trainer_notes: Prose | None

    def lesson(self, slug: str) -> Lesson | None:
        """The lesson of that name, if the module has one."""
        return next((lesson for lesson in self.lessons if lesson.slug == slug), None)


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a new edition says of an earlier one."""

    edition: int
    still_counts: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Course:
    """One edition of a training."""

    slug: str
    title: str
    summary: str
    edition: int
    published: date
    tier: Tier
    topic: str
    audience: str
    delivery: str
    modules: tuple[Module, ...]
    final: FinalRules
    sources: tuple[Source, ...]
    replaces: tuple[Replacement, ...]

    def counts(self, edition: int) -> bool:
        """Whether a certificate of this edition still counts, as this edition says."""
        return edition == self.edition or any(
            earlier.still_counts for earlier in self.replaces if earlier.edition == edition
        )

    def module(self, slug: str) -> Module | None:
        """The module of that name, if the course has one."""
        return next((module for module in self.modules if module.slug == slug), None)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every training, in order, with the earlier editions that learners may be under way in."""

    courses: tuple[Course, ...]  # current editions
    editions: dict[tuple[str, int], Course]  # every edition, current ones too

    @property
    def titles(self) -> dict[str, str]:
        """The title of each current edition, by its slug."""
        return {course.slug: course.title for course in self.courses}

    def current(self, slug: str) -> Course | None:
        """The edition that a new learner begins."""
        return next((course for course in self.courses if course.slug == slug), None)

    def edition(self, slug: str, edition: int) -> Course | None:
        """A given edition, current or earlier."""
        return self.editions.get((slug, edition))


def module_minutes(module: Module) -> int:
    """About how long a module takes: reading, then a minute for each question and each step.

    The steps are those of the longest way through the practice. Draft lessons count nothing.
    """
    words = sum(lesson.words for lesson in module.lessons)
    practice = longest_way(module.scenario) if module.scenario else 0
    return _up(words, WORDS_A_MINUTE) + len(module.check) + practice


def minutes(course: Course) -> int:
    """About how long a training takes with its final assessment, rounded up to five minutes."""
    final = sum(draw.questions for draw in course.final.draws)
    total = sum(module_minutes(module) for module in course.modules) + final
    return _up(total, 5) * 5


def _up(amount: int, unit: int) -> int:
    return -(-amount // unit)
