"""What is kept for speed: verdicts worked out ahead. Never the truth, and safe to drop.

Rows are rebuilt in the transaction of the fact they rest on, and `flask readiness check` proves
that they equal a fresh derivation. Each row holds for a stretch of time, so that no job has to
turn anything over at midnight. Days are ordinals (`date.toordinal`), half-open: quick to compare.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.staffing import Outcome
from portal.models.base import Base
from portal.models.types import stored_enum


class KeptUnder(Base):
    """The rulebook that all kept rows were worked out under."""

    __tablename__ = "kept_under"

    id: Mapped[int] = mapped_column(primary_key=True)
    """Always 1."""
    digest: Mapped[str]
    """Of the rulebook; when it differs from the one in use, no kept row may be used."""


class KeptPerson(Base):
    """A person's states and abilities for a stretch of days."""

    __tablename__ = "kept_person"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    starts: Mapped[int] = mapped_column(primary_key=True)
    ends: Mapped[int]
    """The first day of the next stretch."""
    states: Mapped[str]
    """A letter of `State` for each member requirement, in the order of the rulebook."""
    advisory: Mapped[str]
    """“a” where the version in force advises and “j” where it judges, in the same order."""
    judged: Mapped[int]
    """`Able`, by verified requirements alone."""
    advised: Mapped[int]
    """`Able`, by all requirements."""


class KeptTeam(Base):
    """Whether a team could answer a call with everybody on it, for a stretch of days."""

    __tablename__ = "kept_team"
    __table_args__ = (Index("ix_kept_team_county_fips_starts", "county_fips", "starts"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    starts: Mapped[int] = mapped_column(primary_key=True)
    ends: Mapped[int]
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"))
    outcome: Mapped[Outcome] = mapped_column(stored_enum(Outcome))
    requirement: Mapped[str]
    """The slug of the first requirement that fails; empty when covered."""


class KeptGap(Base):
    """A stretch of time in which an area, or a county somewhere, is not plainly covered."""

    __tablename__ = "kept_gap"
    __table_args__ = (
        Index("ix_kept_gap_county_fips_outcome_starts_at", "county_fips", "outcome", "starts_at"),
        Index("ix_kept_gap_area_id_ends_at", "area_id", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("service_area.id"))
    """Empty: the whole county, by its worst area."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    outcome: Mapped[Outcome] = mapped_column(stored_enum(Outcome))
    requirement: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))


class KeptHorizon(Base):
    """Up to when the gaps of an area are worked out; later ones are worked out when asked for."""

    __tablename__ = "kept_horizon"

    area_id: Mapped[int] = mapped_column(ForeignKey("service_area.id"), primary_key=True)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), index=True)
    from_at: Mapped[datetime]
    through_at: Mapped[datetime]


class KeptCounty(Base):
    """The last day on which evidence about somebody of a county is dated."""

    __tablename__ = "kept_county"

    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), primary_key=True)
    last_evidence_on: Mapped[date | None]
