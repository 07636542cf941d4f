"""Two rows that are one person: what was moved from one to the other, so that it can go back."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Recorded


class PersonMerge(Base, Recorded):
    """Somebody said that two people are one. What was about one is about the other since."""

    __tablename__ = "person_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    """Whose address leads to the one that was kept."""
    reason: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class MergedRow(Base):
    """One value that a merge has changed."""

    __tablename__ = "merged_row"

    merge_id: Mapped[int] = mapped_column(ForeignKey("person_merge.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """From 1, in the order in which they were changed."""
    table: Mapped[str]
    key: Mapped[list[Any]] = mapped_column(JSON)
    """The primary key of the row."""
    column: Mapped[str]
    before: Mapped[int | None]
    """What it was: a number of a person, or of an enrolment in its order."""
