"""Mails: what kinds there are, what became of each, who wants how many, and when it is quiet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.domain.dates import CALIFORNIA, civil_date


class MailKind(StrEnum):
    """What a mail is for."""

    ACCOUNT = "account"
    """An invitation or a link for a new password. Its words hold a secret."""
    DIGEST = "digest"
    """What is due for somebody, all in one."""
    TEAM = "team"
    """Who is late, for a trainer, all in one."""
    NUDGE = "nudge"
    """A trainer asked for it."""

    @property
    def label(self) -> str:
        """As people say it."""
        return _LABELS[self]

    @property
    def waits(self) -> bool:
        """Whether it keeps to the quiet hours, and is dropped when events overtake it."""
        return self is not MailKind.ACCOUNT


_LABELS = {
    MailKind.ACCOUNT: "Account",
    MailKind.DIGEST: "Reminder",
    MailKind.TEAM: "Who is late",
    MailKind.NUDGE: "Nudge",
}


class MailState(StrEnum):
    """What became of a mail. Exactly one at any moment."""

    PLANNED = "planned"
    """It goes out when its time comes, or is tried again."""
    SENT = "sent"
    """The mail server has taken it."""
    FAILED = "failed"
    """It could not be handed over, and is not tried any more."""
    UNCONFIRMED = "unconfirmed"
    """It was handed over, and the answer was lost: it may have arrived, and is not sent again."""
    BOUNCED = "bounced"
    """It came back."""
    OVERTAKEN = "overtaken"
    """It was not sent: what it would have said was no longer so."""

    @property
    def label(self) -> str:
        """As people say it."""
        return self.value.capitalize()

    @property
    def tone(self) -> str:
        """How it is marked, beside its words."""
        return _TONES[self]


_TONES = {
    MailState.PLANNED: "info",
    MailState.SENT: "ok",
    MailState.FAILED: "bad",
    MailState.UNCONFIRMED: "soon",
    MailState.BOUNCED: "bad",
    MailState.OVERTAKEN: "none",
}


class Frequency(StrEnum):
    """How much somebody wants to be reminded. What is due at once, or late, is always sent."""

    DAILY = "daily"
    WEEKLY = "weekly"
    IMPORTANT = "important"

    @property
    def label(self) -> str:
        """As people choose it."""
        return _FREQUENCIES[self]


_FREQUENCIES = {
    Frequency.DAILY: "When something comes up, at most one mail a day",
    Frequency.WEEKLY: "At most one mail a week, and what is due at once or late on its day",
    Frequency.IMPORTANT: "Only what is due at once or late",
}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """When reminders are not sent, by California's clock. A choice of the portal, not a rule."""

    from_hour: time = time(18)
    until_hour: time = time(8)
    weekends: bool = True

    def is_quiet(self, at: datetime) -> bool:
        """Whether nothing is sent at this instant."""
        local = at.astimezone(CALIFORNIA)
        if not self.is_mailing_day(local.date()):
            return True
        return not self.until_hour <= local.time() < self.from_hour

    def opens(self, at: datetime) -> datetime:
        """The first instant from this one on that is not quiet."""
        if not self.is_quiet(at):
            return at
        local = at.astimezone(CALIFORNIA)
        day = local.date()
        if local.time() >= self.from_hour:
            day += DAY
        while not self.is_mailing_day(day):
            day += DAY
        return datetime.combine(day, self.until_hour, CALIFORNIA)

    def is_mailing_day(self, day: date) -> bool:
        """Whether anything is sent that day at all."""
        return not (self.weekends and day.weekday() >= 5)  # Saturday and Sunday

    def through(self, at: datetime) -> date:
        """The last day before the next one on which anything is sent.

        What falls on a quiet day is told before it: on a Friday, that is Sunday.
        """
        day = civil_date(at) + DAY
        while not self.is_mailing_day(day):
            day += DAY
        return day - DAY

    @staticmethod
    def week_began(day: date) -> date:
        """The Monday of a day's week: who wants one mail a week gets one from then on."""
        return day - day.weekday() * DAY


QUIET = Quiet()
"""The hours of this portal."""
