"""`python -m portal.content [ROOT]`: check every training, and say what there is."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from portal.content.curriculum import read_catalogue
from portal.content.files import ContentError, Problem
from portal.domain.curriculum import Catalogue, Course, minutes

_HEADS = ("training", "modules", "lessons", "words", "questions", "minutes")

ROOT = Path(__file__).parents[2] / "curricula"


def main(arguments: list[str]) -> int:
    """Print the problems or a summary; 1 when there are problems, 0 otherwise."""
    root = Path(arguments[0]) if arguments else ROOT
    try:
        catalogue = read_catalogue(root)
    except ContentError as error:
        sys.stdout.write(report(list(error.problems)))
        return 1
    sys.stdout.write(summary(catalogue))
    return 0


def report(problems: list[Problem]) -> str:
    """The problems, grouped by file."""
    lines = []
    by_file = sorted(problems, key=lambda problem: problem.file)
    for file, found in groupby(by_file, key=lambda problem: problem.file):
        lines.append(f"{file}\n")
        lines += [f"  {problem.key}: {problem.message}\n" for problem in found]
        lines.append("\n")
    count = len(problems)
    return "".join(lines) + f"{count} problem{'' if count == 1 else 's'} to mend.\n"


def summary(catalogue: Catalogue) -> str:
    """One line for each edition, then the sums of the current ones."""
    rows: list[tuple[str, ...]] = [
        ("training", "modules", "lessons", "words", "questions", "minutes")
    ]
    rows += [_row(course) for course in catalogue.editions.values()]
    current = [_row(course)[1:] for course in catalogue.courses]
    sums = [str(sum(map(int, column))) for column in zip(*current, strict=True)]
    rows.append((f"{len(catalogue.courses)} current", *sums))
    wide = max(len(row[0]) for row in rows)
    return "".join(
        row[0].ljust(wide) + "".join(cell.rjust(11) for cell in row[1:]) + "\n" for row in rows
    )


def _row(course: Course) -> tuple[str, ...]:
    lessons = [lesson for module in course.modules for lesson in module.lessons if lesson.html]
    questions = sum(len(module.check) + len(module.pool) for module in course.modules)
    words = sum(lesson.words for lesson in lessons)
    counts = (len(course.modules), len(lessons), words, questions, minutes(course))
    return (f"{course.slug} (edition {course.edition})", *map(str, counts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
