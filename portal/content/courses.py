"""One edition of a training: its folder → a course, with what its files say of each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from portal.content.explain import nearest
from portal.content.files import Data, Shelf, Slug, Table, WebAddress, Words, names_in
from portal.content.markdown import CoursePlace, Writer
from portal.content.modules import (
    RESERVED,
    Outline,
    Register,
    listed,
    name_faults,
    read_module,
    read_outline,
)
from portal.domain.curriculum import Course, Module, Replacement, Source, Tier
from portal.domain.quizzes import Draw, FinalRules

_PICTURES = (".svg", ".png")
_ELSE = ("course.toml", "sources.toml", "images", "earlier")

Positive = Annotated[int, Field(ge=1)]


class DrawTable(Table):
    """[[final.draw]]"""

    objective: Slug
    questions: Positive


class FinalTable(Table):
    """[final]"""

    pass_percent: Annotated[int, Field(ge=1, le=100)]
    attempts: Positive
    pause_hours: Annotated[int, Field(ge=0)]
    draw: Annotated[list[DrawTable], Field(min_length=1)]


class ReplacesTable(Table):
    """[[replaces]]"""

    edition: Positive
    still_counts: bool
    reason: Words


class QuotesTable(Table):
    """[[quotes]]: words of words.toml that a file quotes at length, and why."""

    file: Words
    words: Annotated[list[Words], Field(min_length=1)]
    why: Words


class CourseTable(Table):
    """course.toml"""

    title: Words
    summary: Words
    edition: Positive
    published: date
    tier: Annotated[Tier, Field(strict=False)]
    topic: Words
    audience: Words
    delivery: Words
    modules: Annotated[list[Slug], Field(min_length=1)]
    final: FinalTable
    replaces: list[ReplacesTable] = Field(default_factory=list)
    quotes: list[QuotesTable] = Field(default_factory=list)


class SourceTable(Table):
    """[[source]]"""

    key: Slug
    title: Words
    publisher: Words
    year: Annotated[int, Field(ge=1800, le=2200)] | None = None
    url: WebAddress | None = None
    checked: date
    note: Words
    notice: Slug | None = None
    """The notice of the library that this source is, such as “bhin-23-025”."""


def read_course(shelf: Shelf, folder: Path, slug: str, *, proofread: bool) -> Course | None:
    """The edition in that folder; None when it cannot be used. Every problem is noted.

    Faults within the texts of lessons and trainer notes are looked for if `proofread`.
    """
    path = folder / "course.toml"
    data = shelf.data(path)
    table = None if data is None else shelf.fit(path, data, CourseTable)
    sources = _read_sources(shelf, folder / "sources.toml")
    names = _modules(shelf, path, data)
    outlines = [read_outline(shelf, folder / name) for name in names if (folder / name).is_dir()]
    writer = Writer(
        CoursePlace(
            course=slug,
            lessons={outline.folder.name: outline.lessons for outline in outlines},
            images=_images(shelf, folder / "images"),
            sources=sources,
        ),
        proofreads=proofread,
    )
    register = Register(
        objectives=_objectives(shelf, outlines, complete=len(outlines) == len(names)),
        sources=None if sources is None else frozenset(sources),
    )
    read = [read_module(shelf, outline, writer, register) for outline in outlines]
    modules = tuple(module for module in read if module is not None)
    for file, key, old in register.replaced:
        if old in register.questions:
            message = f"“{old}” is still in {register.questions[old]}. Remove the old question."
            shelf.wrong(file, key, message)
    if register.objectives is not None and register.pooled is not None:
        _check_coverage(shelf, outlines, register.pooled)
        if table is not None:
            _check_draws(shelf, path, table, register.objectives, register.pooled)
    if table is None:
        return None
    _check_replaces(shelf, path, table)
    return _course(slug, table, modules, sources or {})


def _modules(shelf: Shelf, path: Path, data: Data | None) -> list[str]:
    """The modules listed, or the folders there are if there is no list to use."""
    entries = listed(path.parent)
    folders = [entry.name for entry in entries if entry.is_dir() and entry.name not in _ELSE]
    names = names_in(data, "modules")
    if names is None:
        return folders
    for message in name_faults(names):
        shelf.wrong(path, "modules", message)
    for name in dict.fromkeys(names):
        if name not in (*folders, *RESERVED):
            hint = nearest(name, set(folders) - set(names))
            message = f"There is no folder “{name}”.{hint} Make it, or take it out of the list."
            shelf.wrong(path, "modules", message)
    for entry in entries:
        if entry.name in (*names, *_ELSE):
            continue
        message = (
            "course.toml does not list this module. Add it to modules, or remove the folder."
            if entry.is_dir()
            else f"This does not belong in a course.{nearest(entry.name, _ELSE)} Move or remove it."
        )
        shelf.wrong(entry, "folder" if entry.is_dir() else "file", message)
    return [name for name in dict.fromkeys(names) if name not in RESERVED]


def _read_sources(shelf: Shelf, path: Path) -> dict[str, Source] | None:
    """The sources by key; None when some cannot be used, so that nobody checks against them."""
    before = len(shelf.problems)
    sources: dict[str, Source] = {}
    first: dict[object, str] = {}
    for key, row in shelf.rows(path, shelf.data(path), "source"):
        name = row.get("key")
        if isinstance(name, str) and first.setdefault(name, key) != key:
            shelf.wrong(path, f"{key}.key", f"{first[name]} has this key too. Give another.")
        table = shelf.fit(path, row, SourceTable, key)
        if table is not None:
            sources[table.key] = Source(**table.model_dump())
    return None if len(shelf.problems) > before else sources


def _images(shelf: Shelf, folder: Path) -> frozenset[str]:
    for path in listed(folder):
        if path.suffix not in _PICTURES:
            shelf.wrong(path, "file", "An image is an .svg or .png file. Convert or remove it.")
    return frozenset(path.name for path in listed(folder) if path.suffix in _PICTURES)


def _objectives(
    shelf: Shelf, outlines: Iterable[Outline], *, complete: bool
) -> frozenset[str] | None:
    """All objectives' ids; None when some cannot be made out. Repeated ids are problems."""
    first: dict[str, str] = {}
    for outline in outlines:
        complete = complete and outline.objectives is not None
        for number, name in enumerate(outline.objectives or (), start=1):
            key = f"objective[{number}]"
            place = f"{outline.folder.name}/module.toml {key}"
            if first.setdefault(name, place) != place:
                message = f"{first[name]} has this id too. Give another."
                shelf.wrong(outline.folder / "module.toml", f"{key}.id", message)
    return frozenset(first) if complete else None


