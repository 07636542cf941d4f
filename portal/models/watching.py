"""Watching recordings: what was played, and what it gave."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Recorded


class WatchedStretch(Base, Recorded):
    """A part of a recording that somebody played without a break, as they and the clock say.

    One row for each part, however often its player reports: only its end moves on, while it is
    still being played. What of it counts is derived.
    """

    __tablename__ = "watched_stretch"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_watched_stretch_recording_person_id", "recording", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str]
    """Made up by the player: said twice, it is there once."""
    recording: Mapped[str]
    """The digest of what was played; another recording of the same webinar is another."""
    starts: Mapped[int]
    """Places in the recording, in milliseconds."""
    ends: Mapped[int]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]


class WatchingCredit(Base, Recorded):
    """What a training record that came of watching rests on, and what is stated beside it."""

    __tablename__ = "watching_credit"

    record_id: Mapped[int] = mapped_column(ForeignKey("training_record.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("library_version.id"), index=True)
    """The version of the webinar with the rule, the recording and the quiz."""
    because: Mapped[str]
    """The derivation in words."""
    ce_minutes: Mapped[int | None]
    """Of continuing education, as somebody states; empty: nothing is stated."""
    ce_provider: Mapped[str]
