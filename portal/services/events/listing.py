"""Lists of sessions: those to come, those over, one's own; each with how full it is."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, func, null, or_, select
from sqlalchemy.orm import Session, aliased

from portal.models import (
    Event,
    EventConfirmation,
    EventPresence,
    EventRegistration,
    EventVersion,
    EventWithdrawal,
)
from portal.services.events.finding import SHOWN, Shown, Viewer, current, public, standing, visible

PAGE = 25


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to."""

    past: bool = False
    subject: str = ""
    format: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list."""

    shown: Shown
    registered: int
    """How many registrations stand."""
    rank: int | None
    """One's own place among them, from 1; None: not registered."""

    @property
    def waiting(self) -> int:
        """One's place on the wait list; 0 with a seat or without a registration."""
        return max(0, (self.rank or 0) - self.shown.version.seats)

    @property
    def left(self) -> int:
        """How many seats are left."""
        return max(0, self.shown.version.seats - self.registered)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list."""

    total: int
    number: int
    pages: int
    rows: list[Listed]


_Other = aliased(EventRegistration)
_ME: Any = bindparam("me")
_SINCE: Any = bindparam("since")
_COUNTIES: Any = bindparam("counties", expanding=True)


def _others(*conditions: ColumnElement[bool]) -> Select[int]:
    gone = exists().where(EventWithdrawal.registration_id == _Other.id).correlate(_Other)
    return select(func.count(_Other.id)).where(_Other.event_id == Event.id, ~gone, *conditions)


@cache  # building it takes longer than asking
def _with_places() -> Any:
    """Sessions with how full they are, and the place of the person `me` on them."""
    taken = _others().correlate(Event).scalar_subquery()
    mine = (
        select(EventRegistration.id)
        .where(
            EventRegistration.event_id == Event.id,
            EventRegistration.person_id == _ME,
            standing(),
        )
        .correlate(Event)
        .scalar_subquery()
    )
    rank = case(
        (mine.is_(None), null()),
        else_=_others(_Other.id <= mine).correlate(Event).scalar_subquery(),
    )
    return SHOWN.add_columns(taken, rank)


def listed(session: Session, viewer: Viewer, filters: Filters, number: int, at: datetime) -> Found:
    """The sessions to come, the next first, or those over, the last first; pages from 1."""
    conditions = [current(), visible(viewer, at)]
    conditions.append(EventVersion.ends_at <= at if filters.past else EventVersion.ends_at > at)
    if filters.subject:
        conditions.append(EventVersion.subject == filters.subject)
    if filters.format:
        conditions.append(EventVersion.format == filters.format)
    if filters.mine:
        conditions.append(_mine())
    count = select(func.count()).select_from(EventVersion).join(Event).where(*conditions)
    me = viewer.person_id or 0
    total = session.scalar(count, {"me": me} if filters.mine else {}) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 1), pages)
    starts = EventVersion.starts_at
    statement = (
        _with_places()
        .where(*conditions)
        .order_by(starts.desc() if filters.past else starts, Event.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return Found(total, number, pages, _rows(session, statement, me))


def _rows(session: Session, statement: Any, me: int, **asked: Any) -> list[Listed]:
    return [
        Listed(Shown(event, version, county), registered, rank)
        for event, version, county, registered, rank in session.execute(
            statement, {"me": me, **asked}
        )
    ]


def _mine() -> ColumnElement[bool]:
    """The person `me` has a registration that stands."""
    return (
        exists()
        .where(
            EventRegistration.event_id == Event.id,
            EventRegistration.person_id == _ME,
            standing(),
        )
        .correlate(Event)
    )


def next_of(session: Session, person_id: int, at: datetime, most: int = 3) -> list[Listed]:
    """The sessions that somebody is registered for and that are not over, the next first."""
    return _rows(session, _next(most), person_id, since=at)


@cache
def _next(most: int) -> Any:
    return (
        _with_places()
        .where(_mine(), EventVersion.ends_at > _SINCE, EventVersion.cancelled_because == "")
        .order_by(EventVersion.starts_at, Event.id)
        .limit(most)
    )


def of_subject(session: Session, viewer: Viewer, subject: str, at: datetime) -> list[Shown]:
    """The sessions to come about something, such as “webinar:open-forum”, the next first."""
    wanted = _ABOUT.where(visible(viewer, at))
    rows = session.execute(wanted, {"subject": subject, "after": at})
    return [Shown(*row) for row in rows]


def public_of_subject(session: Session, subject: str, at: datetime) -> list[tuple[int, int]]:
    """Those that everybody may see, as number of session and version: what caches rest on."""
    rows = session.connection().execute(_PUBLIC_ABOUT, {"subject": subject, "after": at})
    return [(event, version) for event, version in rows]


_ABOUT = SHOWN.where(
    EventVersion.subject == bindparam("subject"),
    EventVersion.ends_at > bindparam("after"),
    EventVersion.cancelled_because == "",
).order_by(EventVersion.starts_at, Event.id)
_PUBLIC_ABOUT = _ABOUT.where(public()).with_only_columns(EventVersion.event_id, EventVersion.number)


def to_confirm(session: Session, viewer: Viewer, at: datetime, most: int = 10) -> list[Shown]:
    """The sessions that somebody holds, that are over, and that nobody has confirmed."""
    if not viewer.holds_any:
        return []
    asked: dict[str, Any] = {"at": at}
    if viewer.holding is not None:
        asked["counties"] = list(viewer.holding)
    statement = _to_confirm(most, some=viewer.holding is not None)
    return [Shown(*row) for row in session.execute(statement, asked)]


@cache
def _to_confirm(most: int, *, some: bool) -> Any:
    confirmed = exists().where(EventConfirmation.event_id == Event.id).correlate(Event)
    came = or_(
        exists().where(EventRegistration.event_id == Event.id).correlate(Event),
        exists().where(EventPresence.event_id == Event.id).correlate(Event),
    )
    conditions = [
        EventVersion.ends_at <= bindparam("at"),
        EventVersion.cancelled_because == "",
        ~confirmed,
        came,
    ]
    if some:
        conditions.append(Event.county_fips.in_(_COUNTIES))
    return SHOWN.where(*conditions).order_by(EventVersion.ends_at, Event.id).limit(most)


def held(session: Session, viewer: Viewer, since: datetime, until: datetime) -> list[Listed]:
    """The sessions between two moments that somebody may hold, the next first."""
    if not viewer.holds_any:
        return []
    asked: dict[str, Any] = {"since": since, "until": until}
    if viewer.holding is not None:
        asked["counties"] = list(viewer.holding)
    statement = _held(some=viewer.holding is not None)
    return _rows(session, statement, viewer.person_id or 0, **asked)


@cache
def _held(*, some: bool) -> Any:
    conditions = [
        EventVersion.ends_at > _SINCE,
        EventVersion.starts_at < bindparam("until"),
        EventVersion.cancelled_because == "",
    ]
    if some:
        conditions.append(Event.county_fips.in_(_COUNTIES))
    ordered = _with_places().where(*conditions).order_by(EventVersion.starts_at, Event.id)
    return ordered.limit(PAGE)


def of_calendar(session: Session, person_id: int, since: datetime) -> list[Listed]:
    """The sessions that somebody is registered for, cancelled or not, that end after a moment."""
    statement = (
        _with_places()
        .where(_mine(), EventVersion.ends_at > _SINCE)
        .order_by(EventVersion.starts_at, Event.id)
    )
    return _rows(session, statement, person_id, since=since)


def one_listed(session: Session, shown: Shown, person_id: int | None) -> Listed:
    """The session with how full it is, and one's own place."""
    statement = _with_places().where(Event.id == shown.event.id)
    return _rows(session, statement, person_id or 0)[0]
