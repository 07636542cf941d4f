"""What readers of the library say: whether an answer was clear, and what they still ask."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Recorded


class LibraryFeedback(Base, Recorded):
    """A reader found a version clear, or not. Of what one reader says, the last counts."""

    __tablename__ = "library_feedback"
    __table_args__ = (UniqueConstraint("version_id", "asker", "clear"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("library_version.id"))
    asker: Mapped[str]
    """A random word of the browser's session: it tells readers apart, and nobody's name."""
    clear: Mapped[bool]


class LibraryQuestion(Base, Recorded):
    """What somebody asks after reading a version of an item."""

    __tablename__ = "library_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    """Of the form that was sent: the same form twice is one question."""
    version_id: Mapped[int] = mapped_column(ForeignKey("library_version.id"), index=True)
    asker: Mapped[str]
    words: Mapped[str]
    email: Mapped[str]
    """Where to answer; empty when they did not say."""


class LibraryAnswer(Base, Recorded):
    """TA staff have dealt with a question, and how."""

    __tablename__ = "library_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("library_question.id"), unique=True)
    words: Mapped[str]
