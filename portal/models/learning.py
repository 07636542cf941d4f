"""What a learner has done in a training: facts that are only added."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base


class Enrolment(Base):
    """A person began a training in a certain edition, and keeps that edition."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("person_id", "course", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course: Mapped[str]
    """The training's slug."""
    number: Mapped[int]
    """1 for the first time, 2 for the next: taking it again is a new enrolment."""
    edition: Mapped[int]
    started_at: Mapped[datetime]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    """The live session in which the training is taken; empty for one's own way through it."""
    webinar_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("library_version.id"), index=True
    )
    """The webinar whose recording was watched and whose quiz is sat, as it was then."""


class LessonRead(Base):
    """A learner said that a lesson is read."""

    __tablename__ = "lesson_read"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    module: Mapped[str] = mapped_column(primary_key=True)
    lesson: Mapped[str] = mapped_column(primary_key=True)
    read_at: Mapped[datetime]


class PracticeStep(Base):
    """A place that a learner reached in a scenario; the path holds every choice up to it."""

    __tablename__ = "practice_step"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    module: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    """The keys of the choices made, joined by hyphens: “2-1-3”."""
    is_ending: Mapped[bool]
    reached_at: Mapped[datetime]
