"""Sources and pictures that nobody uses, and pictures that say nothing to who cannot see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as Tree

from portal.content.files import Shelf
from portal.content.modules import listed
from portal.domain.curriculum import Course

_CITED = re.compile(r"\[\^([^\]]+)\]")
_SVG = "{http://www.w3.org/2000/svg}"


def cited(shelf: Shelf, folder: Path, course: Course) -> set[str]:
    """The keys of all sources that a text or a question of the training names."""
    keys = {key for text in _texts(shelf, folder, course) for key in _CITED.findall(text)}
    for module in course.modules:
        for question in (*module.check, *module.pool):
            keys.update(question.sources)
    return keys


def _texts(shelf: Shelf, folder: Path, course: Course) -> Iterator[str]:
    for module in course.modules:
        for path in listed(folder / module.slug):
            if path.suffix == ".md" or path.name == "scenario.toml":
                yield shelf.text(path) or ""


def check_sources(shelf: Shelf, folder: Path, course: Course) -> None:
    """Every source of the reading list is cited somewhere."""
    used = cited(shelf, folder, course)
    for number, source in enumerate(course.sources, start=1):
        if source.key not in used:
            message = f"Nothing cites “{source.key}”. Cite it where it is used, or take it out."
            shelf.wrong(folder / "sources.toml", f"source[{number}]", message)


def check_pictures(shelf: Shelf, folder: Path, course: Course) -> None:
    """Every picture is shown by a lesson, and a drawing says in words what it shows."""
    texts = list(_texts(shelf, folder, course))
    for path in listed(folder / "images"):
        if not any(f"../images/{path.name})" in text for text in texts):
            shelf.wrong(path, "file", "No lesson shows this picture. Show it, or remove it.")
        if path.suffix == ".svg":
            for key, message in _drawing_faults(shelf.text(path) or ""):
                shelf.wrong(path, key, message)


def _drawing_faults(text: str) -> Iterator[tuple[str, str]]:
    try:
        root = Tree.fromstring(text)  # noqa: S314 - our own reviewed files
    except Tree.ParseError as error:
        yield f"line {error.position[0]}", "This is not SVG. Export the drawing again."
        return
    if root.get("role") != "img":
        yield "svg", 'Add role="img", so that the drawing is read out as one picture.'
    for tag, purpose in (("title", "its name"), ("desc", "all that it shows, in words")):
        found = root.find(f"{_SVG}{tag}")
        if found is None or not (found.text or "").strip():
            yield tag, f"The drawing lacks <{tag}>: {purpose}. Add it below <svg …>."
