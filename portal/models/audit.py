"""Who changed what: people, roles, sign-ins, revocations."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from portal.models.base import Base


class AuditEntry(Base):
    """Something somebody did that is worth looking up later. Only added."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_person_id_at", "person_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who did it; empty for the command line."""
    action: Mapped[str]
    """A short verb, such as “invited” or “role granted”."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whom it concerns."""
    detail: Mapped[Any] = mapped_column(JSON)
