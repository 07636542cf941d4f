"""The facts of assigning: who was asked for what by when, and what of people it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from portal.domain.facts import Duty


class Reach(StrEnum):
    """Whom an assignment is for."""

    PEOPLE = "people"
    """People chosen by name."""
    TEAM = "team"
    AGENCY = "agency"
    DUTY = "duty"
    """Everybody who does something on the job, such as answering calls."""
    COUNTY = "county"
    """Everybody who works in the county; without one, in California."""


class Basis(StrEnum):
    """What a date is counted from."""

    FIXED = "fixed"
    """From nothing: it is a day."""
    HIRE = "hire"
    """The first day of working there."""
    DUTY = "duty"
    """The first day of doing something on the job."""
    TEAM = "team"
    """The first day on the team."""


class Unit(StrEnum):
    """What is counted."""

    DAYS = "days"
    MONTHS = "months"

    def words(self, count: int) -> str:
        """Such as “1 day” or “3 months”."""
        return f"1 {self.value[:-1]}" if count == 1 else f"{count} {self.value}"


class Act(StrEnum):
    """What was said about one person and one thing asked for. The newest counts."""

    ASK = "ask"
    """Asked, by the assignment's date or by one of their own."""
    LEAVE_OUT = "leave-out"
    """Left out when the assignment was made."""
    TAKE_BACK = "take-back"
    """Not asked any more."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked for: a training of the portal, or a requirement, met in whichever way."""

    number: int
    """From 1, within its assignment."""
    course: str
    """The slug of the training; empty for a requirement."""
    requirement: str
    """The slug of the requirement; empty for a training."""


@dataclass(frozen=True, slots=True)
class Whom:
    """The group that an assignment is for, within a county or (None) in all of California."""

    reach: Reach
    county: str | None
    team: int | None = None
    agency: int | None = None
    duty: Duty | None = None


@dataclass(frozen=True, slots=True)
class When:
    """By when: a day, or so many days or months after one that each person has of their own."""

    basis: Basis
    on: date | None = None
    """The day, if it is fixed."""
    count: int = 0
    unit: Unit = Unit.DAYS
    duty: Duty | None = None
    """Which duty, where it is counted from one."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Somebody asked for something."""

    number: int
    whom: Whom
    when: When
    items: tuple[Item, ...]
    made_on: date
    by: str
    """Who asked; empty when the portal itself did."""
    group: str
    """The group in words that follow “everybody”, such as “on Night Team, Fresno County”."""
    newcomers: bool
    """Whether it also asks those who come later. Then it asks nobody who is no longer there."""
    ended_on: date | None = None
    """The day it was taken back as a whole; from then on it asks nobody."""
    note: str = ""
    """Words to those who are asked."""


class Ask(NamedTuple):
    """What was said about one person and one item."""

    act: Act
    on: date
    """The day it was said."""
    due_on: date | None
    """A date of their own; None: the assignment's."""
    reason: str


class Work(NamedTuple):
    """Somebody works in a county, perhaps on a team, from a day through a day."""

    county: str
    agency: int
    team: int | None
    starts_on: date | None
    """None: not known."""
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Worker:
    """What is known of a person that assigning rests on."""

    person: int
    work: tuple[Work, ...] = ()
    duties: tuple[tuple[Duty, date | None, date | None], ...] = ()
    """What they do on the job, with first and last day."""
    leaves: tuple[tuple[date, date | None], ...] = ()
    """When they are away."""
    known: Worker | None = None
    """Where they worked and what they did as each day knew it, by `stretches.known_days`.

    None: all of it was recorded in time.
    """

    def is_away(self, day: date) -> bool:
        """Whether they are on leave that day."""
        return any(starts <= day and (ends is None or day <= ends) for starts, ends in self.leaves)
