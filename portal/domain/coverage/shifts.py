"""Weekly shifts as people write them down, and what they come to.

Times are local, as people say them; a shift that runs over midnight belongs to the day on which
it begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from portal.domain.facts import Recorded
from portal.domain.staffing import Mode, Outcome

People = tuple[tuple[int, Mode], ...]
"""Who is there and how: each person once, in the order of their numbers."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Somebody has a place on a weekly shift, from a day through a day."""

    fact: Recorded
    person: int
    mode: Mode
    first_on: date
    last_on: date | None


class ExceptionKind(StrEnum):
    """What is different on one date."""

    OFF = "off"
    """The person does not come."""
    ON = "on"
    """The person comes, though not assigned."""
    CANCELLED = "cancelled"
    """The whole shift does not take place."""
    USUAL = "usual"
    """Nothing is different after all: takes back an earlier exception."""


@dataclass(frozen=True, slots=True)
class DatedException:
    """A shift is different on one date: the day on which it begins."""

    fact: Recorded
    on: date
    kind: ExceptionKind
    person: int | None
    """None only for a cancelled shift."""
    mode: Mode


@dataclass(frozen=True, slots=True)
class Shift:
    """A weekly shift of a team, with who is on it."""

    id: int
    team: int
    name: str
    weekday: int
    """0 is Monday."""
    starts: time
    ends: time
    """At or before `starts`: it ends on the next day. Equal: it lasts around the clock."""
    first_on: date
    """The first date on which it may begin."""
    last_on: date | None
    assigned: tuple[Assigned, ...]
    exceptions: tuple[DatedException, ...]


@dataclass(frozen=True, slots=True)
class AreaTeam:
    """A team answers calls in a service area, from a day through a day."""

    team: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One taking place of a shift."""

    shift: int
    team: int
    on: date
    """The local date on which it begins."""
    starts_at: datetime
    ends_at: datetime
    """UTC; the first instant that is no longer part of it."""
    people: People


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time with one outcome for a service area. Stretches tile the time asked for."""

    starts_at: datetime
    ends_at: datetime
    outcome: Outcome
    requirement: str
    """The slug of the requirement that decides it; empty when covered."""
    team: int | None
    """The team that comes closest; None when nobody is on shift."""
    people: People
    """Who is on that team's shifts then."""
