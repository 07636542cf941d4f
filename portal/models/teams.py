"""Agencies, teams, and who belongs to which, from when to when."""

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Recorded


class Agency(Base, Recorded):
    """Who employs people: a county's department or a contractor, which may serve many counties."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Team(Base, Recorded):
    """People who answer calls together in a county."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("county_fips", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)


class Affiliation(Base, Recorded):
    """A person works for an agency in a county, perhaps on a team, for a time.

    One person may hold several at once. A row is never changed: its end, or a correction, is a
    further row that supersedes it.
    """

    __tablename__ = "affiliation"
    __table_args__ = (
        Index("ix_affiliation_county_fips_person_id", "county_fips", "person_id"),
        Index("ix_affiliation_supersedes_id", "supersedes_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    position: Mapped[str]
    """The job's title; empty when unknown."""
    starts_on: Mapped[date | None]
    """Empty when unknown; never guessed."""
    ends_on: Mapped[date | None]
    """Affiliated through this day; empty while it goes on."""
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("affiliation.id"))
