"""The matrix: how people like to see it."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base


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
