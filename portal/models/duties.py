"""What people do on the job, when they are away, and what a county has designated them for."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.facts import Duty
from portal.models.base import Base, Recorded
from portal.models.types import stored_enum


class DutyHeld(Base, Recorded):
    """Somebody does something that rules ask about, from a day through a day."""

    __tablename__ = "duty_held"
    __table_args__ = (Index("ix_duty_held_supersedes_id", "supersedes_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    duty: Mapped[Duty] = mapped_column(stored_enum(Duty))
    starts_on: Mapped[date | None]
    """Empty when the day is not known."""
    ends_on: Mapped[date | None]
    """The last day; empty while it goes on. Before `starts_on` in a row that takes one back."""
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("duty_held.id"))


class Leave(Base, Recorded):
    """Somebody is away from a day through a day."""

    __tablename__ = "leave"
    __table_args__ = (Index("ix_leave_supersedes_id", "supersedes_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The last day away; empty while it is not known. Before `starts_on` takes one back."""
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("leave.id"))


class Designation(Base, Recorded):
    """A county has designated somebody to place holds under W&I 5150."""

    __tablename__ = "designation"
    __table_args__ = (Index("ix_designation_supersedes_id", "supersedes_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"))
    starts_on: Mapped[date | None] = mapped_column(index=True)
    ends_on: Mapped[date | None]
    """Good through this day; empty when the county set no end."""
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_file.id"))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("designation.id"))


class CountyFact(Base, Recorded):
    """Something a county has done that a requirement asks of it."""

    __tablename__ = "county_fact"
    __table_args__ = (Index("ix_county_fact_supersedes_id", "supersedes_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), index=True)
    requirement: Mapped[str]
    """The slug of the requirement."""
    done_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The last day it holds; empty while it goes on. Before `done_on` takes one back."""
    note: Mapped[str]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_file.id"))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("county_fact.id"))
