"""What a packet is about, and how it is made."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.models import Team


@dataclass(frozen=True, slots=True)
class Asked:
    """Which question a packet answers."""

    team: Team
    county: str
    agency: str
    day: date
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Making:
    """By whom, when and with what a packet is made."""

    at: datetime
    by: str
    portal: str
    key: str
    is_development: bool
    is_sample: bool
