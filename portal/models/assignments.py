"""What trainers ask people to complete: only requests. What was completed is elsewhere."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.assignments import Act, Basis, Reach, Unit
from portal.domain.facts import Duty
from portal.models.base import Base, Recorded
from portal.models.types import stored_enum


class Assignment(Base, Recorded):
    """Somebody asks people for trainings or requirements. It is never changed, only taken back."""

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("recorded_by_id", "form_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_key: Mapped[str]
    """Of the draft or form it was made from: sent twice, it is made once."""
    county_fips: Mapped[str | None] = mapped_column(ForeignKey("county.fips"), index=True)
    """The county that asks, of people who work there; empty means all of California."""
    reach: Mapped[Reach] = mapped_column(stored_enum(Reach))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    duty: Mapped[Duty | None] = mapped_column(stored_enum(Duty))
    newcomers: Mapped[bool]
    """Whether it also asks those who come to the group later."""
    basis: Mapped[Basis] = mapped_column(stored_enum(Basis))
    due_on: Mapped[date | None]
    """The day, if it is fixed."""
    count: Mapped[int]
    """How many days or months; 0 for a fixed day or on the first day itself."""
    unit: Mapped[Unit] = mapped_column(stored_enum(Unit))
    counted_duty: Mapped[Duty | None] = mapped_column(stored_enum(Duty))
    """The duty whose first day is counted from."""
    note: Mapped[str]
    """Words to those who are asked; may be empty."""


class AssignmentItem(Base):
    """One thing that an assignment asks for: a training, or a requirement. One of both is empty."""

    __tablename__ = "assignment_item"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """From 1, in the order they were chosen."""
    course: Mapped[str]
    requirement: Mapped[str]


class AssignmentAsk(Base, Recorded):
    """What was said about one person and one item. The newest counts; none is ever changed."""

    __tablename__ = "assignment_ask"
    __table_args__ = (
        Index("ix_assignment_ask_assignment_id_person_id", "assignment_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    item: Mapped[int]
    """The number of the item."""
    act: Mapped[Act] = mapped_column(stored_enum(Act))
    due_on: Mapped[date | None]
    """A date of their own; empty: the assignment's."""
    reason: Mapped[str]
    """Why it was taken back or got another date; empty when it was made."""


class AssignmentEnd(Base, Recorded):
    """An assignment was taken back as a whole: it asks nobody any more."""

    __tablename__ = "assignment_end"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    reason: Mapped[str]


class AssignmentDraft(Base):
    """The answers of somebody who is about to ask for something. Nobody is asked by it."""

    __tablename__ = "assignment_draft"
    __table_args__ = (UniqueConstraint("person_id", "form_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    form_key: Mapped[str]
    """Of the form that began it: sent twice, it begins one draft."""
    answers: Mapped[str]
    """The answers so far, as JSON."""
    changed_at: Mapped[datetime]
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    """What it became; empty while it is a draft."""
