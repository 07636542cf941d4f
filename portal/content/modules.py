"""A module's folder → its lessons, objectives, practice, questions and trainer notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field

from portal.content.files import Shelf, Slug, Table, Text, nearest
from portal.content.markdown import Page, Writer
from portal.content.quizzes import read_questions
from portal.content.scenarios import read_scenario
from portal.domain.curriculum import Lesson, Module, Objective
from portal.domain.quizzes import Question

FEWEST_WORDS = 50
MOST_WORDS = 1500
RESERVED = frozenset({"practice", "check", "final", "images", "earlier", "certificate"})

_NOTES = "trainer-notes.md"
_POOL = "pool.toml"
_TABLES = ("module.toml", "quiz.toml", _POOL, "scenario.toml")


class ObjectiveTable(Table):
    """[[objective]]"""

    id: Slug
    text: Text


class ModuleTable(Table):
    """module.toml"""

    title: Text
    summary: Text
    lessons: Annotated[list[Slug], Field(min_length=1)]
    objective: Annotated[list[ObjectiveTable], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Outline:
    """What a module's folder holds, before any text is rendered.

    `table` is None when module.toml cannot be used; `lessons` is then what the folder shows.
    """

    folder: Path
    table: ModuleTable | None
    lessons: Mapping[str, bool]  # in order; False for a draft


@dataclass(slots=True)
class Register:
    """Names that must be unique in a course or refer to something in it.

    `objectives` and `sources` are None when their files cannot be used: then do not check.
    `pooled` holds the objective of every pool question, even of one that cannot be used; None
    when a pool cannot be read at all.
    """

    objectives: frozenset[str] | None
    sources: frozenset[str] | None
    pooled: list[object] | None = field(default_factory=list)
    questions: dict[str, str] = field(default_factory=dict)  # id → where it was first met
    replaced: list[tuple[Path, str, str]] = field(default_factory=list)


def read_outline(shelf: Shelf, folder: Path) -> Outline:
    """module.toml and the list of files; files that nothing lists are problems."""
    path = folder / "module.toml"
    table = shelf.table(path, ModuleTable)
    files = {file.name for file in listed(folder)}
    written = [name.removesuffix(".md") for name in sorted(files) if name.endswith(".md")]
    if table is None:
        found = [name for name in written if f"{name}.md" != _NOTES]
        return Outline(folder, None, dict.fromkeys(found, True))
    for key, message in name_faults("lessons", table.lessons):
        shelf.wrong(path, key, message)
    known = (*_TABLES, _NOTES, *(f"{lesson}.md" for lesson in table.lessons))
    for name in sorted(files - set(known)):
        if name.endswith(".md"):
            message = "No module lists this lesson. Add it to lessons in module.toml, or remove it."
        else:
            message = f"This does not belong in a module.{nearest(name, known)} Move or remove it."
        shelf.wrong(folder / name, "file", message)
    lessons = {lesson: f"{lesson}.md" in files for lesson in table.lessons}
    return Outline(folder, table, lessons)


def read_module(
    shelf: Shelf, outline: Outline, writer: Writer, register: Register
) -> Module | None:
    """The module; None when module.toml cannot be used. Every problem is noted."""
    folder, slug = outline.folder, outline.folder.name
    lessons = tuple(_lessons(shelf, outline, writer))
    scenario = folder / "scenario.toml"
    practice = read_scenario(shelf, scenario, slug, writer) if scenario.exists() else None
    check = tuple(_questions(shelf, folder / "quiz.toml", register))
    pool = tuple(_questions(shelf, folder / _POOL, register))
    notes = _notes(shelf, folder / _NOTES, slug, writer)
    if outline.table is None:
        return None
    return Module(
        slug=slug,
        title=outline.table.title,
        summary=outline.table.summary,
        objectives=tuple(Objective(row.id, row.text) for row in outline.table.objective),
        lessons=lessons,
        scenario=practice,
        check=check,
        pool=pool,
        trainer_notes_html=notes,
    )


def _lessons(shelf: Shelf, outline: Outline, writer: Writer) -> Iterator[Lesson]:
    for lesson, written in outline.lessons.items():
        path = outline.folder / f"{lesson}.md"
        text = shelf.text(path) if written else None
        if text is None:
            title = lesson.replace("-", " ").capitalize()
            yield Lesson(lesson, title, None, 0)
            continue
        page = writer.lesson(outline.folder.name, text)
        _note_faults(shelf, path, page)
        if page.words < FEWEST_WORDS:
            message = (
                f"Only {page.words} words. Write {FEWEST_WORDS} at least; until then, no file."
            )
            shelf.wrong(path, "length", message)
        elif page.words > MOST_WORDS:
            message = f"{page.words} words are too many to read at once. Make two lessons of it."
            shelf.wrong(path, "length", message)
        yield Lesson(lesson, page.title, page.html, page.words)


def _notes(shelf: Shelf, path: Path, module: str, writer: Writer) -> str | None:
    text = shelf.text(path) if path.exists() else None
    if text is None:
        return None
    page = writer.notes(module, text)
    _note_faults(shelf, path, page)
    return page.html


def _note_faults(shelf: Shelf, path: Path, page: Page) -> None:
    for fault in page.faults:
        shelf.wrong(path, f"line {fault.line}", fault.message)


def _questions(shelf: Shelf, path: Path, register: Register) -> Iterator[Question]:
    data = shelf.data(path)
    if data is None and path.name == _POOL:
        register.pooled = None
    for key, objective, question in read_questions(shelf, path, data):
        if path.name == _POOL and register.pooled is not None:
            register.pooled.append(objective)
        if question is None:
            continue
        place = f"{path.parent.name}/{path.name} {key}"
        first = register.questions.setdefault(question.id, place)
        if first != place:
            shelf.wrong(path, f"{key}.id", f"{first} has this id too. Give another.")
        if question.replaces:
            register.replaced.append((path, f"{key}.replaces", question.replaces))
        _check_names(shelf, path, key, question, register)
        yield question


def _check_names(
    shelf: Shelf, path: Path, key: str, question: Question, register: Register
) -> None:
    objectives, sources = register.objectives, register.sources
    if objectives is not None and question.objective not in objectives:
        hint = nearest(question.objective, objectives) or " Name one of a module.toml."
        message = f"There is no objective “{question.objective}”.{hint}"
        shelf.wrong(path, f"{key}.objective", message)
    for number, source in enumerate(question.sources, start=1):
        if sources is not None and source not in sources:
            hint = nearest(source, sources) or " Add it there, or correct the key."
            message = f"There is no source “{source}” in sources.toml.{hint}"
            shelf.wrong(path, f"{key}.sources[{number}]", message)


def listed(folder: Path) -> list[Path]:
    """What a folder holds, in order of name, hidden files left out; nothing if it is missing."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def name_faults(key: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """Names that stand twice in a list, or that the portal's own addresses need."""
    for number, name in enumerate(names, start=1):
        where = f"{key}[{number}]"
        if name in RESERVED:
            yield where, f"“{name}” is an address of the portal itself. Choose another name."
        if name in names[: number - 1]:
            yield where, f"“{name}” stands here twice. Remove one."
