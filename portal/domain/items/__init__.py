"""How the parts of a training work in use: its questions, its lessons, and where people stop.

Nothing here knows who anybody is; what rests on fewer than `SMALLEST` different people is
withheld.
"""

from portal.domain.items.findings import Finding, Flag, findings
from portal.domain.items.questions import (
    COMPARABLE,
    ChoiceFigures,
    Figures,
    Response,
    Sheet,
    Strength,
    analyse,
    as_words,
)
from portal.domain.items.ways import (
    IDLE,
    PAUSE,
    Funnel,
    ReadingTime,
    Stretch,
    Way,
    funnel,
    reading_time,
)
from portal.domain.small_cells import SMALLEST

__all__ = [
    "COMPARABLE",
    "IDLE",
    "PAUSE",
    "SMALLEST",
    "ChoiceFigures",
    "Figures",
    "Finding",
    "Flag",
    "Funnel",
    "ReadingTime",
    "Response",
    "Sheet",
    "Strength",
    "Stretch",
    "Way",
    "analyse",
    "as_words",
    "findings",
    "funnel",
    "reading_time",
]
