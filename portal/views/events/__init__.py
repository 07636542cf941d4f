"""Live sessions: finding one, registering, joining, the roster, attendance files, calendars."""

from portal.views.events import (
    calendars,
    files,
    joining,
    making,
    pages,
    quiz,
    registering,
    roster,
    times,
    visitors,
)
from portal.views.events.blueprint import blueprint

__all__ = [
    "blueprint",
    "calendars",
    "files",
    "joining",
    "making",
    "pages",
    "quiz",
    "registering",
    "roster",
    "times",
    "visitors",
]
