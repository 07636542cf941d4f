"""Reviews of what cites a notice that another one replaced."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.library.provenance import Outcome
from portal.models.base import Base, Recorded
from portal.models.types import stored_enum


class CitationReview(Base, Recorded):
    """Somebody looked at it since, and what came of it. The last one counts."""

    __tablename__ = "citation_review"
    __table_args__ = (UniqueConstraint("citing", "notice_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    citing: Mapped[str]
    """Such as “faqs/what-counts”, “trainings/crisis-response” or “requirements/on-site”."""
    notice_id: Mapped[int] = mapped_column(ForeignKey("library_item.id"))
    """The notice that replaced the one that is cited."""
    number: Mapped[int]
    """Counted from 1. Whoever reviews names the number they expect to write."""
    version: Mapped[int]
    """The version, or the edition of a training, that was looked at."""
    outcome: Mapped[Outcome] = mapped_column(stored_enum(Outcome))
    words: Mapped[str]
