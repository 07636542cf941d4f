"""Visitors without an account register by e-mail, for sessions that are open to everybody.

The same address is the same person: who opens the link has shown that it is theirs. Whoever is
not known by it becomes a person, without an account, a role, or a county.
"""

from collections.abc import Mapping
from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.domain.accounts import normal_email
from portal.domain.errors import Conflict, Expired
from portal.domain.events.terms import Audience
from portal.domain.events.visitors import WINDOW, may_ask
from portal.models import Account, EventRegistration, EventRequest, Person
from portal.services import audit
from portal.services.events import finding, registering
from portal.services.events.finding import Shown, standing
from portal.services.events.registering import Place
from portal.services.once import add_once


def closed_because(shown: Shown, at: datetime) -> str:
    """Why no visitor can register now; empty while they can."""
    if shown.version.audience is not Audience.PUBLIC:
        return "This session is not open to everybody. Sign in to register for it."
    return registering.closed_because(shown, at)


def ask(
    session: Session,
    shown: Shown,
    name: str,
    email: str,
    *,
    asker: str,
    form_key: str,
    at: datetime,
) -> tuple[EventRequest, bool]:
    """Keep that a link was asked for; and whether this call did, so that a mail is to be sent.

    Raises Conflict when registration is closed, or too many links were asked for.
    """
    if closed := closed_because(shown, at):
        raise Conflict(closed)
    address = normal_email(email)
    known = select(EventRequest).where(EventRequest.form_key == form_key)
    if (earlier := session.scalar(known)) is not None:
        return earlier, False
    if not may_ask(*_lately(session, asker, address, at)):
        message = (
            "Many links were asked for within the last hour. Look for the mail you have, or try "
            "again in an hour."
        )
        raise Conflict(message)
    added = add_once(
        session,
        EventRequest,
        event_id=shown.event.id,
        email=address,
        name=name,
        asker=asker,
        form_key=form_key,
        recorded_at=at,
        recorded_by_id=None,
    )
    return session.scalars(known).one(), added


def _lately(session: Session, asker: str, address: str, at: datetime) -> tuple[int, int, int]:
    """How many links were asked for: from this browser, for this address, and in all."""
    statement = select(
        func.count().filter(EventRequest.asker == asker),
        func.count().filter(EventRequest.email == address),
        func.count(),
    ).where(EventRequest.recorded_at > at - WINDOW)
    of_browser, to_address, of_all = session.execute(statement).one()
    return of_browser, to_address, of_all


# The link


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="event-visitor")


def link_token(secret: str, request: EventRequest) -> str:
    """What stands in the address of the mailed link."""
    return str(_signer(secret).dumps(request.id))


def open_link(session: Session, secret: str, token: str) -> EventRequest:
    """What was asked for. Raises Expired for a link that is none of ours."""
    try:
        number = _signer(secret).loads(token)
    except BadSignature:
        number = 0
    request = session.get(EventRequest, number)
    if request is None:
        message = "This link is not complete. Open it from the mail again, or copy all of it."
        raise Expired(message)
    return request


# Whose address it is, and their seat


def _known(session: Session, email: str) -> list[Person]:
    """Everybody with this address; whose account has it, first."""
    statement = (
        select(Person)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(
            Person.merged_into_id.is_(None),
            or_(func.lower(Person.email) == email, Account.email == email),
        )
        .order_by(func.coalesce(Account.email, "") != email, Person.id)
    )
    return list(session.scalars(statement))


def seat_of(session: Session, request: EventRequest) -> EventRegistration | None:
    """The registration of whoever has the address, if it stands."""
    people = [person.id for person in _known(session, request.email)]
    statement = (
        select(EventRegistration)
        .where(
            EventRegistration.event_id == request.event_id,
            EventRegistration.person_id.in_(people),
            standing(),
        )
        .order_by(EventRegistration.id)
        .limit(1)
    )
    return session.scalar(statement)


def confirm(session: Session, request: EventRequest, at: datetime) -> Place:
    """Register whoever has the address. The second time changes nothing.

    Raises Conflict when registration is closed, and Invalid when no place is left.
    """
    shown = finding.now(session, request.event_id, lock=True)
    seat = seat_of(session, request)
    if seat is not None:
        return registering.place_of(session, shown, seat.person_id)
    if closed := closed_because(shown, at):
        raise Conflict(closed)
    known = _known(session, request.email)
    has_account = known and _signs_in(session, known[0], request.email)
    person = known[0] if len(known) == 1 or has_account else _new(session, request, at)
    number = person.id
    return registering.register(session, request.event_id, [number], by=number, at=at)[0]


def _signs_in(session: Session, person: Person, email: str) -> bool:
    own = select(Account.id).where(Account.person_id == person.id, Account.email == email)
    return session.scalar(own) is not None


def _new(session: Session, request: EventRequest, at: datetime) -> Person:
    """Somebody who was not known, or not by this address alone: nobody is guessed."""
    person = Person(
        legal_name=request.name,
        name_used="",
        email=request.email,
        phone="",
        recorded_at=at,
        recorded_by_id=None,
    )
    session.add(person)
    session.flush()
    audit.note(session, "visitor registered", person_id=person.id, by=person.id, at=at)
    return person


def links_of(
    session: Session, secret: str, shown: Shown, addresses: Mapping[int, tuple[str, str]]
) -> dict[int, str]:
    """The links of those of these people who registered by one: they may not sign in."""
    by_address = {normal_email(address): number for number, (_, address) in addresses.items()}
    statement = (
        select(EventRequest)
        .where(EventRequest.event_id == shown.event.id, EventRequest.email.in_(by_address.keys()))
        .order_by(EventRequest.id)
    )
    return {by_address[each.email]: link_token(secret, each) for each in session.scalars(statement)}
