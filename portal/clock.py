"""The only place that asks what time it is."""

from datetime import UTC, date, datetime

from portal.domain.dates import civil_date


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The civil date in California, where every deadline is counted."""
    return civil_date(now())
