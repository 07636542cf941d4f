"""Working out what verifying a requirement would change, where that takes long.

A sweep: whoever begins says so first, and says after each county how far it is. What a dying
process left, the next one does from the beginning.
"""

from collections.abc import Callable
from datetime import datetime

from portal.domain.curriculum import Catalogue
from portal.domain.errors import PortalError
from portal.domain.requirements import Rulebook
from portal.jobs.lists import Sessions
from portal.models import RulePreview
from portal.services import previews

Clock = Callable[[], datetime]


def sweep(sessions: Sessions, files: Rulebook, catalogue: Catalogue, clock: Clock) -> int:
    """Work out everything that waits; how much did."""
    with sessions.reading() as session:
        numbers = previews.waiting(session, clock())
    return sum(_work_out(sessions, number, files, catalogue, clock) for number in numbers)


def _work_out(
    sessions: Sessions, number: int, files: Rulebook, catalogue: Catalogue, clock: Clock
) -> bool:
    with sessions.writing() as session:
        mine = previews.claim(session, number, clock())
        session.commit()
    if not mine:
        return False

    def tell(counties: int) -> None:
        with sessions.writing() as noting:
            previews.note(noting, number, counties, clock())
            noting.commit()

    try:
        with sessions.reading() as session:
            row = session.get_one(RulePreview, number)
            asked, at = previews.asked_of(row), row.recorded_at
            found = previews.work_out(session, files, catalogue, asked, at, tell)
    except PortalError as error:
        with sessions.writing() as session:
            previews.refuse(session, number, error)
            session.commit()
        return False
    with sessions.writing() as session:
        previews.finish(session, number, found)
        session.commit()
    return True
