"""All checks over all trainings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from portal.content.courses import QuotesTable
from portal.content.files import Problem, Shelf
from portal.content.standards import limits, wording
from portal.content.standards.limits import Limits
from portal.content.standards.outline import check_outline
from portal.content.standards.passages import Passage, in_markdown, in_tables
from portal.content.standards.questions import check_questions
from portal.content.standards.sources import check_pictures, check_sources
from portal.content.standards.texts import check_lessons, check_passages, check_wording
from portal.domain.curriculum import Course


def judge(root: Path, courses: Iterable[Course]) -> list[Problem]:
    """Everything in which these trainings fall short of the standards under `root`.

    They are current editions that could be read without a problem; an earlier edition stays as it
    was when people took it.
    """
    shelf = Shelf(root)
    bounds = shelf.table(root / limits.FILE, Limits)
    terms = wording.read_wording(shelf, root / wording.FILE)
    if bounds is None or terms is None:
        return shelf.problems
    for course in courses:
        folder = root / "courses" / course.slug
        check_outline(shelf, folder, course, bounds)
        check_lessons(shelf, folder, course, bounds.reading)
        read = list(passages(shelf, folder, course))
        check_passages(shelf, read, bounds.reading)
        check_wording(shelf, folder, read, terms, _quotes(shelf, folder / "course.toml"))
        check_questions(shelf, folder, course, bounds.questions)
        check_sources(shelf, folder, course)
        check_pictures(shelf, folder, course)
    return shelf.problems


def passages(shelf: Shelf, folder: Path, course: Course) -> Iterator[Passage]:
    """Everything of a training that people read, in the order in which they come to it."""
    yield from _tables(shelf, folder / "course.toml")
    for module in course.modules:
        home = folder / module.slug
        yield from _tables(shelf, home / "module.toml")
        for lesson in module.lessons:
            if lesson.page is not None:
                yield from _markdown(shelf, home / f"{lesson.slug}.md")
        for name in ("scenario.toml", "quiz.toml", "pool.toml"):
            yield from _tables(shelf, home / name)
        yield from _markdown(shelf, home / "trainer-notes.md", case=True)


def _quotes(shelf: Shelf, path: Path) -> list[QuotesTable]:
    rows = (shelf.data(path) or {}).get("quotes", [])
    return [QuotesTable.model_validate(row) for row in rows]


def _markdown(shelf: Shelf, path: Path, *, case: bool = False) -> Iterator[Passage]:
    text = shelf.text(path) if path.exists() else None
    return in_markdown(path, text or "", case=case)


def _tables(shelf: Shelf, path: Path) -> Iterator[Passage]:
    data = shelf.data(path) if path.exists() else None
    return in_tables(path, data or {})
