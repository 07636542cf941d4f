"""The matrix: how people like to see it, and what they did from it in one go."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.matrix import Act
from portal.models.base import Base, Recorded
from portal.models.types import stored_enum


class MatrixView(Base):
    """Somebody's own name for a filter of the matrix. It shows what they may see when they look."""

    __tablename__ = "matrix_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    query: Mapped[str]
    """The query of its address, without the question mark; empty for the plain matrix."""
    saved_at: Mapped[datetime]


class MatrixBatch(Base, Recorded):
    """Facts that somebody added for many people at once, so that they can be undone together."""

    __tablename__ = "matrix_batch"
    __table_args__ = (UniqueConstraint("recorded_by_id", "form_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[Act] = mapped_column(stored_enum(Act))
    form_key: Mapped[str]
    """Of the form it was sent with: sent twice, it is done once."""
    undone_at: Mapped[datetime | None]


class MatrixBatchEntry(Base):
    """One of those facts, as it was added. What it says is in its own row."""

    __tablename__ = "matrix_batch_entry"

    batch_id: Mapped[int] = mapped_column(ForeignKey("matrix_batch.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """From 1, in the order of the batch."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requirement: Mapped[str]
    """The slug of the requirement; empty for a training that is credited for none."""
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    training_id: Mapped[int | None] = mapped_column(ForeignKey("outside_training.id"))
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
