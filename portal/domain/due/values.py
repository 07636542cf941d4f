"""What the facts of a person come to on their home page: things to do, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from portal.domain.certificates import StandingToday
from portal.domain.curriculum import Course
from portal.domain.progress import Item, Progress


class Risk(IntEnum):
    """Why a row stands where it stands; the lowest number comes first."""

    LATE = 0
    SOON = 1
    UNDER_WAY = 2
    ASKED = 3
    """Somebody asks for it, with time or without a date."""
    ADVISED = 4


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A training that a person has begun and not completed."""

    course: Course
    progress: Progress
    number: int
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Revoked:
    """A training whose only certificate was revoked."""

    course: Course
    standing: StandingToday


@dataclass(frozen=True, slots=True)
class HeldCredential:
    """A credential as far as its expiry goes."""

    title: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class Asked:
    """A training that assignments ask a person for, alone or to meet a requirement."""

    course: Course | None
    """None: no training of the catalogue meets what is asked for."""
    title: str
    due: date | None
    """The earliest last day; None where none could be worked out."""
    why: str
    """Who asked, and how the date comes about: a line for each reason."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to do. `course` is empty for a credential."""

    risk: Risk
    on: date | None
    title: str
    state: str
    """The words of the tag."""
    why: str
    """Sentences; a line for each reason."""
    action: str
    """The words of the button; empty when there is nothing to press."""
    course: str = ""
    item: Item | None = None
    """Where the button leads within the training."""
    again: int = 0
    """The enrolment that the button would begin anew after."""
    progress: tuple[int, int] | None = None
