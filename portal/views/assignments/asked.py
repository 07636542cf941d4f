"""What assignments ask of somebody, for the pages about that person."""

from dataclasses import dataclass
from datetime import date, datetime

from portal import held
from portal.db import db
from portal.domain.access import Permission, holds
from portal.domain.assignments import Due
from portal.services.assignments import due_of_person
from portal.services.people import Seen
from portal.views import subject
from portal.views.access import me


@dataclass(frozen=True, slots=True)
class AskedOf:
    """What is asked of a person, and whether the visitor may open the assignments."""

    dues: list[Due]
    may_open: bool


def of(seen: Seen, on: date, known_at: datetime | None = None) -> AskedOf:
    """Everything that is asked of a person on a day, done or not, with the reasons.

    Others than the person see what their own counties and the state ask; of who has left them,
    nothing, since what is asked is asked by the day that is shown.
    """
    if seen.until is not None:
        return AskedOf([], may_open=False)
    is_own = seen.person.id == me.person_id
    dues = due_of_person(
        db.session,
        seen.person.id,
        lambda: held.rulebook(known_at),
        held.catalogue(),
        on,
        counties=None if is_own else subject.scope(Permission.SEE_PEOPLE),
        known_at=known_at,
    )
    return AskedOf(dues, holds(me.grants, Permission.ASSIGN))
