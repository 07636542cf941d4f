"""Registering, cancelling a registration, and who moves up because of it.

Whoever changes the order locks the session first, so the numbers of the registrations are in the
order in which they came.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.domain.access import Grant, Permission
from portal.domain.dates import civil_date, clock_text
from portal.domain.errors import Conflict, Forbidden, Invalid
from portal.domain.events import seating
from portal.domain.events.terms import Audience
from portal.models import (
    Account,
    EventRegistration,
    EventSeatNotice,
    EventWithdrawal,
    Person,
)
from portal.models.searched import AsSearched, contains
from portal.services import audit
from portal.services.affiliations import affiliated, not_ended
from portal.services.events import finding
from portal.services.events.finding import Shown, standing
from portal.services.once import add_once
from portal.services.people import visible_to

LARGEST = 2**31 - 1
"""No row has a higher number; databases raise an error when asked for one."""
LISTED = 500
"""So many people are offered at once."""


@dataclass(frozen=True, slots=True)
class Place:
    """What became of a registration."""

    person_id: int
    waiting: int
    """The place on the wait list, from 1; 0 with a seat."""
    is_new: bool
    """Whether it was made just now; else it stood already."""


def order(session: Session, event_id: int) -> Sequence[EventRegistration]:
    """The registrations that stand, in the order in which they came."""
    statement = (
        select(EventRegistration)
        .where(EventRegistration.event_id == event_id, standing())
        .order_by(EventRegistration.id)
    )
    return session.scalars(statement).all()


def newly_seated(
    session: Session, registrations: Iterable[int], at: datetime
) -> list[EventRegistration]:
    """Those of these who were not told of a seat before; from now on they were."""
    told = [
        each
        for each in registrations
        if add_once(session, EventSeatNotice, registration_id=each, told_at=at)
    ]
    statement = (
        select(EventRegistration)
        .where(EventRegistration.id.in_(told))
        .order_by(EventRegistration.id)
    )
    return list(session.scalars(statement))


def for_whom(shown: Shown, counties: Collection[str], at: datetime) -> list[ColumnElement[bool]]:
    """What is asked of a Person to whom the session is open, as conditions."""
    if shown.version.audience is not Audience.AFFILIATES:
        return []
    return [affiliated(frozenset(counties), not_ended(civil_date(at)))]


def is_for(session: Session, shown: Shown, person_id: int, at: datetime) -> bool:
    """Whether the session is open to this person."""
    counties = finding.counties_of(session, shown.version)
    conditions = for_whom(shown, counties, at)
    statement = select(Person.id).where(Person.id == person_id, *conditions)
    return session.scalar(statement) is not None


def closed_because(shown: Shown, at: datetime, *, by_trainer: bool = False) -> str:
    """Why nobody can register now; empty while they can."""
    version = shown.version
    if shown.cancelled:
        return "This session is cancelled."
    if version.ends_at <= at and not by_trainer:
        return "This session is over."
    if version.closes_at <= at and not by_trainer:
        return f"Registration closed at {clock_text(version.closes_at)}."
    return ""


def register(
    session: Session,
    event_id: int,
    person_ids: Sequence[int],
    *,
    by: int,
    at: datetime,
    by_trainer: bool = False,
) -> list[Place]:
    """Register people, all or none; who is registered already keeps their place.

    Whoever calls it has made sure that the session is for them. Raises Conflict when registration
    is closed, and Invalid when there is not a place for everybody.
    """
    shown = finding.now(session, event_id, lock=True)
    if closed := closed_because(shown, at, by_trainer=by_trainer):
        raise Conflict(closed)
    there = {each.person_id: each for each in order(session, event_id)}
    new = [each for each in dict.fromkeys(person_ids) if each not in there]
    version = shown.version
    free = version.seats + version.waiting - len(there)
    if len(new) > max(free, 0):
        raise Invalid(_no_room(len(new), free), "people")
    before = _counted(session, event_id, new)
    for person_id in new:
        add_once(
            session,
            EventRegistration,
            event_id=event_id,
            person_id=person_id,
            number=before.get(person_id, 0) + 1,
            recorded_at=at,
            recorded_by_id=by,
        )
        audit.note(
            session, "registered for session", person_id=person_id, by=by, at=at, event=event_id
        )
    standing_now = order(session, event_id)
    places = seating.places([each.id for each in standing_now], version.seats)
    return [
        Place(each.person_id, places[each.id], each.person_id in new)
        for each in standing_now
        if each.person_id in set(person_ids)
    ]


def place_of(session: Session, shown: Shown, person_id: int) -> Place:
    """The place of somebody who is registered."""
    rows = order(session, shown.event.id)
    places = seating.places([each.id for each in rows], shown.version.seats)
    mine = next(each for each in rows if each.person_id == person_id)
    return Place(person_id, places[mine.id], is_new=False)


def _no_room(wanted: int, free: int) -> str:
    if free <= 0:
        return "Every seat is taken, and so is every place on the wait list."
    places = "1 place is" if free == 1 else f"{free} places are"
    return f"You chose {wanted} people, and {places} left, the wait list counted. Choose fewer."


def _counted(session: Session, event_id: int, people: Collection[int]) -> dict[int, int]:
    """How often each of these has registered before."""
    statement = (
        select(EventRegistration.person_id, func.max(EventRegistration.number))
        .where(EventRegistration.event_id == event_id, EventRegistration.person_id.in_(people))
        .group_by(EventRegistration.person_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def of_person(session: Session, event_id: int, person_id: int) -> EventRegistration | None:
    """Somebody's registration that stands."""
    statement = select(EventRegistration).where(
        EventRegistration.event_id == event_id,
        EventRegistration.person_id == person_id,
        standing(),
    )
    return session.scalar(statement)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What became of cancelling a registration."""

    is_new: bool
    """Whether it was cancelled just now, and not before."""
    moved: list[EventRegistration]
    """Who has a seat because of it, and was not told yet."""


def withdraw(
    session: Session, event_id: int, person_id: int, *, by: int, at: datetime
) -> Withdrawn:
    """Cancel somebody's registration.

    Cancelling what is cancelled changes nothing. Raises Conflict when the session is over.
    """
    shown = finding.now(session, event_id, lock=True)
    if shown.version.ends_at <= at:
        message = "This session is over, so no registration for it can be cancelled any more."
        raise Conflict(message)
    before = [each.id for each in order(session, event_id)]
    row = of_person(session, event_id, person_id)
    if row is None:
        return Withdrawn(is_new=False, moved=[])
    add_once(session, EventWithdrawal, registration_id=row.id, recorded_at=at, recorded_by_id=by)
    audit.note(session, "registration cancelled", person_id=person_id, by=by, at=at, event=event_id)
    after = [each for each in before if each != row.id]
    seats = shown.version.seats
    moved = seating.moved_up(before, seats, after, seats)
    return Withdrawn(is_new=True, moved=[] if shown.cancelled else newly_seated(session, moved, at))


# By trainers, for their people


def offered(
    session: Session, shown: Shown, grants: Sequence[Grant], words: str, at: datetime
) -> list[Person]:
    """The people whom somebody with these grants may register and who are not, by name."""
    counties = finding.counties_of(session, shown.version)
    there = select(EventRegistration.person_id).where(
        EventRegistration.event_id == shown.event.id, standing()
    )
    statement = (
        select(Person)
        .where(
            visible_to(grants, Permission.HOLD_SESSIONS, civil_date(at)),
            *for_whom(shown, counties, at),
            Person.id.not_in(there),
            *(
                contains(Person.legal_name + " " + Person.name_used + " " + Person.email, word)
                for word in words.split()
            ),
        )
        .order_by(AsSearched(Person.called), Person.id)
        .limit(LISTED)
    )
    return list(session.scalars(statement))


def check_offered(
    session: Session,
    shown: Shown,
    grants: Sequence[Grant],
    person_ids: Collection[int],
    at: datetime,
) -> None:
    """Raise Forbidden when one of these is not somebody whom they may register."""
    counties = finding.counties_of(session, shown.version)
    statement = select(func.count(Person.id)).where(
        Person.id.in_(person_ids),
        visible_to(grants, Permission.HOLD_SESSIONS, civil_date(at)),
        *for_whom(shown, counties, at),
    )
    too_large = any(number > LARGEST for number in person_ids)
    if too_large or session.scalar(statement) != len(set(person_ids)):
        message = "Somebody you chose does not work in a county of yours that this session is for."
        raise Forbidden(message)


def addresses(session: Session, person_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """How these people are called, and where to write to; who has no address is left out."""
    statement = (
        select(Person.id, Person.called, Person.email, Account.email)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.id.in_(person_ids))
    )
    return {
        number: (called, account or email)
        for number, called, email, account in session.execute(statement)
        if account or email
    }
