"""What the search knows of items: made anew with every change that readers may notice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.library import ItemTable, WebinarTable, from_row
from portal.domain.library.items import Ref
from portal.domain.library.publication import Publication, Span, spans
from portal.models import LibraryItem, LibraryPublication, LibraryVersion
from portal.services import search
from portal.services.library.captions import missing, of_recording
from portal.services.search.passages import Line, Passage, of_captions, of_item


def index_again(session: Session, at: datetime) -> int:
    """Let the search know every item anew; says how many there are."""
    numbers = session.scalars(select(LibraryItem.id)).all()
    for number in numbers:
        index(session, number, at)
    return len(numbers)


def index(session: Session, item_id: int, at: datetime) -> None:
    """Let the search know what is shown of an item, now and as far as it is planned."""
    item = session.get_one(LibraryItem, item_id)
    ref = Ref(item.kind, item.slug)
    planned = [span for span in _spans(session, item_id) if span.until is None or span.until > at]
    wanted = select(LibraryVersion).where(LibraryVersion.id.in_({each.version for each in planned}))
    versions = {version.id: version for version in session.scalars(wanted)} if planned else {}
    passages: list[Passage] = []
    spoken: list[Passage] = []
    for span in planned:
        version = versions[span.version]
        facts = from_row(ref.kind, version.facts)
        passages += of_item(ref, facts, version.text, span.starts_at, span.until)
        for lines in _languages(session, item_id, facts):
            spoken += of_captions(ref, facts, lines, span.starts_at, span.until)
    search.replace(session, str(ref), passages)
    search.replace(session, f"captions:{ref}", spoken)


def _spans(session: Session, item_id: int) -> list[Span]:
    row = LibraryPublication
    wanted = select(row.id, row.starts_at, row.version_id, row.cancels_id)
    found = session.execute(wanted.where(row.item_id == item_id))
    return spans(Publication(*each) for each in found)


def _languages(session: Session, item_id: int, facts: ItemTable) -> Iterator[list[Line]]:
    """What viewers of its recording read, in each language."""
    if not isinstance(facts, WebinarTable) or facts.recording is None:
        return
    recording = facts.recording.sha256
    if missing(session, item_id, recording):
        return  # no recording is shown before somebody has reviewed its captions
    for one in of_recording(session, item_id, recording):
        yield [Line(cue.start // 1000, cue.text) for cue in one.cues]
