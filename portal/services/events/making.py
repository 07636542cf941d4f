"""Making a session, changing what is said about it, and cancelling it."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.dates import clock_text
from portal.domain.errors import Conflict, Invalid
from portal.domain.events import seating
from portal.domain.events.terms import Audience, Terms, length
from portal.models import (
    Event,
    EventConfirmation,
    EventCounty,
    EventRegistration,
    EventVersion,
)
from portal.services import audit
from portal.services.events import finding
from portal.services.events.finding import Shown
from portal.services.events.registering import newly_seated, order
from portal.services.once import add_all, add_once

LONGEST = 24 * 60
"""Minutes of a session."""
MOST_SEATS = 10_000
_WHEN_AND_WHERE = ("starts_at", "ends_at", "format", "place")


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change of a session did."""

    shown: Shown
    moved_up: list[EventRegistration]
    """Who waited and has a seat now, and was not told before."""
    elsewhere: bool
    """Whether it takes place at another time or place."""


def check(terms: Terms, at: datetime | None, *, is_over: bool = False) -> None:
    """Raise Invalid for what cannot be, naming the field.

    With `at`, it must be to come; or, with `is_over`, have taken place already.
    """
    minutes = length(terms.starts_at, terms.ends_at)
    if not 1 <= minutes <= LONGEST:
        message = "A session lasts from 1 minute to 24 hours. Correct the start or the end."
        raise Invalid(message, "ends")
    if at is not None and not is_over and terms.ends_at <= at:
        message = (
            "This session would be over already. Correct the day, or tick that it has taken place."
        )
        raise Invalid(message, "day")
    if at is not None and is_over and terms.ends_at > at:
        message = "This session is not over yet. Correct the day, or take away the tick below."
        raise Invalid(message, "day")
    if terms.closes_at > terms.ends_at:
        message = "Registration cannot close after the session’s end. Enter an earlier time."
        raise Invalid(message, "closes_day")
    if terms.quiz and not terms.subject.startswith("training:"):
        message = (
            "Only a training of the catalogue has questions for a closing quiz. Choose the "
            "training, or ask for no quiz."
        )
        raise Invalid(message, "quiz")
    if terms.ce_minutes is not None and not terms.ce_provider:
        message = "Say who gives the continuing education, as the provider states it."
        raise Invalid(message, "ce_provider")
    if terms.audience is Audience.AFFILIATES and not terms.counties:
        message = "Choose the counties whose people may register."
        raise Invalid(message, "counties")


def make(
    session: Session,
    county: str | None,
    terms: Terms,
    *,
    uid: str,
    form_key: str,
    by: int,
    at: datetime,
    is_over: bool = False,
) -> Event:
    """Make a session, also one that has taken place. The same form sent twice makes one.

    Raises Invalid.
    """
    check(terms, at, is_over=is_over)
    added = add_once(
        session,
        Event,
        uid=uid,
        county_fips=county,
        form_key=form_key,
        recorded_at=at,
        recorded_by_id=by,
    )
    statement = select(Event).where(Event.recorded_by_id == by, Event.form_key == form_key)
    event = session.scalars(statement).one()
    if added:
        _say(session, event, 0, terms, "", by=by, at=at)
        audit.note(session, "session made", person_id=None, by=by, at=at, event=event.id)
    return event


def _say(
    session: Session,
    event: Event,
    number: int,
    terms: Terms,
    cancelled: str,
    *,
    by: int,
    at: datetime,
) -> bool:
    """Add a version. False when somebody else has added one of this number."""
    values = {each.name: getattr(terms, each.name) for each in fields(terms)}
    values.pop("counties")
    added = add_once(
        session,
        EventVersion,
        event_id=event.id,
        number=number,
        cancelled_because=cancelled,
        recorded_at=at,
        recorded_by_id=by,
        **values,
    )
    if added:
        rows = [
            {"event_id": event.id, "version": number, "county_fips": county}
            for county in sorted(terms.counties)
        ]
        add_all(session, EventCounty, rows)
    return added


def _not_confirmed(session: Session, event: Event) -> None:
    """Raise Conflict once the roster is confirmed: what was confirmed rests on what was said."""
    statement = select(EventConfirmation.id).where(EventConfirmation.event_id == event.id).limit(1)
    if session.scalar(statement) is not None:
        message = "Who was there is confirmed, so nothing about this session changes any more."
        raise Conflict(message)


def change(
    session: Session, event_id: int, number: int, terms: Terms, *, by: int, at: datetime
) -> Changed:
    """Say something else about a session. `number` is the version that the form was made from.

    Raises Invalid, naming the field, and Conflict when it was changed meanwhile.
    """
    shown = finding.now(session, event_id, lock=True)
    before = shown.version
    said = finding.terms_of(session, before)
    if said == terms and number <= before.number:
        return Changed(shown, [], elsewhere=False)
    if number != before.number:
        message = (
            f"This session was changed at {clock_text(before.recorded_at)}. Nothing of yours was "
            "recorded: open the form again, and look at what stands there now."
        )
        raise Conflict(message)
    if shown.cancelled:
        message = "This session is cancelled. Make a new one."
        raise Conflict(message)
    _not_confirmed(session, shown.event)
    check(terms, None)
    ids = [each.id for each in order(session, event_id)]
    taken = len(seating.seated(ids, before.seats))
    if terms.seats < taken:
        message = (
            f"{taken} people have a seat. Nobody loses one by this form: enter {taken} or more, "
            "or cancel registrations first."
        )
        raise Invalid(message, "seats")
    _say(session, shown.event, before.number + 1, terms, "", by=by, at=at)
    audit.note(session, "session changed", person_id=None, by=by, at=at, event=event_id)
    after = finding.now(session, event_id)
    risen = seating.moved_up(ids, before.seats, ids, terms.seats)
    return Changed(
        after,
        newly_seated(session, risen, at) if terms.ends_at > at else [],
        elsewhere=any(getattr(said, name) != getattr(terms, name) for name in _WHEN_AND_WHERE),
    )


def cancel(
    session: Session, event_id: int, reason: str, *, by: int, at: datetime
) -> tuple[Shown, bool]:
    """Say that a session does not take place. The second time changes nothing; and which it was.

    Raises Conflict when it is over.
    """
    shown = finding.now(session, event_id, lock=True)
    if shown.cancelled:
        return shown, False
    _not_confirmed(session, shown.event)
    if shown.version.ends_at <= at:
        message = "This session is over, so it cannot be cancelled any more."
        raise Conflict(message)
    terms = finding.terms_of(session, shown.version)
    _say(session, shown.event, shown.version.number + 1, terms, reason, by=by, at=at)
    audit.note(session, "session cancelled", person_id=None, by=by, at=at, event=event_id)
    return finding.now(session, event_id), True
