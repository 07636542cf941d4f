"""Evidence and what is decided about it: outside trainings, precedents, waivers, extensions."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from portal.domain.facts import DecisionKind
from portal.domain.reviews import Reason, Step
from portal.models.base import Base, Recorded
from portal.models.types import stored_enum


class EvidenceFile(Base, Recorded):
    """A document somebody handed in. Its bytes are in the row, so that both are saved or neither.

    It concerns a person or a county.
    """

    __tablename__ = "evidence_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    county_fips: Mapped[str | None] = mapped_column(ForeignKey("county.fips"), index=True)
    name: Mapped[str]
    """The file's name as it was handed in, for people; never used as a path."""
    media_type: Mapped[str]
    """What the content is; found by looking at it, not by its name."""
    size: Mapped[int]
    """In bytes."""
    sha256: Mapped[str] = mapped_column(index=True)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))


_OWN = text("person_id = coalesce(said_by_id, recorded_by_id)")


class OutsideTraining(Base, Recorded):
    """A training that somebody took elsewhere, as the person or a trainer entered it."""

    __tablename__ = "outside_training"
    __table_args__ = (
        Index("ix_outside_training_supersedes_id", "supersedes_id", unique=True),
        # What people say themselves: few among many, and a page counts which of it waits.
        Index(
            "ix_outside_training_own",
            "person_id",
            sqlite_where=_OWN,
            postgresql_where=_OWN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str]
    provider: Mapped[str]
    """Who gave it."""
    subject: Mapped[str]
    """One of the subjects that requirements name, such as “naloxone”; empty for none of them."""
    completed_on: Mapped[date] = mapped_column(index=True)
    ce_minutes: Mapped[int]
    """Continuing education credit in minutes; 0 for none."""
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_file.id"))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("outside_training.id"))
    """The earlier row that this one corrects."""
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whose word it still is, where somebody recorded it again without confirming it."""
    withdrawn: Mapped[bool] = mapped_column(default=False)
    """Whether this row says that the earlier one was entered by mistake."""


class ReviewStep(Base, Recorded):
    """What a reviewer, or the person, did with what the person had entered.

    An entry that was accepted is recorded once more as well; that row is what counts.
    """

    __tablename__ = "review_step"

    training_id: Mapped[int] = mapped_column(ForeignKey("outside_training.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """From 1, in the order of this entry: of two reviewers, only one can take the next."""
    kind: Mapped[Step] = mapped_column(stored_enum(Step))
    reason: Mapped[Reason | None] = mapped_column(stored_enum(Reason))
    """Why it was returned; empty for all else."""
    words: Mapped[str]
    """What was said; may be empty."""
    checks: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the reviewer stood for: the words of each check, by its key."""


class Equivalency(Base, Recorded):
    """A precedent: this training, from this provider, meets this requirement, for everybody.

    Or, with a person, a decision about that person's training alone.
    """

    __tablename__ = "equivalency"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    provider: Mapped[str]
    requirement: Mapped[str] = mapped_column(index=True)
    """The slug of the requirement."""
    county_fips: Mapped[str | None] = mapped_column(ForeignKey("county.fips"))
    """For people of this county only; empty: everywhere."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """For this person only, so that it is no precedent; empty: for everybody."""
    starts_on: Mapped[date]
    """Claims are credited from this day on."""
    ends_on: Mapped[date | None]
    """No new claims after this day."""
    recency_months: Mapped[int | None]
    """At most so old may the training be on the day it is claimed; empty: any age."""
    reason: Mapped[str]


class EquivalencyRevocation(Base, Recorded):
    """From a day on, nothing rests on a precedent any more. What it gave before stays."""

    __tablename__ = "equivalency_revocation"

    equivalency_id: Mapped[int] = mapped_column(ForeignKey("equivalency.id"), primary_key=True)
    revoked_on: Mapped[date]
    reason: Mapped[str]


class Claim(Base, Recorded):
    """An outside training is credited under a precedent."""

    __tablename__ = "claim"

    training_id: Mapped[int] = mapped_column(ForeignKey("outside_training.id"), primary_key=True)
    equivalency_id: Mapped[int] = mapped_column(
        ForeignKey("equivalency.id"), primary_key=True, index=True
    )
    claimed_on: Mapped[date]


class Decision(Base, Recorded):
    """A waiver or an extension for one person and one requirement, with its end and its reason."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_supersedes_id", "supersedes_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(stored_enum(DecisionKind))
    requirement: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day it helps. Before `starts_on` in a row that takes an earlier one back."""
    reason: Mapped[str]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    """The earlier row that this one shortens, lengthens or takes back."""
