"""A module's folder → its lessons, objectives, practice, questions and trainer notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import Field

from portal.content.explain import nearest
from portal.content.files import Data, Shelf, Slug, Table, Words, names_in
from portal.content.markdown import Writer, title_faults, title_of
from portal.content.prose import Fault, words_in
from portal.content.quizzes import read_questions
from portal.content.scenarios import read_scenario
from portal.domain.curriculum import Lesson, Module, Objective, Prose
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
    text: Words


class ModuleTable(Table):
    """module.toml"""

    title: Words
    summary: Words
    lessons: Annotated[list[Slug], Field(min_length=1)]
    objective: Annotated[list[ObjectiveTable], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Outline:
    """What a module's folder holds, before any text is rendered.

    `table` is None when module.toml cannot be used; lessons and objectives are then what can be
    made out of it. `objectives` is None when nothing can.
    """

    folder: Path
    table: ModuleTable | None
    lessons: Mapping[str, bool]  # in order; False for a draft
    objectives: list[str] | None


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
    data = shelf.data(path)
    table = None if data is None else shelf.fit(path, data, ModuleTable)
    files = {file.name for file in listed(folder)}
    names = names_in(data, "lessons")
    if names is None:
        found = (name for name in sorted(files - {_NOTES}) if name.endswith(".md"))
        lessons = dict.fromkeys((name.removesuffix(".md") for name in found), True)
        return Outline(folder, None, lessons, _objective_ids(data))
    for message in name_faults(names):
        shelf.wrong(path, "lessons", message)
    known = (*_TABLES, _NOTES, *(f"{lesson}.md" for lesson in names))
    for name in sorted(files - set(known)):
        if name.endswith(".md"):
            message = "No module lists this lesson. Add it to lessons in module.toml, or remove it."
        else:
            message = f"This does not belong in a module.{nearest(name, known)} Move or remove it."
        shelf.wrong(folder / name, "file", message)
    lessons = {lesson: f"{lesson}.md" in files for lesson in names}
    return Outline(folder, table, lessons, _objective_ids(data))


def _objective_ids(data: Data | None) -> list[str] | None:
    rows = (data or {}).get("objective")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    ids = [row.get("id") for row in rows]
    return ids if all(isinstance(name, str) for name in ids) else None


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
        trainer_notes=notes,
    )


def _lessons(shelf: Shelf, outline: Outline, writer: Writer) -> Iterator[Lesson]:
    for lesson, written in outline.lessons.items():
        path = outline.folder / f"{lesson}.md"
        text = shelf.text(path) if written else None
        if text is None:
            title = lesson.replace("-", " ").capitalize()
            yield Lesson(lesson, title, None, 0)
            continue
        module, title = outline.folder.name, title_of(text)
        words = words_in(text) - words_in(title)
        proofread = writer.proofreads
        found = writer.lesson(module, text).faults if proofread else title_faults(title)
        _note_faults(shelf, path, found)
        if words < FEWEST_WORDS:
            message = f"Only {words} words. Write {FEWEST_WORDS} or more, or no file yet."
            shelf.wrong(path, "length", message)
        elif words > MOST_WORDS:
            message = f"{words} words are too many to read at once. Make two lessons of it."
            shelf.wrong(path, "length", message)
        yield Lesson(lesson, title, Prose(text, partial(writer.html, module)), words)


def _notes(shelf: Shelf, path: Path, module: str, writer: Writer) -> Prose | None:
    text = shelf.text(path) if path.exists() else None
    if text is None:
        return None
    if writer.proofreads:
        _note_faults(shelf, path, writer.notes(module, text).faults)
    return Prose(text, partial(writer.html, module))


def _note_faults(shelf: Shelf, path: Path, found: Iterable[Fault]) -> None:
    for fault in found:
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


def name_faults(names: list[str]) -> Iterator[str]:
    """Names that stand twice in a list, or that the portal's own addresses need."""
    for name in dict.fromkeys(names):
        if name in RESERVED:
            yield f"“{name}” is an address of the portal itself. Choose another name."
        if names.count(name) > 1:
            yield f"“{name}” stands here twice. Remove one."
