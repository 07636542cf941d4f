"""A webinar as its editors have it: the newest version, with the recording that it names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.library import Document, WebinarTable, from_row
from portal.content.library.tables import RecordingTable
from portal.domain.captions import LANGUAGES, State, Version, latest, shown
from portal.domain.errors import NotFound
from portal.domain.library.items import Kind, Ref
from portal.models import CaptionVersion, LibraryItem, LibraryVersion, MediaFile
from portal.services import library
from portal.services.webinars import captions, media
from portal.services.webinars.uploads import file_name


@dataclass(frozen=True, slots=True)
class Desk:
    """The newest version of a webinar, saved or shown, and its recording."""

    item: LibraryItem
    number: int
    facts: WebinarTable
    text: str
    recording: MediaFile | None
    """The recording that it names, if it is here."""

    @property
    def ref(self) -> Ref:
        """The webinar."""
        return Ref(Kind.WEBINAR, self.item.slug)


@dataclass(frozen=True, slots=True)
class Language:
    """How far the captions of a recording are in a language."""

    code: str
    state: State
    """Of what viewers get."""
    newer: bool
    """Whether there is a version after the one that viewers get."""

    @property
    def name(self) -> str:
        """The language, in its own words."""
        return LANGUAGES.get(self.code, self.code)


def desk(session: Session, slug: str) -> Desk:
    """A webinar, whether anybody else sees it or not. Raises NotFound."""
    found = session.execute(
        select(LibraryItem, LibraryVersion)
        .join(LibraryVersion, LibraryVersion.item_id == LibraryItem.id)
        .where(LibraryItem.kind == Kind.WEBINAR, LibraryItem.slug == slug)
        .order_by(LibraryVersion.number.desc())
        .limit(1)
    ).first()
    facts = found and from_row(Kind.WEBINAR, found[1].facts)
    if found is None or not isinstance(facts, WebinarTable):
        raise NotFound("There is no such webinar. The library’s list shows every one.")
    kept = media.recording(session, facts.recording.sha256) if facts.recording else None
    return Desk(found[0], found[1].number, facts, found[1].text, kept)


def belongs(session: Session, item_id: int, digest: str) -> MediaFile | None:
    """The recording with this digest, or with this poster, if a version of the webinar names it."""
    found = session.scalar(
        select(MediaFile).where((MediaFile.sha256 == digest) | (MediaFile.poster == digest))
    )
    if found is None:
        return None
    facts = session.scalars(select(LibraryVersion.facts).where(LibraryVersion.item_id == item_id))
    named = {(one.get("recording") or {}).get("sha256") for one in facts}
    return found if found.sha256 in named else None


def languages(session: Session, item_id: int, recording: str) -> list[Language]:
    """How far the captions of a recording are, in every language that has any."""
    wanted = select(
        CaptionVersion.language,
        CaptionVersion.number,
        CaptionVersion.state,
        CaptionVersion.recording,
    ).where(CaptionVersion.item_id == item_id)
    versions: dict[str, list[Version]] = {}
    for row in session.execute(wanted):
        version = Version(row.number, row.state, row.recording)
        versions.setdefault(row.language, []).append(version)
    found = []
    for code in LANGUAGES:
        rows = versions.get(code, [])
        seen, last = shown(rows, recording), latest(rows)
        if last is not None:
            state = seen.state if seen else State.NONE
            found.append(Language(code, state, newer=seen is None or last.number > seen.number))
    return found


def attach(
    session: Session, webinar: Desk, recording: MediaFile, label: str, *, by: int, at: datetime
) -> LibraryVersion:
    """A further version of the webinar, with this recording. It waits to be published.

    Raises Conflict when somebody else saved the webinar meanwhile.
    """
    name = file_name(label, recording.media_type)
    facts = webinar.facts.model_copy(
        update={"recording": RecordingTable(file=name, sha256=recording.sha256)}
    )
    return library.save(
        session,
        Document(webinar.ref, facts, webinar.text),
        number=webinar.number + 1,
        change=f"The recording “{label}” was uploaded.",
        by=by,
        at=at,
    )


def waits(session: Session, webinar: Desk) -> str:
    """What is missing before this version may be published, as a sentence; empty when nothing."""
    return captions.hindrance(session, webinar.item.id, webinar.facts)
