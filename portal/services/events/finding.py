"""Sessions as somebody may see them: one, or a list of those to come and those over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import Session, aliased

from portal.domain.access import Grant, Permission, counties
from portal.domain.dates import civil_date
from portal.domain.errors import Forbidden, NotFound
from portal.domain.events.terms import Audience, Rule, Terms
from portal.models import (
    Affiliation,
    County,
    Event,
    EventCounty,
    EventRegistration,
    EventVersion,
    EventWithdrawal,
)
from portal.services.affiliations import not_ended, stands
from portal.services.history import by_id
from portal.services.places import Counties

_Later = aliased(EventVersion)
NOT_FOUND = "There is no session with this number. Look for it on the Sessions page."


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking; `person_id` is None for a visitor."""

    person_id: int | None
    grants: Sequence[Grant] = ()

    @property
    def holding(self) -> Counties:
        """The counties for which they may hold sessions; None is the whole state."""
        return counties(self.grants, Permission.HOLD_SESSIONS)

    @property
    def holds_any(self) -> bool:
        """Whether they may hold sessions anywhere."""
        held = self.holding
        return held is None or bool(held)


@dataclass(frozen=True, slots=True)
class Shown:
    """A session as it stands now."""

    event: Event
    version: EventVersion
    county: str | None
    """The name of the county that holds it; None: it is held for the whole state."""

    @property
    def rule(self) -> Rule:
        """What credit asks for."""
        return rule_of(self.version)

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place."""
        return bool(self.version.cancelled_because)

    def may_be_held_by(self, viewer: Viewer) -> bool:
        """Whether they may change it, confirm who was there, and give credit."""
        held = viewer.holding
        return held is None or self.event.county_fips in held


def rule_of(version: EventVersion) -> Rule:
    """What credit asks for, as this version says."""
    return Rule(version.least_percent, version.latest_minutes, version.quiz)


def current() -> ColumnElement[bool]:
    """The version is the one that holds."""
    later = and_(_Later.event_id == EventVersion.event_id, _Later.number > EventVersion.number)
    return ~exists().where(later).correlate(EventVersion)


def standing() -> ColumnElement[bool]:
    """The registration was not cancelled."""
    return ~exists().where(EventWithdrawal.registration_id == EventRegistration.id).correlate(
        EventRegistration
    )


def registered(person_id: int) -> ColumnElement[bool]:
    """The person has, or once had, a registration for the session."""
    return (
        exists()
        .where(EventRegistration.event_id == Event.id, EventRegistration.person_id == person_id)
        .correlate(Event)
    )


def _for_counties(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            EventCounty.event_id == EventVersion.event_id,
            EventCounty.version == EventVersion.number,
            *conditions,
        )
        .correlate(EventVersion)
    )


def public() -> ColumnElement[bool]:
    """The sessions that everybody may see."""
    return EventVersion.audience == Audience.PUBLIC


def visible(viewer: Viewer, at: datetime) -> ColumnElement[bool]:
    """The sessions that somebody may see: those they might register for, hold, or take part in."""
    if viewer.person_id is None:
        return public()
    sees = counties(viewer.grants, Permission.SEE_PEOPLE)
    if sees is None:
        return true()
    ways = [public(), EventVersion.audience == Audience.SIGNED_IN, registered(viewer.person_id)]
    works = working_in(viewer.person_id, at)
    ways.append(_for_counties(EventCounty.county_fips.in_(works)))
    if sees:
        ways += [Event.county_fips.in_(sees), _for_counties(EventCounty.county_fips.in_(sees))]
    return or_(*ways)


def working_in(person_id: int, at: datetime) -> Select[str]:
    """The counties in which somebody works, or is about to."""
    return select(Affiliation.county_fips).where(
        Affiliation.person_id == person_id, stands(), not_ended(civil_date(at))
    )


SHOWN = (
    select(Event, EventVersion, County.name)
    .join(EventVersion, EventVersion.event_id == Event.id)
    .outerjoin(County, County.fips == Event.county_fips)
    .where(current())
)


def find(session: Session, event_id: int, viewer: Viewer, at: datetime) -> Shown:
    """The session as it stands. Raises NotFound, or Forbidden when it is not for this viewer."""
    if by_id(session, Event, event_id) is None:
        raise NotFound(NOT_FOUND)
    row = session.execute(SHOWN.where(Event.id == event_id, visible(viewer, at))).first()
    if row is None:
        message = "This session is for people of other counties."
        raise Forbidden(message)
    return Shown(*row)


def held(session: Session, event_id: int, viewer: Viewer, at: datetime) -> Shown:
    """The session, if they hold it. Raises NotFound or Forbidden."""
    shown = find(session, event_id, viewer, at)
    if not shown.may_be_held_by(viewer):
        message = "This session is held by others. You can register your people for it."
        raise Forbidden(message)
    return shown


def now(session: Session, event_id: int, *, lock: bool = False) -> Shown:
    """The session as it stands, whoever asks; locked until the transaction ends if asked."""
    if lock:
        by_id(session, Event, event_id, lock=True)
    statement = SHOWN.where(Event.id == event_id).execution_options(populate_existing=True)
    return Shown(*session.execute(statement).one())


def counties_of(session: Session, version: EventVersion) -> dict[str, str]:
    """Whose affiliates may register: the names of the counties by code."""
    statement = (
        select(County.fips, County.name)
        .join(EventCounty, EventCounty.county_fips == County.fips)
        .where(EventCounty.event_id == version.event_id, EventCounty.version == version.number)
        .order_by(County.name)
    )
    return {row.fips: row.name for row in session.execute(statement)}


def terms_of(session: Session, version: EventVersion) -> Terms:
    """What was said about the session, as a form takes it."""
    names = Terms.__dataclass_fields__.keys() - {"counties"}
    values = {name: getattr(version, name) for name in names}
    return Terms(**values, counties=frozenset(counties_of(session, version)))
