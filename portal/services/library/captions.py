"""What viewers of a recording read: of everything that was saved, what stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.captions import LANGUAGES, NEEDED, Cue, State, Version, shown, unfinished
from portal.models import CaptionVersion


@dataclass(frozen=True, slots=True)
class Captions:
    """What viewers of a recording get in a language."""

    language: str
    number: int
    state: State
    cues: tuple[Cue, ...]

    @property
    def name(self) -> str:
        """The language, in its own words."""
        return LANGUAGES.get(self.language, self.language)


def of_recording(session: Session, item_id: int, recording: str) -> list[Captions]:
    """What viewers get, in the order of languages. Two queries, however many languages."""
    numbers: dict[str, list[Version]] = {}
    wanted = select(
        CaptionVersion.language,
        CaptionVersion.number,
        CaptionVersion.state,
        CaptionVersion.recording,
    ).where(CaptionVersion.item_id == item_id)
    for row in session.execute(wanted):
        version = Version(row.number, row.state, row.recording)
        numbers.setdefault(row.language, []).append(version)
    chosen = {
        (language, found.number)
        for language, versions in numbers.items()
        if (found := shown(versions, recording))
    }
    if not chosen:
        return []
    order = list(LANGUAGES)
    rows = session.scalars(
        select(CaptionVersion).where(
            CaptionVersion.item_id == item_id,
            CaptionVersion.number.in_({number for _, number in chosen}),
        )
    )
    got = [_captions(row) for row in rows if (row.language, row.number) in chosen]
    return sorted(got, key=lambda one: order.index(one.language))


def _captions(row: CaptionVersion) -> Captions:
    return Captions(row.language, row.number, row.state, tuple(Cue(*cue) for cue in row.cues))


def missing(session: Session, item_id: int, recording: str) -> str:
    """What keeps a recording from being shown, as a sentence; empty when nothing does."""
    wanted = select(CaptionVersion.number, CaptionVersion.state, CaptionVersion.recording).where(
        CaptionVersion.item_id == item_id, CaptionVersion.language == NEEDED
    )
    return unfinished((Version(*row) for row in session.execute(wanted)), recording)


def languages(session: Session, recordings: Mapping[int, str]) -> dict[int, list[str]]:
    """In which languages viewers get captions, for items by id with their recordings. One query.

    An item is left out while its recording is not shown.
    """
    wanted = select(
        CaptionVersion.item_id,
        CaptionVersion.language,
        CaptionVersion.number,
        CaptionVersion.state,
        CaptionVersion.recording,
    ).where(CaptionVersion.item_id.in_(recordings))
    versions: dict[int, dict[str, list[Version]]] = {}
    for row in session.execute(wanted):
        version = Version(row.number, row.state, row.recording)
        versions.setdefault(row.item_id, {}).setdefault(row.language, []).append(version)
    return {
        item: [code for code in LANGUAGES if shown(found.get(code, []), recordings[item])]
        for item, found in versions.items()
        if not unfinished(found.get(NEEDED, []), recordings[item])
    }
