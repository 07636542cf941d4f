"""What a session is: its subject, who may register, and what credit asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.domain.dates import CALIFORNIA, clock_text, date_text

_TRAINING = "training:"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Format(StrEnum):
    """Where a session takes place."""

    ONLINE = "online"
    ROOM = "room"

    @property
    def label(self) -> str:
        """As pages say it."""
        return {Format.ONLINE: "Online", Format.ROOM: "In a room"}[self]

    @property
    def delivery(self) -> str:
        """As a certificate says it."""
        return {Format.ONLINE: "live, online", Format.ROOM: "live, in a room"}[self]


class Audience(StrEnum):
    """Who may see a session and register for it."""

    AFFILIATES = "affiliates"
    """People who work in certain counties."""
    SIGNED_IN = "signed-in"
    PUBLIC = "public"
    """Everybody sees it; to register one signs in, or opens a link that is mailed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What credit for a session asks for."""

    least_percent: int
    """Of the minutes, from 1 to 100."""
    latest_minutes: int | None
    """So many minutes after the start one may arrive; None: at any time."""
    quiz: bool
    """Whether the closing quiz has to be passed."""

    @property
    def text(self) -> str:
        """The rule as one sentence."""
        asks = [f"presence for at least {self.least_percent} % of the minutes"]
        if self.latest_minutes is not None:
            late = minutes_text(self.latest_minutes)
            asks.append(
                f"arrival at most {late} late" if self.latest_minutes else "arrival on time"
            )
        if self.quiz:
            asks.append("the closing quiz passed")
        last = asks.pop()
        words = f"{', '.join(asks)} and {last}" if asks else last
        return f"Credit asks for {words}."


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that whoever holds a session says about it."""

    subject: str
    """“training:slug” or “webinar:slug”; empty for what is named by its title only."""
    title: str
    about: str
    format: Format
    place: str
    """The address or the room; empty online."""
    meeting_url: str
    """Of the meeting tool; empty when there is none."""
    starts_at: datetime
    ends_at: datetime
    seats: int
    waiting: int
    """So many may wait when the seats are taken."""
    trainers: str
    """Their names, as the page says them."""
    audience: Audience
    counties: frozenset[str]
    """Whose affiliates may register; empty for other audiences."""
    closes_at: datetime
    """Until then people register themselves."""
    least_percent: int
    latest_minutes: int | None
    quiz: bool
    ce_minutes: int | None
    """Continuing education, as the provider states it; None: nothing is stated."""
    ce_provider: str


def training_of(subject: str) -> str | None:
    """The slug of the training that a session is about, if it is about one."""
    return subject.removeprefix(_TRAINING) if subject.startswith(_TRAINING) else None


def of_training(slug: str) -> str:
    """The subject for a training of the catalogue."""
    return _TRAINING + slug


def length(starts_at: datetime, ends_at: datetime) -> int:
    """The minutes from start to end, whatever the clocks do meanwhile."""
    return int((ends_at - starts_at).total_seconds()) // 60


def minutes_text(minutes: int) -> str:
    """“1 minute”, “82 minutes”."""
    return f"{minutes} minute" + ("" if minutes == 1 else "s")


def time_text(instant: datetime) -> str:
    """The time of day in California, such as “9:05 a.m.”."""
    return clock_text(instant).partition(" on ")[0]


def when_text(starts_at: datetime, ends_at: datetime | None) -> str:
    """“Saturday, November 28, 2026, 9:00 a.m. to 10:30 a.m. Pacific time”."""
    first = starts_at.astimezone(CALIFORNIA).date()
    begins = f"{_DAYS[first.weekday()]}, {date_text(first)}, {time_text(starts_at)}"
    if ends_at is None:
        return f"{begins} Pacific time"
    last = ends_at.astimezone(CALIFORNIA).date()
    until = time_text(ends_at) if first == last else clock_text(ends_at)
    return f"{begins} to {until} Pacific time"
