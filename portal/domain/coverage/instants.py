"""When a local time is: the clocks in California, on the nights of the change too."""

from datetime import UTC, date, datetime, time
from functools import lru_cache

from portal.domain.dates import CALIFORNIA

MIDNIGHT = time()


@lru_cache(maxsize=4096)
def instant(day: date, at: time) -> datetime:
    """The first instant of the day at which clocks in California show at least this time, in UTC.

    So a time that the clocks skip in spring is the moment at which they skip it, and of a time
    that they show twice in the fall the first is meant. Where one shift ends and the next begins,
    both mean the same instant.
    """
    local = datetime.combine(day, at, CALIFORNIA)
    found = local.astimezone(UTC)
    if found.astimezone(CALIFORNIA).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    return found.replace(minute=0, second=0, microsecond=0)  # clocks change on the full hour


def midnight(day: date) -> datetime:
    """The instant at which a day begins in California."""
    return instant(day, MIDNIGHT)
