"""What verifying a requirement, or taking that back, would change: asked for, and worked out.

Nothing is recorded for it, so nobody is kept from writing. For few people it is worked out at
once. For many somebody asks for it, may leave the page, and comes back: a job works it out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.errors import Conflict, PortalError
from portal.domain.requirements import Rulebook, Verification, with_verifications
from portal.domain.settings import settings_from_json, settings_to_json
from portal.models import Person, RulePreview
from portal.services import impact, rulebook
from portal.services.impact import Changes
from portal.services.once import one_after_the_other
from portal.services.rulebook import Reading

FEW = 1000
"""So many people can be worked out while somebody waits."""
KEPT = timedelta(days=7)
"""So long a preview is kept."""
STALE = timedelta(minutes=10)
"""Who works one out and says nothing for so long has died."""
_changes = TypeAdapter(Changes)


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """A verification is taken back from a day on."""

    verification: int
    ends_on: date
    reason: str


Asked = Reading | Withdrawing


def is_quick(session: Session) -> bool:
    """Whether it can be worked out while somebody waits."""
    return (session.scalar(select(func.count()).select_from(Person)) or 0) <= FEW


def check(session: Session, files: Rulebook, asked: Asked, at: datetime) -> None:
    """Raise NotFound, or Invalid, naming the field, if this could not be recorded."""
    if isinstance(asked, Reading):
        rulebook.checked(files, asked, civil_date(at))
    else:
        rulebook.may_be_withdrawn(session, asked.verification, asked.ends_on, asked.reason)


def work_out(
    session: Session,
    files: Rulebook,
    catalogue: Catalogue,
    asked: Asked,
    at: datetime,
    tell: Callable[[int], object] = lambda _counties: None,
) -> Changes:
    """What would change. Reads only. Raises NotFound, and Invalid, naming the field."""
    before = rulebook.current(session, files)
    known = rulebook.verifications(session)
    if isinstance(asked, Reading):
        read = rulebook.checked(files, asked, civil_date(at))
        number = max((each.id for each in known), default=0) + 1
        known.append(
            Verification(
                number,
                read.requirement,
                read.version,
                read.settings,
                read.source,
                read.section,
                read.read_on,
                read.starts_on,
                ends_on=None,
                recorded_at=at,
                recorded_by="",
            )
        )
        day = read.starts_on
    else:
        check(session, files, asked, at)
        known = [_taken_back(each, asked) for each in known]
        day = asked.ends_on
    after = with_verifications(files, known)
    return impact.of(session, before, after, catalogue, day, at, tell)


def _taken_back(one: Verification, asked: Withdrawing) -> Verification:
    if one.id != asked.verification:
        return one
    if one.ends_on is not None:
        message = "This verification has been withdrawn already."
        raise Conflict(message)
    return replace(one, ends_on=asked.ends_on)


# Beside the page


def ask(
    session: Session,
    requirement: str,
    version: date,
    asked: Asked,
    typed: Sequence[tuple[str, str]],
    *,
    by: int,
    at: datetime,
) -> int:
    """Ask for it to be worked out; the number to come back with.

    Asking the same again while it is worked on, as by a double click, changes nothing. What was
    asked long ago is forgotten.
    """
    one_after_the_other(session)
    session.execute(delete(RulePreview).where(RulePreview.recorded_at < at - KEPT))
    says, pairs = _to_json(asked), [list(pair) for pair in typed]
    mine = (RulePreview.requirement == requirement, RulePreview.recorded_by_id == by)
    open_ = (RulePreview.changes.is_(None), RulePreview.refused == "")
    for row in session.scalars(select(RulePreview).where(*mine, *open_)):
        if (row.says, row.version) == (says, version):
            return row.id
    row = RulePreview(
        requirement=requirement,
        version=version,
        verification_id=asked.verification if isinstance(asked, Withdrawing) else None,
        says=says,
        typed=pairs,
        counties=0,
        refused="",
        recorded_at=at,
        recorded_by_id=by,
    )
    session.add(row)
    session.flush()
    return row.id


def waiting(session: Session, at: datetime) -> list[int]:
    """The numbers of those that nobody works out, in the order in which they were asked for."""
    open_ = (RulePreview.changes.is_(None), RulePreview.refused == "")
    idle = or_(RulePreview.noted_at.is_(None), RulePreview.noted_at < at - STALE)
    return list(
        session.scalars(select(RulePreview.id).where(*open_, idle).order_by(RulePreview.id))
    )


def claim(session: Session, number: int, at: datetime) -> bool:
    """Begin to work it out; False: somebody else has."""
    one_after_the_other(session)
    if number not in waiting(session, at):
        return False
    note(session, number, 0, at)
    return True


def note(session: Session, number: int, counties: int, at: datetime) -> None:
    """Note how many counties are done."""
    _put(session, number, counties=counties, noted_at=at)


def finish(session: Session, number: int, changes: Changes) -> None:
    """It is worked out."""
    _put(session, number, changes=_changes.dump_python(changes, mode="json"))


def refuse(session: Session, number: int, error: PortalError) -> None:
    """It cannot be worked out any more."""
    _put(session, number, refused=str(error))


def _put(session: Session, number: int, **values: Any) -> None:
    session.execute(update(RulePreview).where(RulePreview.id == number).values(**values))


def changes_of(row: RulePreview) -> Changes | None:
    """What would change; None: it is not worked out yet."""
    return None if row.changes is None else _changes.validate_python(row.changes)


def asked_of(row: RulePreview) -> Asked:
    """What was asked."""
    says: Mapping[str, Any] = row.says
    if row.verification_id is not None:
        ends_on = date.fromisoformat(says["ends_on"])
        return Withdrawing(row.verification_id, ends_on, says["reason"])
    return Reading(
        row.requirement,
        row.version,
        settings_from_json(says["settings"]),
        says["source"],
        says["section"],
        date.fromisoformat(says["read_on"]),
        date.fromisoformat(says["starts_on"]),
        says["note"],
    )


def _to_json(asked: Asked) -> dict[str, Any]:
    if isinstance(asked, Withdrawing):
        return {"ends_on": asked.ends_on.isoformat(), "reason": asked.reason}
    return {
        "settings": settings_to_json(asked.settings),
        "source": asked.source,
        "section": asked.section,
        "read_on": asked.read_on.isoformat(),
        "starts_on": asked.starts_on.isoformat(),
        "note": asked.note,
    }
