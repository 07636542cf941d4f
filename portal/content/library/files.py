"""Reading and writing `curricula/library/`: a TOML file of facts an item, its text beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from portal.content.files import ContentError, Shelf
from portal.content.library.tables import (
    TABLES,
    FaqTable,
    InitiativeTable,
    ItemTable,
    WebinarTable,
)
from portal.domain.library.items import Kind, Ref

GUIDE = "README.md"


@dataclass(frozen=True, slots=True)
class Document:
    """An item as it is written: its facts, and its text in Markdown."""

    ref: Ref
    facts: ItemTable
    text: str


def read_library(root: Path) -> list[Document]:
    """Every item under a folder, in the order of kinds and names.

    Raises ContentError, naming file, key and remedy of all that is wrong.
    """
    shelf = Shelf(root, GUIDE)
    found: list[Document] = []
    for kind in Kind:
        for path in sorted((root / kind.value).glob("*.toml")):
            facts = shelf.table(path, TABLES[kind])
            text_path = path.with_suffix(".md")
            text = shelf.text(text_path) if text_path.exists() else ""
            if facts is not None and text is not None:
                found.append(Document(Ref(kind, path.stem), facts, text.strip()))
    _check_references(shelf, found)
    if shelf.problems:
        raise ContentError(shelf.problems)
    return found


def _check_references(shelf: Shelf, documents: Iterable[Document]) -> None:
    known = {document.ref: document for document in documents}
    for ref, document in known.items():
        path = shelf.root / f"{ref}.toml"
        for named in document.facts.references():
            if named not in known:
                shelf.wrong(path, "cites", f"There is no {named}. Write it, or correct the name.")
        for slug in document.facts.initiatives:
            if Ref(Kind.INITIATIVE, slug) not in known:
                shelf.wrong(path, "initiatives", f"There is no initiative “{slug}”.")
        if isinstance(document.facts, FaqTable):
            _check_topic(shelf, path, document.facts, known)
        if isinstance(document.facts, WebinarTable):
            _check_recording(shelf, path, document.facts)


def _check_recording(shelf: Shelf, path: Path, webinar: WebinarTable) -> None:
    if webinar.credit is not None and webinar.recording is None:
        message = (
            "Watching counts only for a recording that the portal keeps. Name one in "
            "[recording], or take this rule and the questions out."
        )
        shelf.wrong(path, "credit", message)


def _check_topic(shelf: Shelf, path: Path, faq: FaqTable, known: dict[Ref, Document]) -> None:
    topics = {
        topic.slug
        for slug in faq.initiatives
        if (initiative := known.get(Ref(Kind.INITIATIVE, slug)))
        and isinstance(initiative.facts, InitiativeTable)
        for topic in initiative.facts.topic
    }
    if faq.topic not in topics:
        shelf.wrong(path, "topic", f"None of its initiatives has the topic “{faq.topic}”.")


def write_library(root: Path, documents: Iterable[Document]) -> None:
    """Write items in the format that `read_library` reads; reading them gives them back."""
    for document in documents:
        path = root / f"{document.ref}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(tomli_w.dumps(_without_defaults(document.facts)), encoding="utf-8")
        text_path = path.with_suffix(".md")
        if document.text:
            text_path.write_text(document.text + "\n", encoding="utf-8")
        else:
            text_path.unlink(missing_ok=True)  # else the words of before would be read


def _without_defaults(facts: ItemTable) -> dict[str, Any]:
    return facts.model_dump(exclude_defaults=True, exclude_none=True)


def to_row(facts: ItemTable) -> dict[str, Any]:
    """The facts as plain JSON values, to be kept."""
    return facts.model_dump(mode="json", exclude_defaults=True, exclude_none=True)


def from_row(kind: Kind, row: dict[str, Any]) -> ItemTable:
    """The facts that were kept so."""
    return TABLES[kind].model_validate(row, strict=False)
