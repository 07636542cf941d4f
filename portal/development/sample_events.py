"""Sessions of the sample world: some to come, one with a wait list, one over, one credited."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.development.sample_rows import OF_A_STATE
from portal.domain.curriculum import Catalogue, Course
from portal.domain.dates import CALIFORNIA
from portal.domain.events.terms import Audience, Format, Terms, of_training
from portal.models import Affiliation, Event, Person
from portal.services.events import attending, crediting, finding, making, registering, roster

FRESNO = "06019"
FORUM, FORUM_IN = "sample-questions-from-counties", timedelta(days=12)
"""A webinar to come, of the sample library: its slug, and how far away it is."""
_OPENS, _TEN, _CLOSES, _SATURDAY = 8, 10, 18, 5


def create(session: Session, catalogue: Catalogue, at: datetime, chance: random.Random) -> None:
    """Make them: held by the sample trainers, for the sample members."""
    _Sessions(session, catalogue, at, chance).make()


class _Sessions:
    """The making of them."""

    def __init__(
        self, session: Session, catalogue: Catalogue, at: datetime, chance: random.Random
    ) -> None:
        self.session, self.catalogue, self.at, self.chance = session, catalogue, at, chance

    def make(self) -> None:
        rosa, priya = self._named("Rosa Delgado"), self._named("Priya Raman")
        members = self._members()
        courses = self.catalogue.courses
        soon = self._hold(courses[1 % len(courses)], rosa, FRESNO, timedelta(days=9), seats=6)
        self._register(soon, members[:8], rosa)
        room = self._hold(
            courses[0], rosa, FRESNO, timedelta(days=16), seats=24, format=Format.ROOM
        )
        self._register(room, members[:5], rosa)
        self._hold(None, priya, None, FORUM_IN, seats=300)
        now = self._hold(courses[2 % len(courses)], rosa, FRESNO, timedelta(), seats=12)
        self._register(now, members[:7], rosa)
        done = self._hold(courses[-1], rosa, FRESNO, timedelta(days=-20), seats=12)
        others = members[6:]  # those one can sign in as keep what they have
        self._register(done, others[:7], rosa)
        self._attend(done, others[:7], rosa)
        self._confirm(done, courses[-1], rosa)
        waits = self._hold(courses[1 % len(courses)], rosa, FRESNO, timedelta(days=-1), seats=12)
        self._register(waits, others[:8], rosa)
        self._attend(waits, others[:6], rosa)

    def _named(self, name: str) -> Person:
        return self.session.scalars(select(Person).where(Person.legal_name == name)).one()

    def _members(self) -> Sequence[Person]:
        there = select(Affiliation.person_id).where(Affiliation.county_fips == FRESNO)
        ours = ~Person.legal_name.startswith(OF_A_STATE)  # such a state may be there, too
        statement = select(Person).where(Person.id.in_(there), ours).order_by(Person.id)
        return self.session.scalars(statement).all()

    def _hold(
        self,
        course: Course | None,
        by: Person,
        county: str | None,
        when: timedelta,
        *,
        seats: int,
        format: Format = Format.ONLINE,
    ) -> Event:
        starts_at = held_at(self.at, when)
        said_at = min(self.at, starts_at) - timedelta(days=30)
        terms = Terms(
            subject=of_training(course.slug) if course else f"webinar:{FORUM}",
            title=course.title if course else "Questions and answers for the counties",
            about="A sample session. Nobody in it is real.",
            format=format,
            place="Sample County Building, room 5" if format is Format.ROOM else "",
            meeting_url="" if format is Format.ROOM else "https://meeting.example/sample",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=90),
            seats=seats,
            waiting=5,
            trainers=by.legal_name,
            audience=Audience.AFFILIATES if county else Audience.PUBLIC,
            counties=frozenset({county} if county else ()),
            closes_at=starts_at,
            least_percent=80,
            latest_minutes=15,
            quiz=False,
            ce_minutes=90 if course is not None and when < timedelta() else None,
            ce_provider="Sample CE provider 000",
        )
        key = f"sample-{when.days}"
        return making.make(
            self.session,
            county,
            terms,
            uid=f"{key}@sample.example",
            form_key=key,
            by=by.id,
            at=said_at,
        )

    def _register(self, event: Event, people: Sequence[Person], by: Person) -> None:
        shown = finding.now(self.session, event.id)
        at = shown.version.recorded_at + timedelta(days=2)
        ids = [person.id for person in people]
        registering.register(self.session, event.id, ids, by=by.id, at=at, by_trainer=True)

    def _attend(self, event: Event, people: Sequence[Person], by: Person) -> None:
        shown = finding.now(self.session, event.id)
        starts_at, ends_at = shown.version.starts_at, shown.version.ends_at
        for person in people:
            late = timedelta(minutes=self.chance.choice([0, 0, 2, 4, 25]))
            attending.note(
                self.session, shown, [person.id], starts_at + late, ends_at, by=by.id, at=ends_at
            )

    def _confirm(self, event: Event, course: Course, by: Person) -> None:
        shown = finding.now(self.session, event.id)
        at = shown.version.ends_at + timedelta(hours=1)
        mark = roster.load(self.session, shown, course, None, at).mark
        crediting.confirm(
            self.session,
            event.id,
            course,
            mark,
            by=by.id,
            at=at,
            random_bits=self.chance.getrandbits,
        )


def held_at(at: datetime, when: timedelta) -> datetime:
    """When a session so far away begins: on a working day, at ten in California.

    Today's is on now while people work, else it is the next one at ten.
    """
    hour = at.replace(minute=0, second=0, microsecond=0)
    local = hour.astimezone(CALIFORNIA)
    if not when and _OPENS <= local.hour < _CLOSES and local.weekday() < _SATURDAY:
        return hour
    step = timedelta(days=-1 if when < timedelta() else 1)
    day = local.date() + (when or timedelta(days=local.hour >= _OPENS))
    while day.weekday() >= _SATURDAY:
        day += step
    return datetime.combine(day, time(_TEN), CALIFORNIA).astimezone(UTC)
