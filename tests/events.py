"""Live sessions for tests: made with sensible terms, people registered, files of meeting tools."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.domain.curriculum import Course
from portal.domain.dates import CALIFORNIA
from portal.domain.events.terms import Audience, Format, Terms, of_training
from portal.models import Event, EventRequest, EventVersion, Person
from portal.services.events import (
    attending,
    crediting,
    finding,
    making,
    registering,
    roster,
    visitors,
)
from portal.services.events.finding import Shown
from tests.factories import FRESNO
from tests.trainings import NOW, SLUG

START = datetime(2026, 3, 10, 17, tzinfo=UTC)
"""Ten in the morning in California, a week after NOW."""
END = START + timedelta(minutes=90)
AFTER = END + timedelta(hours=1)
_numbers = count(1)


def terms(**more: Any) -> Terms:
    """A session of 90 minutes for Fresno's people: 80 % of the minutes, 15 minutes late at most."""
    said: dict[str, Any] = {
        "subject": of_training(SLUG),
        "title": "Saying hello, live",
        "about": "",
        "format": Format.ONLINE,
        "place": "",
        "meeting_url": "https://meeting.example/room",
        "starts_at": START,
        "ends_at": END,
        "seats": 30,
        "waiting": 5,
        "trainers": "Rosa Delgado",
        "audience": Audience.AFFILIATES,
        "counties": frozenset({FRESNO}),
        "closes_at": START,
        "least_percent": 80,
        "latest_minutes": 15,
        "quiz": False,
        "ce_minutes": None,
        "ce_provider": "",
    }
    said.update(more)
    said["closes_at"] = more.get("closes_at", said["starts_at"])
    if said["audience"] is not Audience.AFFILIATES:
        said["counties"] = frozenset()
    return Terms(**said)


def make(
    session: Session, by: Person, *, county: str | None = FRESNO, at: datetime = NOW, **more: Any
) -> Event:
    """A session that somebody holds; `more` are terms."""
    number = next(_numbers)
    if county is not None:
        more.setdefault("counties", frozenset({county}))
    return making.make(
        session,
        county,
        terms(**more),
        uid=f"session-{number}@example.org",
        form_key=f"form-{number}",
        by=by.id,
        at=at,
    )


def register(
    session: Session, event: Event, people: Sequence[Person], *, by: Person | None = None
) -> list[int]:
    """Register these people, one after the other; their places on the wait list, 0 with a seat."""
    places = []
    for person in people:
        number = (by or person).id
        found = registering.register(session, event.id, [person.id], by=number, at=NOW)
        places.append(found[0].waiting)
    return places


def shown(session: Session, event: Event) -> Shown:
    """The session as it stands."""
    return finding.now(session, event.id)


def was_there(
    session: Session, event: Event, person: Person, by: Person, *, late: int = 0, early: int = 0
) -> None:
    """The trainer notes that somebody was there, but for some minutes."""
    start, end = START + timedelta(minutes=late), END - timedelta(minutes=early)
    attending.note(session, shown(session, event), [person.id], start, end, by=by.id, at=AFTER)


def presence(session: Session, event: Event, person: Person) -> int:
    """The number of an entry that says that somebody was there all the time."""
    was_there(session, event, person, person)
    return attending.of_person(session, event.id, person.id)[0].id


def confirm(
    session: Session, event: Event, by: Person, course: Course | None, *, at: datetime = AFTER
) -> int:
    """Confirm what the roster shows now; how many got credit."""
    mark = roster.load(session, shown(session, event), course, None, at).mark
    return crediting.confirm(session, event.id, course, mark, by=by.id, at=at)


def zoom(*rows: tuple[str, str, str, str], day: str = "03/10/2026") -> bytes:
    """A list as Zoom exports it: name, address, join and leave time, such as “10:02:11 AM”."""
    lines = [
        "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants",
        f"881 2233,Saying hello,{day} 09:55:00 AM,{day} 11:31:00 AM,rosa@example.org,96,3",
        "",
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest",
        *(
            f'"{name}",{email},{day} {joined},{day} {left},0,No'
            for name, email, joined, left in rows
        ),
    ]
    return "\n".join(lines).encode()


def teams(*rows: tuple[str, str, str, str], day: str = "3/10/26") -> bytes:
    """The same as Teams exports it: in UTF-16 with tabs, in three parts, summed up and not."""
    lines = [
        "1. Summary",
        "Meeting title\tSaying hello",
        f"Start time\t{day}, 9:58:00 AM",
        "",
        "2. Participants",
        "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tRole",
        *(
            f"{name}\t{day}, 9:58:00 AM\t{day}, 11:30:00 AM\t1h\t{email}\tPresenter"
            for name, email, _, _ in rows
        ),
        "",
        "3. In-Meeting Activities",
        "Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole",
        *(
            f"{name}\t{day}, {joined}\t{day}, {left}\t1h\t{email}\tPresenter"
            for name, email, joined, left in rows
        ),
    ]
    return "\n".join(lines).encode("utf-16")


def the_day_passes(make_session: Any, title: str) -> str:
    """A session of today or later was yesterday; and yesterday as meeting tools write it."""
    day = (clock.now() - timedelta(days=1)).astimezone(CALIFORNIA)
    with make_session.begin() as session:
        version = session.scalars(
            select(EventVersion)
            .where(EventVersion.title == title)
            .order_by(EventVersion.number.desc())
        ).first()
        assert version
        version.starts_at = version.closes_at = day.replace(hour=10, minute=0, second=0)
        version.ends_at = day.replace(hour=11, minute=30, second=0)
    return f"{day:%m/%d/%Y}"


def registered(session: Session, event: Event) -> list[Person]:
    """Who is registered, in the order in which they came."""
    rows = registering.order(session, event.id)
    return [session.get_one(Person, row.person_id) for row in rows]


def request(session: Session, by: Person) -> EventRequest:
    """A visitor has asked for a link to a session that is open to everybody."""
    event = make(session, by, county=None, audience=Audience.PUBLIC)
    key = f"request-{next(_numbers)}"
    email = f"{key}@example.org"
    found, _ = visitors.ask(
        session, shown(session, event), "A visitor", email, asker=key, form_key=key, at=NOW
    )
    return found
