"""Dates by which either row's person was asked, which a merge must not make earlier.

A date may count from a first day. Of two rows together that may be an earlier one, of which
nobody knew when they were asked.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.assignments import Act, Worker, asked_of
from portal.models import AssignmentAsk
from portal.services.assignments.asked import asking
from portal.services.assignments.people import Whose, workers
from portal.services.places import Counties

REASON = "The date stays as it was before two rows of this person were brought together."


@dataclass(frozen=True, slots=True)
class Kept:
    """A date that stays."""

    assignment: int
    item: int
    person: int
    """Of the two, who was asked by it."""
    due: date
    would_be: date | None
    """What it would be, counted for both together; None: there would be none."""


def kept_dates(
    session: Session, kept_id: int, gone_id: int, on: date, counties: Counties = None
) -> list[Kept]:
    """The dates that would become earlier, or be lost, by a merge on a day.

    Only of what these counties and the state ask for. Where both were asked, the earlier date
    counts, as always.
    """
    pair = (kept_id, gone_id)
    found = asking(session, on, people=pair, counties=counties)
    if not found.assignments:
        return []
    known = workers(session, Whose(frozenset(pair)))
    both = _together(known[kept_id], known[gone_id])
    dates: dict[tuple[int, int], Kept] = {}
    for each in found.assignments:
        said = found.asks.get(each.number, {})
        for person in pair:
            mine = said.get(person, {})
            after = {
                one.item.number: one.due
                for one in asked_of(each, both, mine, {}, on)
                if one.progress.is_asked
            }
            for one in asked_of(each, known[person], mine, {}, on):
                key = (each.number, one.item.number)
                if not one.progress.is_asked or one.due is None:
                    continue
                if key not in dates or one.due < dates[key].due:
                    would_be = after.get(one.item.number)
                    dates[key] = Kept(*key, person, one.due, would_be)
    return [one for one in dates.values() if one.would_be is None or one.would_be < one.due]


def _together(one: Worker, other: Worker) -> Worker:
    """Both as one person."""
    known = _together(one.known, other.known) if one.known and other.known else None
    return Worker(
        one.person,
        one.work + other.work,
        one.duties + other.duties,
        one.leaves + other.leaves,
        known,
    )


def keep(
    session: Session, kept: list[Kept], person_id: int, *, by: int, at: datetime
) -> list[tuple[AssignmentAsk, int]]:
    """Ask the person who is kept by these dates, in further rows; each with whose it was."""
    rows = [
        AssignmentAsk(
            assignment_id=one.assignment,
            person_id=person_id,
            item=one.item,
            act=Act.ASK,
            due_on=one.due,
            reason=REASON,
            recorded_at=at,
            recorded_by_id=by,
        )
        for one in kept
    ]
    session.add_all(rows)
    session.flush()
    return list(zip(rows, [one.person for one in kept], strict=True))
