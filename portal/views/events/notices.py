"""Mails about sessions: written with the act that causes them, in its transaction."""

from collections.abc import Iterable

from portal.db import db
from portal.domain.events.terms import when_text
from portal.models import EventRegistration, EventRequest
from portal.services.events import registering, visitors
from portal.services.events.finding import Shown
from portal.services.events.registering import Place
from portal.views import mails


def _write(shown: Shown, person_ids: Iterable[int], subject: str, *lines: str) -> None:
    addresses = registering.addresses(db.session, list(person_ids))
    links = visitors.links_of(db.session, mails.secret(), shown, addresses)
    version = shown.version
    for person_id, (name, address) in addresses.items():
        token = links.get(person_id)
        mails.write(
            "session",
            recipient=address,
            subject=f"{subject}: {version.title}",
            person_id=person_id,
            name=name,
            lines=lines,
            title=version.title,
            when=when_text(version.starts_at, version.ends_at),
            place=version.place,
            url=mails.public_url("events.visitor", token=token)
            if token
            else mails.public_url("events.event", event=shown.event.id),
        )


def link(shown: Shown, request: EventRequest, token: str) -> None:
    """To a visitor: the link that registers them."""
    version = shown.version
    mails.write(
        "session",
        recipient=request.email,
        subject=f"Register for the session: {version.title}",
        person_id=None,
        name=request.name,
        lines=(
            "Open this link to register. You need no account. If you did not ask for it, do "
            "nothing: without the link nobody is registered.",
        ),
        title=version.title,
        when=when_text(version.starts_at, version.ends_at),
        place=version.place,
        url=mails.public_url("events.visitor", token=token),
    )


def moved_up(shown: Shown, registrations: Iterable[EventRegistration]) -> None:
    """To those who waited and have a seat now."""
    people = [each.person_id for each in registrations]
    words = "A seat is free, and it is yours: you have moved up from the wait list."
    hint = "If you cannot come, cancel your registration on the session’s page."
    _write(shown, people, "You have a seat", words, hint)


def registered(shown: Shown, places: Iterable[Place], by: str) -> None:
    """To those whom somebody else has registered just now."""
    new = [each for each in places if each.is_new]
    seated = [each.person_id for each in new if not each.waiting]
    hint = "If you cannot come, cancel your registration on the session’s page."
    _write(shown, seated, "You are registered", f"{by} has registered you for a session.", hint)
    for each in new:
        if each.waiting:
            words = f"{by} has registered you for a session. You are number {each.waiting} on the"
            rest = "wait list, and get a mail as soon as you have a seat."
            _write(shown, [each.person_id], "You are on the wait list", f"{words} {rest}")


def withdrawn(shown: Shown, person_id: int, by: str) -> None:
    """To somebody whose registration somebody else has cancelled."""
    words = f"{by} has cancelled your registration for a session. Ask them if you meant to come."
    _write(shown, [person_id], "Your registration is cancelled", words)


def changed(shown: Shown) -> None:
    """To everybody who is registered: another time or place."""
    people = [each.person_id for each in registering.order(db.session, shown.event.id)]
    words = "A session that you are registered for takes place at another time or place. This is"
    _write(shown, people, "Changed", f"{words} what holds now.")


def cancelled(shown: Shown) -> None:
    """To everybody who is registered: it does not take place."""
    people = [each.person_id for each in registering.order(db.session, shown.event.id)]
    words = "A session that you are registered for does not take place."
    _write(shown, people, "Cancelled", words, f"Why: {shown.version.cancelled_because}")
