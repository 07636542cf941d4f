"""Attempts at a knowledge check or a final assessment, and the answers given."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from portal.models.base import Base


class Attempt(Base):
    """One sitting of a quiz. The questions are fixed when it begins."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("enrolment_id", "module", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    module: Mapped[str]
    """The module whose knowledge check it is; empty for the final assessment."""
    number: Mapped[int]
    """Counts from 1; with the two above it makes a double click harmless."""
    seed: Mapped[str]
    """Decides the draw and the order in which choices are shown."""
    questions: Mapped[list[str]] = mapped_column(JSON)
    """Ids of the questions drawn, in the order shown."""
    total: Mapped[int]
    """How many they are."""
    started_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    right: Mapped[int | None]
    """How many were right; empty until it is handed in."""
    graded: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """Set when it is handed in: for each answer the question's id and words, the answer in words,
    and whether it was right; so that the attempt explains itself when the files have changed."""


class SavedAnswer(Base):
    """The answer to one question of an attempt, as it was last given."""

    __tablename__ = "saved_answer"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[datetime]
