"""Taking in files of shifts: a look at what they would bring, all of it or nothing, and undo."""

from portal.services.rosters.importing.checking import check
from portal.services.rosters.importing.files import CALENDAR, find_file, keep, read
from portal.services.rosters.importing.taking import (
    Listed,
    Taken,
    before,
    brought,
    find,
    listed,
    take_in,
    undo,
)
from portal.services.rosters.importing.verdicts import Checked, State, Verdict

__all__ = [
    "CALENDAR",
    "Checked",
    "Listed",
    "State",
    "Taken",
    "Verdict",
    "before",
    "brought",
    "check",
    "find",
    "find_file",
    "keep",
    "listed",
    "read",
    "take_in",
    "undo",
]
