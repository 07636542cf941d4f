"""Who may correct the last day of somebody who has left."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.dates import civil_date
from portal.domain.errors import Invalid
from portal.models import Affiliation, Person
from portal.services.affiliations import affiliated, not_ended, over
from portal.services.places import Counties

CORRECTABLE = timedelta(days=7)
"""So long after a last day whoever manages the county may enter a later one that has passed."""


def check_correction(
    session: Session,
    row: Affiliation,
    last_day: date,
    counties: Counties,
    *,
    by: int,
    today: date,
) -> None:
    """Refuse, to whoever holds these counties, to open somebody's page again by a later last day.

    Who has left is nobody's any more: only the state brings them back. An earlier day is entered at
    any time, a later one that has passed for a week, and a slip is taken back on the same day.
    Raises Invalid.
    """
    ended = over(row, today)
    if counties is None or ended is None or last_day <= ended:
        return
    if _is_slip(session, row, last_day, by, today):
        return
    still_here = select(Person.id).where(
        Person.id == row.person_id, affiliated(counties, not_ended(today))
    )
    if session.scalar(still_here) is not None:
        return
    if last_day >= today:
        message = (
            "The last day has passed, and this one would open the person’s page to your county "
            "again. Enter a day that has passed. If they are back, ask TA staff to add your "
            "county to their page."
        )
        raise Invalid(message, "ends_on")
    if today > ended + CORRECTABLE:
        message = (
            f"A later day can be entered for {CORRECTABLE.days} days after the last one, and that "
            "time is over. Enter an earlier day, or ask TA staff."
        )
        raise Invalid(message, "ends_on")


def _is_slip(session: Session, row: Affiliation, last_day: date, by: int, today: date) -> bool:
    """Whether they entered the day themself today, and had at least as much time before it."""
    if row.recorded_by_id != by or civil_date(row.recorded_at) != today:
        return False
    before = session.get(Affiliation, row.supersedes_id) if row.supersedes_id else None
    return before is not None and (before.ends_on is None or last_day <= before.ends_on)
