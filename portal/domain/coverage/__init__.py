"""From rosters to every hour of the coming weeks: covered or not, since when, and why.

Shifts are written in local time, as people say them; occurrences are instants in UTC. A shift
that runs over midnight belongs to the day on which it begins, and the nights of the clock change
are as long as they are.
"""

from portal.domain.coverage.ahead import FAR, LOOK_AHEAD, WEEK, Ahead
from portal.domain.coverage.around import Around, around
from portal.domain.coverage.fragility import Absence, Fragility, Lapse, Worse, fragility
from portal.domain.coverage.happening import happening
from portal.domain.coverage.horizon import (
    DaysLeft,
    GetWell,
    days_of_readiness,
    first_at,
    get_well,
    well_from,
)
from portal.domain.coverage.hours import (
    Gap,
    Grid,
    Hour,
    advisory_minutes,
    gaps,
    hours,
    minutes,
    uncovered_minutes,
)
from portal.domain.coverage.instants import instant, midnight
from portal.domain.coverage.lacking import weekly_gaps
from portal.domain.coverage.occurrences import (
    DoubleBooked,
    double_booked,
    lasts,
    occurrences,
    people_on,
)
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
from portal.domain.coverage.slots import ALL_DAY, ALL_WEEK, Slot, Slots, meet, parts, united
from portal.domain.coverage.somewhere import county_gaps
from portal.domain.coverage.stretches import stretches
from portal.domain.coverage.weekly import (
    ALWAYS,
    FOREVER,
    CountyGap,
    Line,
    Piece,
    WeeklyGap,
    differing,
    patched,
)

__all__ = [
    "ALL_DAY",
    "ALL_WEEK",
    "ALWAYS",
    "FAR",
    "FOREVER",
    "LOOK_AHEAD",
    "WEEK",
    "Absence",
    "Ahead",
    "AreaTeam",
    "Around",
    "Assigned",
    "CountyGap",
    "DatedException",
    "DaysLeft",
    "DoubleBooked",
    "ExceptionKind",
    "Fragility",
    "Gap",
    "GetWell",
    "Grid",
    "Hour",
    "Lapse",
    "Line",
    "Occurrence",
    "People",
    "Piece",
    "Shift",
    "Slot",
    "Slots",
    "Stretch",
    "WeeklyGap",
    "Worse",
    "advisory_minutes",
    "around",
    "county_gaps",
    "days_of_readiness",
    "differing",
    "double_booked",
    "first_at",
    "fragility",
    "gaps",
    "get_well",
    "happening",
    "hours",
    "instant",
    "lasts",
    "meet",
    "midnight",
    "minutes",
    "occurrences",
    "parts",
    "patched",
    "people_on",
    "stretches",
    "uncovered_minutes",
    "united",
    "weekly_gaps",
    "well_from",
]
