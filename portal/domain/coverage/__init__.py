"""From rosters to every hour of the coming weeks: covered or not, since when, and why.

Shifts are written in local time, as people say them; occurrences are instants in UTC. A shift
that runs over midnight belongs to the day on which it begins, and the nights of the clock change
are as long as they are.
"""

from portal.domain.coverage.instants import instant, midnight
from portal.domain.coverage.occurrences import DoubleBooked, double_booked, occurrences
from portal.domain.coverage.shifts import (
    AreaTeam,
    Assigned,
    DatedException,
    ExceptionKind,
    Occurrence,
    People,
    Shift,
    Stretch,
)

__all__ = [
    "AreaTeam",
    "Assigned",
    "DatedException",
    "DoubleBooked",
    "ExceptionKind",
    "Occurrence",
    "People",
    "Shift",
    "Stretch",
    "double_booked",
    "instant",
    "midnight",
    "occurrences",
]
