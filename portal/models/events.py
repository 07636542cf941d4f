"""Live sessions: what was said about them, who registered, who was there, and what it gave.

In code a session is an event, for “session” is the database's and the browser's. Nothing here
says who has a seat or whether somebody attended: that is derived.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column
from sqlalchemy.types import JSON

from portal.domain.events.credit import Credit
from portal.domain.events.presence import Source
from portal.domain.events.terms import Audience, Format
from portal.models.base import Base, Recorded
from portal.models.types import stored_enum


class Event(Base, Recorded):
    """A live session. What is known of it stands in its versions."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("recorded_by_id", "form_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    """Names it in calendars, for ever."""
    county_fips: Mapped[str | None] = mapped_column(ForeignKey("county.fips"), index=True)
    """The county that holds it; empty: it is held for the whole state."""
    form_key: Mapped[str]
    """Of the form that made it: sent twice, it is made once."""


class EventVersion(Base, Recorded):
    """What was said about a session at a time. The one with the highest number holds."""

    __tablename__ = "event_version"
    __table_args__ = (Index("ix_event_version_starts_at", "starts_at"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 0; what calendars know as the sequence."""
    subject: Mapped[str]
    """“training:slug” or “webinar:slug”; empty for what is named by its title only."""
    title: Mapped[str]
    about: Mapped[str]
    format: Mapped[Format] = mapped_column(stored_enum(Format))
    place: Mapped[str]
    meeting_url: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    seats: Mapped[int]
    waiting: Mapped[int]
    """So many may wait when the seats are taken."""
    trainers: Mapped[str]
    audience: Mapped[Audience] = mapped_column(stored_enum(Audience))
    closes_at: Mapped[datetime]
    least_percent: Mapped[int]
    latest_minutes: Mapped[int | None]
    """So late one may arrive; empty: it does not matter."""
    quiz: Mapped[bool]
    ce_minutes: Mapped[int | None]
    """Of continuing education, as the provider states; empty: nothing is stated."""
    ce_provider: Mapped[str]
    cancelled_because: Mapped[str]
    """Why it does not take place; empty while it does."""


class EventCounty(Base):
    """The affiliates of this county may register, as a version of a session says."""

    __tablename__ = "event_county"
    __table_args__ = (
        ForeignKeyConstraint(
            ["event_id", "version"], ["event_version.event_id", "event_version.number"]
        ),
    )

    event_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), primary_key=True)


class EventRegistration(Base, Recorded):
    """Somebody registered. In the order of their numbers they have seats, and then wait."""

    __tablename__ = "event_registration"
    __table_args__ = (UniqueConstraint("event_id", "person_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[int]
    """1 for the first time; who cancels and comes back is at the end again."""


class EventRequest(Base, Recorded):
    """A visitor asked for the link that registers this address for a session, open to everybody.

    Until the link was opened and confirmed nobody is registered, and no person is there.
    """

    __tablename__ = "event_request"
    __table_args__ = (UniqueConstraint("form_key"), Index("ix_event_request_at", "recorded_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    email: Mapped[str]
    name: Mapped[str]
    """As they typed it."""
    asker: Mapped[str]
    """The browser, by a random word in its cookie."""
    form_key: Mapped[str]
    """Of the form: sent twice, there is one mail."""


class EventWithdrawal(Base, Recorded):
    """A registration was cancelled."""

    __tablename__ = "event_withdrawal"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("event_registration.id"), primary_key=True
    )


class EventSeatNotice(Base):
    """Somebody who waited was told of their seat: once, however they got it."""

    __tablename__ = "event_seat_notice"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("event_registration.id"), primary_key=True
    )
    told_at: Mapped[datetime]


class EventFile(Base, Recorded):
    """A meeting tool's list of who was there; taken in as a whole, and undone as a whole."""

    __tablename__ = "event_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str]
    sha256: Mapped[str]
    read_as: Mapped[str]
    """How the file was read, in words, such as its encoding."""
    zone: Mapped[str]
    """The time zone of its times."""
    sheets: Mapped[Any] = deferred(mapped_column(JSON, nullable=False))
    """What was read: of each sheet its name, its rows of text, and notes."""
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None]
    """From this moment on its presence counts for nothing; before it, it did."""
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class EventFileChoice(Base, Recorded):
    """Whom a row of such a list means, as somebody said."""

    __tablename__ = "event_file_choice"

    file_id: Mapped[int] = mapped_column(ForeignKey("event_file.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The row, as spreadsheets count."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Empty: the row stays out."""


class EventPresence(Base, Recorded):
    """Somebody was there for a stretch of time."""

    __tablename__ = "event_presence"
    __table_args__ = (
        Index("ix_event_presence_event_id_person_id", "event_id", "person_id"),
        UniqueConstraint("event_id", "person_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    key: Mapped[str]
    """What was asked for, such as the third arrival: asked for twice, it is there once."""
    source: Mapped[Source] = mapped_column(stored_enum(Source))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """Empty until somebody says that they leave."""
    seen_at: Mapped[datetime | None]
    """The last sign of presence from an open page."""
    file_id: Mapped[int | None] = mapped_column(ForeignKey("event_file.id"), index=True)


class EventPresenceEnd(Base, Recorded):
    """A stretch of presence was withdrawn: it was not so."""

    __tablename__ = "event_presence_end"

    presence_id: Mapped[int] = mapped_column(ForeignKey("event_presence.id"), primary_key=True)
    reason: Mapped[str]


class EventConfirmation(Base, Recorded):
    """Whoever holds a session confirmed who was there, as was known then."""

    __tablename__ = "event_confirmation"
    __table_args__ = (UniqueConstraint("event_id", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    mark: Mapped[str]
    """A digest of what was confirmed: confirmed twice, it is confirmed once."""
    presences: Mapped[list[int]] = mapped_column(JSON)
    """The stretches of presence that counted."""


class EventCredit(Base, Recorded):
    """What a session gave somebody, and why, as it was that day."""

    __tablename__ = "event_credit"
    __table_args__ = (UniqueConstraint("event_id", "person_id", "kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[Credit] = mapped_column(stored_enum(Credit))
    number: Mapped[int]
    """1 for the first time; credit may be withdrawn and given again."""
    minutes: Mapped[int]
    """Of continuing education as the provider stated, else those of presence."""
    provider: Mapped[str]
    """Who states the continuing education; empty for credit of another kind."""
    because: Mapped[str]
    """The derivation in words."""
    record_id: Mapped[int | None] = mapped_column(ForeignKey("training_record.id"), unique=True)
    """The training record that it became."""


class EventCreditEnd(Base, Recorded):
    """Credit was withdrawn. The credit itself stays readable."""

    __tablename__ = "event_credit_end"

    credit_id: Mapped[int] = mapped_column(ForeignKey("event_credit.id"), primary_key=True)
    reason: Mapped[str]


class CalendarFeed(Base):
    """A secret address of somebody's sessions for their calendar program."""

    __tablename__ = "calendar_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Random; whoever has it sees the person's sessions."""
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
