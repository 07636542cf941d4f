"""Calendar files: sessions as any calendar program reads them.

Times are in UTC, which every program shows in the reader's zone: no table of zones to get wrong,
and no doubt about the hour that the clocks show twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

MEDIA_TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//Mobile Crisis Training Portal//Sessions//EN"
_ZONE = "America/Los_Angeles"
_ASK_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A session in a calendar."""

    uid: str
    """The same for ever."""
    sequence: int
    """Counts its changes, so that calendars know which of two is newer."""
    title: str
    about: str
    place: str
    url: str
    """Of its page."""
    starts_at: datetime
    ends_at: datetime
    said_at: datetime
    """When what stands here was said."""
    cancelled: bool
    tentative: bool = False
    """The reader waits for a seat."""


def calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """The file. The same entries give the same bytes."""
    made: Any = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", _ZONE)
    made.add("refresh-interval", _ASK_AGAIN, parameters={"value": "DURATION"})
    for entry in entries:
        made.add_component(_event(entry))
    content: bytes = made.to_ical()
    return content


def _event(entry: Entry) -> Any:
    made: Any = Event()
    made.add("uid", entry.uid)
    made.add("sequence", entry.sequence)
    made.add("dtstamp", entry.said_at.astimezone(UTC))
    made.add("last-modified", entry.said_at.astimezone(UTC))
    made.add("dtstart", entry.starts_at.astimezone(UTC))
    made.add("dtend", entry.ends_at.astimezone(UTC))
    made.add("summary", entry.title)
    made.add("description", entry.about)
    if entry.place:
        made.add("location", entry.place)
    made.add("url", entry.url)
    if entry.cancelled:
        made.add("status", "CANCELLED")
    else:
        made.add("status", "TENTATIVE" if entry.tentative else "CONFIRMED")
    return made
