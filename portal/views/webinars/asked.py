"""The webinar that is asked for, with the recording and the captions that this reader gets."""

from dataclasses import dataclass
from typing import cast

from portal.content.library import WebinarTable
from portal.db import db
from portal.domain.captions import NEEDED, State
from portal.domain.errors import NotFound
from portal.domain.library.items import VISITOR, Kind, Ref
from portal.models import MediaFile
from portal.services.library import Shown
from portal.services.library.captions import Captions, of_recording
from portal.services.library.shelf import Kept
from portal.services.webinars import media
from portal.views.library import now, shelf, shown_or_404, visible

NOTHING = "There is no such recording, or it is not shown any more."


@dataclass(frozen=True, slots=True)
class Webinar:
    """A webinar as it is shown. `recording` is None until its captions are reviewed."""

    shown: Shown
    facts: WebinarTable
    recording: MediaFile | None
    captions: tuple[Captions, ...]

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return self.shown.ref.slug

    def in_language(self, language: str) -> Captions | None:
        """The captions in a language."""
        return next((one for one in self.captions if one.language == language), None)


def webinar_facts(shown: Shown) -> WebinarTable:
    """What a webinar says of itself."""
    return cast(WebinarTable, shown.facts)  # it is kept with its kind


def is_public(shown: Shown) -> bool:
    """Whether everybody gets it, so that a shared cache may keep it."""
    return shelf().get(shown.ref, VISITOR, now()) is not None


def webinar_or_404(slug: str) -> Webinar:
    """The webinar, as this reader may see it. Raises NotFound."""
    shown = shown_or_404(Kind.WEBINAR, slug)
    facts = webinar_facts(shown)
    if facts.recording is None:
        return Webinar(shown, facts, None, ())
    captions = tuple(of_recording(db.session, shown.item_id, facts.recording.sha256))
    ready = any(one.language == NEEDED and one.state is State.REVIEWED for one in captions)
    found = media.recording(db.session, facts.recording.sha256) if ready else None
    return Webinar(shown, facts, found, captions if found else ())


def recording_or_404(slug: str) -> tuple[Kept, bool]:
    """The recording of this webinar, and whether everybody gets it. Raises NotFound.

    A player asks for many parts: what is shown is read once for each state of the library.
    """
    seen = visible()
    shown = seen.get(Ref(Kind.WEBINAR, slug))
    named = webinar_facts(shown).recording if shown else None
    if shown is None or named is None:
        raise NotFound(NOTHING)
    key, known = (shown.item_id, named.sha256), seen.shelf.recordings
    if key not in known:
        known[key] = media.shown(db.session, *key)
    kept = known[key]
    if kept is None:
        raise NotFound(NOTHING)
    return kept, seen.reader.is_public or is_public(shown)
