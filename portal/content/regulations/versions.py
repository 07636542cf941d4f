"""The versions of one requirement: their windows, settings, sources and confidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from portal.content.explain import nearest, unknown
from portal.content.files import Shelf
from portal.content.regulations.tables import VersionTable
from portal.domain.checks import CheckShape, Kind
from portal.domain.errors import Invalid
from portal.domain.requirements import UNKNOWN, Setting, Source, Subject, Version
from portal.domain.settings import fitting

SOURCES = "sources.toml"


@dataclass(slots=True)
class Register:
    """What the files have named so far, to check them against each other."""

    sources: Mapping[str, Source] | None
    """None when some cannot be used, so that nobody checks against them."""
    slugs: Mapping[str, Path]
    rules: dict[tuple[Subject, str], str] = field(default_factory=dict)
    trainings: list[tuple[Path, str, str]] = field(default_factory=list)
    """Where a setting names another requirement: file, key and slug."""


def check_windows(shelf: Shelf, path: Path, versions: Iterable[VersionTable]) -> None:
    earlier: VersionTable | None = None
    for number, version in enumerate(versions, start=1):
        key = f"version[{number}]"
        if version.ends is not None and version.ends <= version.starts:
            message = "It ends before it starts. Write the first day it is no longer in force."
            shelf.wrong(path, f"{key}.ends", message)
        if earlier is not None and version.starts <= earlier.starts:
            message = f"The version above starts on {earlier.starts}. Put the versions in order."
            shelf.wrong(path, f"{key}.starts", message)
        elif earlier is not None and earlier.ends is not None and earlier.ends > version.starts:
            message = (
                f"The next version starts on {version.starts}, so the two overlap. "
                "End it by then, or leave ends out."
            )
            shelf.wrong(path, f"version[{number - 1}].ends", message)
        earlier = version


def read_version(
    shelf: Shelf,
    path: Path,
    key: str,
    table: VersionTable,
    following: date | None,
    shape: CheckShape,
    register: Register,
) -> Version:
    """One version, which ends by itself when the next one starts, on the day `following`."""
    if register.sources is not None and table.source not in register.sources:
        shelf.wrong(path, f"{key}.source", no_source(table.source, register.sources))
    if table.verified is not None and table.confidence.is_recalled:
        message = (
            f"The confidence is {table.confidence}: recalled, so nobody read the source. "
            "Take verified out, or read the source and raise the confidence."
        )
        shelf.wrong(path, f"{key}.verified", message)
    return Version(
        starts=table.starts,
        ends=table.ends or following,
        settings=_settings(shelf, path, f"{key}.settings", table.settings, shape, register),
        source=table.source,
        section=table.section or "",
        confidence=table.confidence,
        verified=table.verified,
    )


def _settings(
    shelf: Shelf,
    path: Path,
    key: str,
    said: Mapping[str, Any],
    shape: CheckShape,
    register: Register,
) -> dict[str, Setting]:
    settings: dict[str, Setting] = {}
    strange = [name for name in said if name not in shape.settings]
    for name in strange:
        shelf.wrong(path, f"{key}.{name}", unknown(name, list(shape.settings)))
    meant = " ".join(nearest(name, shape.settings) for name in strange)
    for name, setting in shape.settings.items():
        if name not in said:
            if not setting.optional and f"“{name}”" not in meant:
                other = f', or {name} = "{UNKNOWN}"' if setting.may_be_unknown else ""
                shelf.wrong(path, f"{key}.{name}", f"This is missing. Add {name} = …{other}.")
            continue
        try:
            settings[name] = fitting(setting, said[name])
        except Invalid as error:
            shelf.wrong(path, f"{key}.{name}", str(error))
            continue
        value = settings[name]
        if setting.kind is Kind.REQUIREMENT and isinstance(value, str) and value != UNKNOWN:
            register.trainings.append((path, f"{key}.{name}", value))
    return settings


def no_source(name: str, known: Iterable[str]) -> str:
    known = list(known)
    hint = nearest(name, known) or f" Known: {', '.join(known)}."
    return f"There is no source “{name}” in {SOURCES}.{hint}"
