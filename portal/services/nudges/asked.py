"""Nudging about an assignment: what a trainer asked for, and somebody has not done yet."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.access import Grant, Permission
from portal.domain.assignments import Asked, Progress
from portal.domain.assignments.things import Met, Thing
from portal.domain.dates import date_text
from portal.models import Person
from portal.services.assignments.reading import Opened
from portal.services.nudges.preparing import Candidate
from portal.services.people import visible_to
from portal.services.reminders.asking import Asking, asked_for


def of_assignment(
    asking: Asking,
    opened: Opened,
    lines: Collection[tuple[int, int]],
    grants: Iterable[Grant],
) -> list[Candidate]:
    """These lines of an assignment, each a person and the number of an item. One query.

    Of whom the visitor may not write to, no address is told.
    """
    met = Met(asking.rulebook, asking.catalogue, asking.today)
    people = {person for person, _ in lines}
    emails = _emails(asking.session, people, grants, asking)
    return [
        Candidate(
            one.person,
            one.name,
            emails.get(one.person, ""),
            asked_for(asked.item),
            met.title(Thing(asked.item.course, asked.item.requirement)),
            _state(asked),
            _why(asked),
            _nothing(asked, is_ours=one.person in emails),
        )
        for one in opened.people
        for asked in one.items
        if (one.person, asked.item.number) in lines
    ]


def _emails(
    session: Session, people: Iterable[int], grants: Iterable[Grant], asking: Asking
) -> dict[int, str]:
    statement = select(Person.id, Person.email).where(
        Person.id.in_(sorted(people)), visible_to(grants, Permission.DECIDE, asking.today)
    )
    return {row.id: row.email for row in session.execute(statement)}


def _state(asked: Asked) -> str:
    label = asked.progress.label.lower()
    return f"{label}, due {date_text(asked.due)}" if asked.due else label


def _why(asked: Asked) -> str:
    begun = asked.evidence.begun_on
    under_way = f"Begun on {date_text(begun)}: go on where you stopped." if begun else ""
    return " ".join(each for each in (asked.text, asked.extension, under_way) if each)


def _nothing(asked: Asked, *, is_ours: bool) -> str:
    if asked.progress.is_settled:
        return f"there is nothing to do now: {asked.progress.label.lower()}"
    if asked.progress is Progress.GONE or not is_ours:
        return "no longer there"
    return "" if asked.progress.is_asked else "not asked any more"
