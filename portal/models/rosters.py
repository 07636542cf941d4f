"""Service areas, weekly shifts, who is on them, and what is different on a date."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.coverage import ExceptionKind
from portal.domain.staffing import Mode
from portal.models.base import Base, Recorded
from portal.models.types import stored_enum


class AreaSetting(StrEnum):
    """Urban or rural: of an area, never of a county as a whole."""

    URBAN = "urban"
    RURAL = "rural"


class ServiceArea(Base, Recorded):
    """A part of a county that has to be covered around the clock."""

    __tablename__ = "service_area"
    __table_args__ = (UniqueConstraint("county_fips", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"))
    setting: Mapped[AreaSetting] = mapped_column(stored_enum(AreaSetting))


class TeamArea(Base, Recorded):
    """A team answers calls in an area, from a day through a day."""

    __tablename__ = "team_area"
    __table_args__ = (Index("ix_team_area_supersedes_id", "supersedes_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("service_area.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The last day; empty while it goes on. Before `starts_on` takes the row back."""
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("team_area.id"))


class RosterImport(Base, Recorded):
    """A file of shifts that was taken in as a whole; undone as a whole."""

    __tablename__ = "roster_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), index=True)
    name: Mapped[str]
    """The file's name."""
    sha256: Mapped[str]
    left_out: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    """What was not taken in of a calendar: pairs of number and words; empty for none."""
    undone_at: Mapped[datetime | None]
    """From this moment on what it brought is not known any more; before it, it was."""
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Shift(Base, Recorded):
    """A weekly shift of a team in local time. Other times are another shift."""

    __tablename__ = "shift"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    name: Mapped[str]
    weekday: Mapped[int]
    """0 is Monday."""
    starts: Mapped[time]
    ends: Mapped[time]
    """At or before `starts`: on the next day."""
    first_on: Mapped[date]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("roster_import.id"), index=True)


class ShiftEnd(Base, Recorded):
    """The last date on which a shift begins. Of several, the one recorded last counts."""

    __tablename__ = "shift_end"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"), index=True)
    last_on: Mapped[date | None]
    """Empty: it goes on after all. Before the shift's first date: it never takes place."""


class ShiftAssignment(Base, Recorded):
    """Somebody has a place on a shift, from a date through a date."""

    __tablename__ = "shift_assignment"
    __table_args__ = (Index("ix_shift_assignment_supersedes_id", "supersedes_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mode: Mapped[Mode] = mapped_column(stored_enum(Mode))
    first_on: Mapped[date]
    last_on: Mapped[date | None]
    """Before `first_on` in a row that takes an earlier one back."""
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("shift_assignment.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("roster_import.id"), index=True)


class ShiftException(Base, Recorded):
    """A shift is different on one date. Of several for one person, the last recorded counts."""

    __tablename__ = "shift_exception"
    __table_args__ = (Index("ix_shift_exception_shift_id_on", "shift_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    on: Mapped[date]
    """The date on which the shift begins."""
    kind: Mapped[ExceptionKind] = mapped_column(stored_enum(ExceptionKind))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Empty for the whole shift."""
    mode: Mapped[Mode] = mapped_column(stored_enum(Mode))
    reason: Mapped[str]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("roster_import.id"), index=True)