def _check_coverage(shelf: Shelf, outlines: Iterable[Outline], pooled: list[object]) -> None:
    """Every objective has a pool question."""
    for outline in outlines:
        for number, name in enumerate(outline.objectives or (), start=1):
            if name not in pooled:
                message = f"No pool question asks for “{name}”. Add one to a pool.toml."
                shelf.wrong(outline.folder / "module.toml", f"objective[{number}]", message)


def _check_draws(
    shelf: Shelf, path: Path, table: CourseTable, known: frozenset[str], pooled: list[object]
) -> None:
    """The final draws from objectives there are, and no more than their pools hold."""
    drawn: set[str] = set()
    for number, draw in enumerate(table.final.draw, start=1):
        key, held = f"final.draw[{number}]", pooled.count(draw.objective)
        if draw.objective not in known:
            hint = nearest(draw.objective, known) or " Name one of a module.toml."
            message = f"There is no objective “{draw.objective}”.{hint}"
            shelf.wrong(path, f"{key}.objective", message)
        elif draw.objective in drawn:
            message = "This objective is drawn twice. Keep one [[final.draw]] for it."
            shelf.wrong(path, f"{key}.objective", message)
        elif draw.questions > held:
            message = f"The pools hold {held} for “{draw.objective}”. Draw fewer, or write more."
            shelf.wrong(path, f"{key}.questions", message)
        drawn.add(draw.objective)


def _check_replaces(shelf: Shelf, path: Path, table: CourseTable) -> None:
    """One [[replaces]] for each earlier edition, and for nothing else."""
    said: set[int] = set()
    for number, row in enumerate(table.replaces, start=1):
        key = f"replaces[{number}].edition"
        if row.edition >= table.edition:
            message = f"Edition {row.edition} is not earlier than {table.edition}. Correct it."
            shelf.wrong(path, key, message)
        elif row.edition in said:
            shelf.wrong(path, key, f"Edition {row.edition} is there twice. Keep one.")
        said.add(row.edition)
    for edition in range(1, table.edition):
        if edition not in said:
            message = f"Say whether edition {edition} still counts: add a [[replaces]] for it."
            shelf.wrong(path, "replaces", message)


def _course(
    slug: str, table: CourseTable, modules: tuple[Module, ...], sources: Mapping[str, Source]
) -> Course:
    final = table.final
    return Course(
        slug=slug,
        title=table.title,
        summary=table.summary,
        edition=table.edition,
        published=table.published,
        tier=table.tier,
        topic=table.topic,
        audience=table.audience,
        delivery=table.delivery,
        modules=modules,
        final=FinalRules(
            pass_percent=final.pass_percent,
            attempts=final.attempts,
            pause_hours=final.pause_hours,
            draws=tuple(Draw(draw.objective, draw.questions) for draw in final.draw),
        ),
        sources=tuple(sources.values()),
        replaces=tuple(
            Replacement(row.edition, row.still_counts, row.reason) for row in table.replaces
        ),
    )
