"""Captions as they were saved, version by version; a further one is noticed at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from portal.content.library import WebinarTable
from portal.domain.captions import LANGUAGES, Cue, State, faults
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.models import CaptionVersion, Person
from portal.services.library.captions import missing
from portal.services.library.items import noticed
from portal.services.once import add_once
from portal.services.webinars import media


@dataclass(frozen=True, slots=True)
class Saved:
    """A version in the history: who saved it."""

    row: CaptionVersion
    saved_by: str | None


def history(session: Session, item_id: int, language: str) -> list[Saved]:
    """Every version in a language, the newest first, without the cues."""
    name = Person.called
    wanted = (
        select(CaptionVersion, name)
        .outerjoin(Person, Person.id == CaptionVersion.recorded_by_id)
        .where(CaptionVersion.item_id == item_id, CaptionVersion.language == language)
        .order_by(CaptionVersion.number.desc())
        .options(defer(CaptionVersion.cues))
    )
    return [Saved(row, saved_by) for row, saved_by in session.execute(wanted)]


def version(session: Session, item_id: int, language: str, number: int) -> CaptionVersion:
    """A version with its cues. Raises NotFound."""
    wanted = select(CaptionVersion).where(
        CaptionVersion.item_id == item_id,
        CaptionVersion.language == language,
        CaptionVersion.number == number,
    )
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("There is no such version of these captions.")
    return found


def last(session: Session, item_id: int, language: str) -> CaptionVersion | None:
    """The version that was saved last."""
    wanted = (
        select(CaptionVersion)
        .where(CaptionVersion.item_id == item_id, CaptionVersion.language == language)
        .order_by(CaptionVersion.number.desc())
        .limit(1)
    )
    return session.scalar(wanted)


def save(
    session: Session,
    item_id: int,
    language: str,
    cues: Sequence[Cue],
    *,
    number: int,
    recording: str,
    state: State,
    length: int | None,
    change: str,
    by: int | None,
    at: datetime,
) -> CaptionVersion:
    """Save captions as the version `number` of a language.

    The same once more, as by a double click, is the same version. Raises Invalid for a language or
    cues that cannot be, and Conflict when somebody else saved that version with other words.
    """
    if language not in LANGUAGES:
        raise Invalid("Choose a language of the list.", "language")
    found = faults(cues, length)
    if found:
        raise Invalid(f"Cue {found[0].cue + 1}: {found[0].message}", "cues")
    before = last(session, item_id, language)
    expected = 1 if before is None else before.number + 1
    if number > expected:
        raise NotFound("There is no version before this one.")
    rows = [[cue.start, cue.end, cue.text] for cue in cues]
    add_once(
        session,
        CaptionVersion,
        item_id=item_id,
        language=language,
        number=number,
        recording=recording,
        state=state,
        cues=rows,
        change=change,
        recorded_at=at,
        recorded_by_id=by,
    )
    there = version(session, item_id, language, number)
    if (there.cues, there.state, there.recording) != (rows, state, recording):
        raise Conflict("Somebody else saved these captions meanwhile. What you wrote is kept here.")
    noticed(session, item_id, at)
    return there


def hindrance(session: Session, item_id: int, facts: WebinarTable) -> str:
    """Why a version of a webinar cannot be published yet, as a sentence; empty when it can."""
    if facts.recording is None:
        return ""
    if media.recording(session, facts.recording.sha256) is None:
        return (
            f"Its recording “{facts.recording.file}” is not here. Upload it, or take it out of "
            "the webinar."
        )
    return missing(session, item_id, facts.recording.sha256)
