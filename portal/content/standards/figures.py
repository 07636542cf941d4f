"""docs/curricula.md: what the trainings look like to somebody who counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from portal.content.files import Shelf
from portal.content.standards.questions import Leaning, leaning
from portal.content.standards.texts import lesson_grade
from portal.domain.curriculum import Course, minutes
from portal.domain.quizzes import Kind, Question

_HEAD = """# The trainings in figures

Written by `./dev content --report` from the files under `curricula/`; a test compares it with them. What each figure may be, and why, says [`curricula/standards.toml`](../curricula/standards.toml); how it is counted says [the author's guide](../curricula/README.md#what-is-checked).
"""  # noqa: E501 - a paragraph is a line
_QUESTIONS_HEAD = """## Questions

Checks are the knowledge checks at the end of modules. The final draws from the pool. Kinds are counted over both.
"""  # noqa: E501
_LEANING_HEAD = """## What a guesser sees

Pool questions with one right answer. By chance alone the right choice of three would be the longest in 33 percent, of four in 25. *Apart* says how much longer right choices are than wrong ones, by mean length. *Places* counts where the right choice stands in the file, from first to last; learners see choices shuffled.
"""  # noqa: E501
_SOURCES_HEAD = """## Sources

*Oldest look* is the day on which somebody last looked up the source that has waited longest.
"""


def page(root: Path, courses: Sequence[Course]) -> str:
    """The whole page, for current editions under `root`."""
    shelf = Shelf(root)
    sizes = [_sizes(course, _grades(shelf, course)) for course in courses]
    titles = ("Training", "Edition", "Modules", "Lessons", "Practices", "Words", "Minutes")
    parts = [_HEAD, _table((*titles, "Median grade", "Highest grade"), sizes)]
    kinds = tuple(kind.value.capitalize() for kind in Kind)
    asked = [_questions(course) for course in courses]
    parts += [_QUESTIONS_HEAD, _table(("Training", "Checks", "Pool", "Drawn", *kinds), asked)]
    leaning_titles = ("Training", "Questions", "Longest", "Shortest", "Apart")
    places = ("Places of three", "Places of four")
    leanings = [_leaning(course) for course in courses]
    parts += [_LEANING_HEAD, _table((*leaning_titles, *places), leanings)]
    sources = [
        (course.title, str(len(course.sources)), min(s.checked for s in course.sources).isoformat())
        for course in courses
    ]
    parts += [_SOURCES_HEAD, _table(("Training", "Sources", "Oldest look"), sources)]
    return "\n".join(parts)


def _grades(shelf: Shelf, course: Course) -> list[float]:
    folder = shelf.root / "courses" / course.slug
    paths = [
        folder / module.slug / f"{lesson.slug}.md"
        for module in course.modules
        for lesson in module.lessons
        if lesson.page is not None
    ]
    return [lesson_grade(path, shelf.text(path) or "") for path in paths]


def _sizes(course: Course, grades: Sequence[float]) -> tuple[str, ...]:
    lessons = [lesson for module in course.modules for lesson in module.lessons]
    counts = (
        course.edition,
        len(course.modules),
        len(grades),
        sum(module.scenario is not None for module in course.modules),
        sum(lesson.words for lesson in lessons),
        minutes(course),
    )
    found = grades or [0.0]
    shown = (f"{median(found):.1f}", f"{max(found):.1f}")
    return (course.title, *(f"{count:,}" for count in counts), *shown)


def _questions(course: Course) -> tuple[str, ...]:
    checks = [question for module in course.modules for question in module.check]
    pool = _pool(course)
    drawn = sum(draw.questions for draw in course.final.draws)
    by_kind = [sum(each.kind is kind for each in (*checks, *pool)) for kind in Kind]
    return (course.title, *map(str, (len(checks), len(pool), drawn, *by_kind)))


def _pool(course: Course) -> list[Question]:
    return [question for module in course.modules for question in module.pool]


def _leaning(course: Course) -> tuple[str, ...]:
    found = leaning(_pool(course))
    shares = (_share(len(which), found.count) for which in (found.longest, found.shortest))
    apart = f"{found.apart_percent:+.0f}%" if found.count else "–"
    places = (_places(found, choices) for choices in (3, 4))
    return (course.title, str(found.count), *shares, apart, *places)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "–"


def _places(found: Leaning, choices: int) -> str:
    counted = found.places.get(choices)
    if not counted:
        return "–"
    return " · ".join(str(counted[place]) for place in range(1, choices + 1))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---", *("--:" for _ in head[1:])), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
