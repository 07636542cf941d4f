"""Live sessions: finding one, registering, joining, the roster, attendance files, calendars."""

from portal.views.events import (
    calendars,
    correcting,
    files,
    joining,
    making,
    pages,
    quiz,
    registering,
    roster,
    visitors,
)
from portal.views.events.blueprint import blueprint

__all__ = [
    "blueprint",
    "calendars",
    "correcting",
    "files",
    "joining",
    "making",
    "pages",
    "quiz",
    "registering",
    "roster",
    "visitors",
]
