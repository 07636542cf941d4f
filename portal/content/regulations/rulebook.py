"""The folder portal/regulations → the rulebook, or everything that is wrong with its files."""

from __future__ import annotations

from pathlib import Path

from portal.content.explain import nearest
from portal.content.files import ContentError, Problem, Shelf
from portal.content.modules import listed
from portal.content.regulations.tables import OrderTable, RequirementTable, SourceTable
from portal.content.regulations.versions import (
    SOURCES,
    Register,
    check_windows,
    no_source,
    read_version,
)
from portal.domain.checks import CHECKS
from portal.domain.requirements import Beside, Requirement, Rulebook, Source

GUIDE = "docs/regulations.md"
ORDER = "order.toml"


def read_rulebook(root: Path) -> Rulebook:
    """Every requirement and source under `root` (the folder regulations/).

    Raises ContentError, with every problem of every file, when anything is wrong.
    """
    shelf = Shelf(root, GUIDE)
    rulebook = _read(shelf)
    if shelf.problems:
        raise ContentError(shelf.problems)
    return rulebook


def check(root: Path) -> list[Problem]:
    """Everything to mend; empty when the files can be used."""
    shelf = Shelf(root, GUIDE)
    _read(shelf)
    return shelf.problems


def _read(shelf: Shelf) -> Rulebook:
    sources = _sources(shelf, shelf.root / SOURCES)
    register = Register(sources, _files(shelf))
    requirements = {
        slug: requirement
        for slug, path in register.slugs.items()
        if (requirement := _requirement(shelf, path, slug, register)) is not None
    }
    for path, key, slug in register.trainings:
        if slug not in register.slugs:
            hint = nearest(slug, register.slugs)
            message = f"There is no requirement “{slug}”.{hint} Write the name of its file."
            shelf.wrong(path, key, message)
        elif slug in requirements and requirements[slug].check != "completed":
            message = f"“{slug}” is no training. Name a requirement with the check “completed”."
            shelf.wrong(path, key, message)
    return Rulebook(sources or {}, requirements)


def _files(shelf: Shelf) -> dict[str, Path]:
    """The file of each requirement by slug, in order; what is amiss between list and folders."""
    path = shelf.root / ORDER
    table = shelf.table(path, OrderTable)
    there = {
        f"{folder.name}/{file.stem}": file
        for folder in listed(shelf.root)
        if folder.is_dir()
        for file in listed(folder)
    }
    names = list(there) if table is None else table.requirements
    found: dict[str, Path] = {}
    for number, name in enumerate(names, start=1):
        key, slug = f"requirements[{number}]", name.partition("/")[2]
        if name not in there:
            hint = nearest(name, set(there) - set(names))
            message = f"There is no file {name}.toml.{hint} Write it, or take it out of the list."
            shelf.wrong(path, key, message)
        elif found.get(slug) == there[name]:
            shelf.wrong(path, key, f"“{name}” stands here twice. Remove one.")
        elif slug in found:
            message = f"“{slug}” is there already. A slug is an address: give each its own."
            shelf.wrong(path, key, message)
        else:
            found[slug] = there[name]
    for name, file in there.items():
        if file.suffix != ".toml":
            shelf.wrong(file, "file", "Only .toml files belong here. Move or remove it.")
        elif name not in names:
            shelf.wrong(file, "file", f"{ORDER} does not list it. Add it at the end of the list.")
    return {slug: file for slug, file in found.items() if file.suffix == ".toml"}


def _sources(shelf: Shelf, path: Path) -> dict[str, Source] | None:
    before = len(shelf.problems)
    sources: dict[str, Source] = {}
    superseded: dict[str, str] = {}
    places: dict[str, str] = {}
    for key, row in shelf.rows(path, shelf.data(path), "source"):
        table = shelf.fit(path, row, SourceTable, key)
        if table is None:
            continue
        if table.key in sources:
            shelf.wrong(path, f"{key}.key", f"{places[table.key]} has this key too. Give another.")
            continue
        places[table.key] = key
        old = table.supersedes or ""
        if old and superseded.setdefault(old, table.key) != table.key:
            message = f"“{superseded[old]}” supersedes “{old}” already. Keep one of them."
            shelf.wrong(path, f"{key}.supersedes", message)
        data = table.model_dump() | {"url": table.url or "", "supersedes": old}
        sources[table.key] = Source(**data)
    for name, source in sources.items():
        if source.supersedes and (source.supersedes not in sources or source.supersedes == name):
            message = no_source(source.supersedes, set(sources) - {name})
            shelf.wrong(path, f"{places[name]}.supersedes", message)
    return None if len(shelf.problems) > before else sources


def _requirement(shelf: Shelf, path: Path, slug: str, register: Register) -> Requirement | None:
    table = shelf.table(path, RequirementTable)
    if table is None:
        return None
    twin = register.rules.setdefault((table.subject, table.rule), path.name)
    if twin != path.name:
        message = f"{twin} has this rule for the same subject. Give another, such as with a letter."
        shelf.wrong(path, "rule", message)
    shape = CHECKS.get(table.check)
    if shape is None:
        hint = nearest(table.check, CHECKS) or f" Known: {', '.join(CHECKS)}."
        shelf.wrong(path, "check", f"There is no check “{table.check}”.{hint}")
        return None
    if table.subject is not shape.subject:
        message = f"The check “{table.check}” judges a {shape.subject}. Make the two agree."
        shelf.wrong(path, "subject", message)
    if table.tier not in shape.tiers:
        message = f"The check “{table.check}” goes with: {', '.join(sorted(shape.tiers))}."
        shelf.wrong(path, "tier", message)
    check_windows(shelf, path, table.version)
    nexts = [*(version.starts for version in table.version[1:]), None]
    versions = tuple(
        read_version(shelf, path, f"version[{number}]", version, following, shape, register)
        for number, (version, following) in enumerate(zip(table.version, nexts, strict=True), 1)
    )
    for number, each in enumerate(table.beside, 1):
        if register.sources is not None and each.source not in register.sources:
            shelf.wrong(path, f"beside[{number}].source", no_source(each.source, register.sources))
    beside = tuple(Beside(each.source, each.section or "", each.says) for each in table.beside)
    data = table.model_dump(exclude={"version", "beside"})
    return Requirement(slug=slug, versions=versions, beside=beside, **data)
