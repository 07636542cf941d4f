"""Civil dates: every deadline and validity is a date in California and holds through that day."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

CALIFORNIA = ZoneInfo("America/Los_Angeles")
EARLIEST, LATEST = date(1930, 1, 1), date(2100, 12, 31)
"""No fact about somebody at work is older; a day before is a year typed in the wrong century."""
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def years_ahead(day: date, today: date) -> bool:
    """Whether a first day at work or of a license is so far ahead that the year must be wrong."""
    return day.year > today.year + 2


def decades_ahead(day: date, today: date) -> bool:
    """Whether the end of a license or decision is so far ahead that the year must be wrong."""
    return day.year > today.year + 20


def civil_date(instant: datetime) -> date:
    """The date in California at an aware instant."""
    return instant.astimezone(CALIFORNIA).date()


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the month's last one where it has no such day.

    Where the calendar ends, it is the calendar's last day.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def date_text(day: date) -> str:
    """A date as it is written in California, whatever the locale: “November 22, 2026”."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def minute_text(seconds: int) -> str:
    """A moment of a recording, such as “1:05” or “1:00:05”."""
    hours, rest = divmod(seconds, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{second:02}" if hours else f"{minutes}:{second:02}"


def clock_text(instant: datetime) -> str:
    """An instant as people in California say it, such as “2:05 p.m. on November 22, 2026”."""
    local = instant.astimezone(CALIFORNIA)
    half = "a.m." if local.hour < 12 else "p.m."
    return f"{local.hour % 12 or 12}:{local.minute:02} {half} on {date_text(local.date())}"
