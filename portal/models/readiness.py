"""What is kept for speed: verdicts worked out ahead. Never the truth, and safe to drop.

Rows are rebuilt in the transaction of the fact they rest on, and `flask readiness check` proves
that they equal a fresh derivation. Each row holds for a stretch of time, so that no job has to
turn anything over at midnight. Days are ordinals (`date.toordinal`), half-open: quick to compare.
"""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.staffing import Answer, Outcome
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
    __table_args__ = (Index("ix_kept_team_county_fips_ends", "county_fips", "ends"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    starts: Mapped[int] = mapped_column(primary_key=True)
    ends: Mapped[int]
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"))
    outcome: Mapped[Outcome] = mapped_column(stored_enum(Outcome))
    requirement: Mapped[str]
    """The slug of the first requirement that fails; empty when covered."""
    answer: Mapped[Answer | None] = mapped_column(stored_enum(Answer))
    """What that says, where the outcome leaves it open: it advises."""


class KeptGap(Base):
    """A part of a day in which an area is not plainly covered, each week for a stretch of days.

    Rosters repeat by the week, so these hold for all of time, past and future.
    """

    __tablename__ = "kept_gap"
    __table_args__ = (Index("ix_kept_gap_area_id_ends", "area_id", "ends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("service_area.id"))
    weekday: Mapped[int]
    """0 is Monday."""
    starts: Mapped[int]
    """The first date of that weekday."""
    ends: Mapped[int]
    """The first one that does not belong to it any more."""
    opens: Mapped[int]
    """Minutes after midnight, by the clock."""
    closes: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(stored_enum(Outcome))
    requirement: Mapped[str]
    answer: Mapped[Answer | None] = mapped_column(stored_enum(Answer))
    """What the requirement says, where the outcome leaves it open: it advises."""
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))


class KeptCountyGap(Base):
    """The same of a whole county: at each moment the worst of its areas."""

    __tablename__ = "kept_county_gap"
    __table_args__ = (Index("ix_kept_county_gap_county_fips_ends", "county_fips", "ends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"))
    weekday: Mapped[int]
    starts: Mapped[int]
    ends: Mapped[int]
    opens: Mapped[int]
    closes: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(stored_enum(Outcome))
    area_id: Mapped[int] = mapped_column(ForeignKey("service_area.id"))
    """Of the areas of which it holds, the one with the lowest number."""


class KeptCounty(Base):
    """A county of which everything is kept: people, teams, areas, and the gaps of all of them."""

    __tablename__ = "kept_county"

    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), primary_key=True)
    stamp: Mapped[str]
    """Another one, never seen before, after every change of anything that pages show of it."""
    changes: Mapped[str]
    """What the last stamps were given for (`readiness.changed`)."""
    last_evidence_on: Mapped[date | None]
    """The last day on which evidence about somebody of the county is dated."""
