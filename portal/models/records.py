"""Training records: what a person completed here, as it was that day. Never changed."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base


class TrainingRecord(Base):
    """A completed training, and the certificate that goes with it."""

    __tablename__ = "training_record"
    __table_args__ = (
        Index("ix_training_record_person_id_completed_on", "person_id", "completed_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code: Mapped[str] = mapped_column(unique=True)
    """Names the certificate on its check page; cannot be guessed."""
    name: Mapped[str]
    """The legal name that day."""
    course: Mapped[str]
    course_title: Mapped[str]
    edition: Mapped[int]
    completed_on: Mapped[date] = mapped_column(index=True)
    """The civil date in California."""
    completed_at: Mapped[datetime]
    minutes: Mapped[int]
    """The training's length; 0 where nobody has said it."""
    subject: Mapped[str | None]
    """What it is about, as requirements name subjects; empty for trainings of the catalogue."""
    delivery: Mapped[str]
    percent: Mapped[int]
    """The score of the final that passed; 0 for a live session that asked for none."""


class Revocation(Base):
    """A training record was withdrawn. The record itself stays."""

    __tablename__ = "revocation"

    record_id: Mapped[int] = mapped_column(ForeignKey("training_record.id"), primary_key=True)
    revoked_on: Mapped[date]
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
