"""Where a learner stands in a training: what is done, what is open, what comes next.

Derived from facts each time it is asked; nothing here is stored. Everything within a module is
open once all earlier modules are done, and the knowledge check once the module's lessons are
read; the final assessment opens when every module is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.domain.curriculum import Course, Module
from portal.domain.quizzes import NextSitting, Sitting, SittingState, next_sitting


class ItemKind(StrEnum):
    """What stands in the outline of a training."""

    LESSON = "lesson"
    PRACTICE = "practice"
    CHECK = "check"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a learner has done in one enrolment."""

    lessons: frozenset[tuple[str, str]] = frozenset()
    """Module and lesson of each lesson read."""
    practices: frozenset[str] = frozenset()
    """Modules whose practice was played to an ending."""
    checks: frozenset[str] = frozenset()
    """Modules whose knowledge check was handed in."""
    sittings: tuple[Sitting, ...] = ()
    """Attempts at the final."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the outline. `closed_because` is empty for what may be opened now."""

    kind: ItemKind
    module: str
    lesson: str
    title: str
    done: bool
    draft: bool
    closed_because: str

    @property
    def is_open(self) -> bool:
        """Whether the learner may go there now."""
        return not self.draft and not self.closed_because


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything a page says about a learner's way through a training."""

    items: tuple[Item, ...]
    lessons: Count
    practices: Count
    checks: Count
    final: NextSitting
    pass_percent: int
    is_complete: bool

    @property
    def done(self) -> int:
        """How many items are done, drafts left out."""
        return sum(item.done for item in self.items if not item.draft)

    @property
    def total(self) -> int:
        """How many items there are, drafts left out."""
        return sum(not item.draft for item in self.items)

    @property
    def next_item(self) -> Item | None:
        """The first thing that is open and not done; None when nothing can be done now."""
        return next((item for item in self.items if item.is_open and not item.done), None)

    def item(self, kind: ItemKind, module: str = "", lesson: str = "") -> Item | None:
        """The line of the outline for this thing."""
        return next(
            (
                item
                for item in self.items
                if item.kind is kind and item.module == module and item.lesson == lesson
            ),
            None,
        )

    def around(self, item: Item) -> tuple[Item | None, Item | None]:
        """What stands before and after an item, drafts left out."""
        items = [other for other in self.items if not other.draft]
        place = items.index(item)
        before = items[place - 1] if place else None
        after = items[place + 1] if place + 1 < len(items) else None
        return before, after

    @property
    def completion_line(self) -> str:
        """What it takes, and how far it is, in one sentence."""
        parts = [f"{self.lessons.done} of {self.lessons.total} lessons read"]
        if self.practices.total:
            parts.append(f"{self.practices.done} of {self.practices.total} practices played")
        if self.checks.total:
            parts.append(f"{self.checks.done} of {self.checks.total} knowledge checks handed in")
        best = "not taken yet" if self.final.best is None else f"best {self.final.best} %"
        parts.append(f"final ≥ {self.pass_percent} %: {best}")
        return "Complete when: " + ", ".join(parts)


def progress(course: Course, facts: Facts, at: datetime) -> Progress:
    """Where these facts put the learner at this moment."""
    final = next_sitting(course.final, facts.sittings, at)
    passed = final.state is SittingState.PASSED
    items: list[Item] = []
    waiting_for = ""  # the first thing undone in an earlier module
    for module in course.modules:
        own = list(_module_items(module, facts, waiting_for))
        items += own
        if not waiting_for:
            undone = next((item for item in own if not item.done and not item.draft), None)
            if undone is not None:
                waiting_for = f"“{undone.title}” in module “{module.title}”"
    closed = f"Opens when every module is done. Still to do: {waiting_for}." if waiting_for else ""
    items.append(
        Item(ItemKind.FINAL, "", "", "Final assessment", passed, draft=False, closed_because=closed)
    )
    return Progress(
        items=tuple(items),
        lessons=_count(items, ItemKind.LESSON),
        practices=_count(items, ItemKind.PRACTICE),
        checks=_count(items, ItemKind.CHECK),
        final=final,
        pass_percent=course.final.pass_percent,
        is_complete=passed and all(item.done or item.draft for item in items),
    )


def _module_items(module: Module, facts: Facts, waiting_for: str) -> Iterator[Item]:
    closed = f"Opens after {waiting_for}." if waiting_for else ""
    unread = ""
    for lesson in module.lessons:
        done = (module.slug, lesson.slug) in facts.lessons
        draft = lesson.page is None
        if not done and not draft and not unread:
            unread = lesson.title
        yield Item(ItemKind.LESSON, module.slug, lesson.slug, lesson.title, done, draft, closed)
    if module.scenario is not None:
        done = module.slug in facts.practices
        title = f"Practice: {module.scenario.title}"
        yield Item(
            ItemKind.PRACTICE, module.slug, "", title, done, draft=False, closed_because=closed
        )
    if module.check:
        done = module.slug in facts.checks
        if not closed and unread:
            closed = f"Opens when the module's lessons are read. Still to read: “{unread}”."
        yield Item(
            ItemKind.CHECK,
            module.slug,
            "",
            "Knowledge check",
            done,
            draft=False,
            closed_because=closed,
        )


def _count(items: list[Item], kind: ItemKind) -> Count:
    of_kind = [item for item in items if item.kind is kind and not item.draft]
    return Count(sum(item.done for item in of_kind), len(of_kind))
