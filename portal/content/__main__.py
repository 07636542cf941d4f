"""`python -m portal.content [FOLDER]`: check every training and requirement; say what there is.

With `--report`: also write docs/curricula.md, unless there is something to mend.

FOLDER holds trainings if there is a folder courses/ in it, and requirements if there is not. Beside
courses/ stand standards.toml and words.toml, to which the trainings keep, and library/, if there is
one, with what an empty portal publishes.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from portal.content.curriculum import survey
from portal.content.files import ContentError, Problem
from portal.content.library import Document, read_library, text
from portal.content.regulations import read_rulebook
from portal.content.standards.figures import page
from portal.content.standards.judging import judge
from portal.domain.curriculum import Catalogue, Course, minutes
from portal.domain.library.items import Kind
from portal.domain.requirements import Rulebook, Subject

ROOT = Path(__file__).parents[2] / "curricula"
REGULATIONS = Path(__file__).parents[1] / "regulations"
REPORT = Path(__file__).parents[2] / "docs" / "curricula.md"


def main(arguments: list[str]) -> int:
    """Print the problems or a summary; 1 when there are problems, 0 otherwise."""
    problems: list[Problem] = []
    found = ""
    wants_report = "--report" in arguments
    folders = [argument for argument in arguments if argument != "--report"]
    for root in map(Path, folders or (ROOT, REGULATIONS)):
        try:
            found += "\n" if found else ""
            if (root / "courses").exists() or root == ROOT:
                read = survey(root)
                problems += [*read.problems, *judge(root, read.sound())]
                found += summary(read.catalogue) if read.catalogue else ""
                documents = read_library(root / "library")
                if read.catalogue:
                    problems += text.problems(documents, read.catalogue)
                found += library_summary(documents) if documents else ""
                if wants_report and root == ROOT and not problems:
                    REPORT.write_text(page(root, read.sound()), encoding="utf-8")
                    found += f"Written: {REPORT.relative_to(ROOT.parent)}\n"
            else:
                found += rules_summary(read_rulebook(root))
        except ContentError as error:
            problems += error.problems
    sys.stdout.write(report(problems) if problems else found)
    return 1 if problems else 0


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
    return _table(rows)


def rules_summary(rulebook: Rulebook) -> str:
    """How many requirements there are for each kind of subject, and how much was verified."""
    rows: list[tuple[str, ...]] = [("requirements for", "count", "versions", "verified")]
    for subject in Subject:
        found = rulebook.of(subject)
        versions = [version for each in found for version in each.versions]
        verified = sum(version.is_verified for version in versions)
        rows.append((f"a {subject}", *map(str, (len(found), len(versions), verified))))
    rows.append(("sources", str(len(rulebook.sources)), "", ""))
    return _table(rows)


def library_summary(documents: Sequence[Document]) -> str:
    """How many items there are of each kind."""
    rows: list[tuple[str, ...]] = [("items of the library", "count")]
    counts = Counter(document.ref.kind for document in documents)
    rows += [(kind.value, str(counts[kind])) for kind in Kind]
    return "\n" + _table(rows)


def _table(rows: list[tuple[str, ...]]) -> str:
    wide = max(len(row[0]) for row in rows)
    lines = [row[0].ljust(wide) + "".join(cell.rjust(11) for cell in row[1:]) for row in rows]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _row(course: Course) -> tuple[str, ...]:
    lessons = [lesson for module in course.modules for lesson in module.lessons if lesson.page]
    questions = sum(len(module.check) + len(module.pool) for module in course.modules)
    words = sum(lesson.words for lesson in lessons)
    counts = (len(course.modules), len(lessons), words, questions, minutes(course))
    return (f"{course.slug} (edition {course.edition})", *map(str, counts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
