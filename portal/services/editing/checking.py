"""Saying that an item was compared with its sources today."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.content.library import Document
from portal.domain.library.items import Ref
from portal.models import LibraryVersion
from portal.services import library
from portal.services.editing.versions import Saved, numbered, versions
from portal.services.library.items import item

_CHECKED = "checked_on"


def mark_checked(
    session: Session, ref: Ref, *, number: int, today: date, by: int | None, at: datetime
) -> tuple[LibraryVersion, bool]:
    """A further version that says so, and whether readers see it at once.

    They do when what they see is otherwise the same; else it waits like any other change. `number`
    is the one that it shall have. Raises Conflict when somebody else saved meanwhile.
    """
    item(session, ref)  # held, so that nobody publishes between what is read and what is said
    before = versions(session, ref)
    newest = numbered(before, number - 1)
    facts = newest.document.facts.model_copy(update={_CHECKED: today})
    version = newest.row
    if facts != newest.document.facts:
        version = library.save(
            session,
            Document(ref, facts, newest.document.text),
            number=number,
            change="Compared with its sources.",
            by=by,
            at=at,
        )
    shown = next((one for one in before if one.is_shown(at)), None)
    if shown is None or not _differs_in_the_day_only(shown, newest):
        return version, False
    library.publish(session, version, starts_at=at, by=by, at=at)
    return version, True


def _differs_in_the_day_only(one: Saved, other: Saved) -> bool:
    facts = [{**each.row.facts, _CHECKED: None} for each in (one, other)]
    return facts[0] == facts[1] and one.row.text == other.row.text
