"""Civil dates: every deadline and validity is a date in California and holds through that day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

CALIFORNIA = ZoneInfo("America/Los_Angeles")


def civil_date(instant: datetime) -> date:
    """The date in California at an aware instant."""
    return instant.astimezone(CALIFORNIA).date()
