"""The library taken in from its files, and written back as it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.library import Document, to_row
from portal.domain.library.items import Reader, Ref
from portal.models import LibraryItem, LibraryVersion
from portal.services.library.items import publish, save
from portal.services.library.shelf import load

REASON = "Taken in from the library's files."
EVERYBODY = Reader(signed_in=True, counties=None)


@dataclass(slots=True)
class Filled:
    """What came of taking files in."""

    added: list[Ref] = field(default_factory=list)
    renewed: list[Ref] = field(default_factory=list)
    unchanged: list[Ref] = field(default_factory=list)
    kept: list[Ref] = field(default_factory=list)
    """The portal has other words, and keeps them."""


def fill(
    session: Session,
    documents: Iterable[Document],
    *,
    renews: bool = False,
    by: int | None,
    at: datetime,
) -> Filled:
    """Save and publish what is not there yet. Once more, it changes nothing.

    An item whose last version says something else is left as it is, unless `renews`: then the file
    becomes a further version, and is published.
    """
    done = Filled()
    last = _last_versions(session)
    for document in documents:
        found = last.get(document.ref)
        if found is None:
            number = 1
            done.added.append(document.ref)
        elif _says(found, document):
            done.unchanged.append(document.ref)
            continue
        elif not renews:
            done.kept.append(document.ref)
            continue
        else:
            number = found.number + 1
            done.renewed.append(document.ref)
        version = save(session, document, number=number, change=REASON, by=by, at=at)
        publish(session, version, starts_at=at, reason=REASON, by=by, at=at)
    return done


def _last_versions(session: Session) -> dict[Ref, LibraryVersion]:
    """The last version of every item, published or not."""
    wanted = (
        select(LibraryItem.kind, LibraryItem.slug, LibraryVersion)
        .join(LibraryVersion, LibraryVersion.item_id == LibraryItem.id)
        .order_by(LibraryVersion.number)
    )
    return {Ref(kind, slug): version for kind, slug, version in session.execute(wanted)}


def _says(version: LibraryVersion, document: Document) -> bool:
    text = version.text.replace("\r\n", "\n").strip()
    return (version.facts, text) == (to_row(document.facts), document.text)


def shown_documents(session: Session, at: datetime) -> list[Document]:
    """Everything that anybody may read at a moment, as it is written to files."""
    return [
        Document(shown.ref, shown.facts, shown.text.replace("\r\n", "\n").strip())
        for shown in load(session).all(EVERYBODY, at)
    ]
