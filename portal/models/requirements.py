"""Who verified which requirement: read its source, and filled in what was unknown."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from portal.models.base import Base, Recorded


class RuleVerification(Base, Recorded):
    """Somebody read the source: from a day on the version judges instead of advising."""

    __tablename__ = "rule_verification"

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement: Mapped[str] = mapped_column(index=True)
    """The slug of the requirement."""
    version: Mapped[date]
    """The start of the version in the file that it confirms."""
    settings: Mapped[Any] = mapped_column(JSON)
    """What was filled in or changed, by name; days as ISO text."""
    source: Mapped[str]
    """The key of a source in the files."""
    section: Mapped[str]
    read_on: Mapped[date]
    starts_on: Mapped[date]
    note: Mapped[str]


class RuleWithdrawal(Base, Recorded):
    """From a day on the requirement advises again."""

    __tablename__ = "rule_withdrawal"

    verification_id: Mapped[int] = mapped_column(
        ForeignKey("rule_verification.id"), primary_key=True
    )
    ends_on: Mapped[date]
    """The first day it advises again; the verification's own first day undoes all of it."""
    reason: Mapped[str]


class RulePreview(Base, Recorded):
    """Somebody asked what verifying a requirement, or taking that back, would change.

    No fact: it may be worked out anew at any time, and is forgotten after a while.
    """

    __tablename__ = "rule_preview"

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement: Mapped[str]
    """The slug of the requirement."""
    version: Mapped[date]
    """The start of the version in the file."""
    verification_id: Mapped[int | None] = mapped_column(ForeignKey("rule_verification.id"))
    """The verification that would be taken back; empty where one would be recorded."""
    says: Mapped[Any] = mapped_column(JSON)
    """What would be recorded, by name; days as ISO text."""
    typed: Mapped[Any] = mapped_column(JSON)
    """The form as it was filled in: pairs of names and texts."""
    noted_at: Mapped[datetime | None]
    """When somebody who works it out last said how far it is; empty: nobody has begun."""
    counties: Mapped[int]
    """How many counties are done."""
    changes: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    """What would change; empty until it is worked out."""
    refused: Mapped[str]
    """Why it could not be worked out; empty if it could."""
