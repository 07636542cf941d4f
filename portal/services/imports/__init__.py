"""Taking in lists of people, trainings and credentials: looked at first, all or nothing, undone."""

from portal.domain.imports.rows import Fix
from portal.services.imports.asking import (
    ask,
    ask_to_undo,
    asked,
    asked_to_undo,
    give_up,
    give_up_undoing,
    grants_of,
    is_long,
    note,
    row_count,
)
from portal.services.imports.batches import (
    Found,
    Listed,
    confirm_columns,
    drop,
    find,
    keep,
    listed,
    remembered,
    sheet_of,
    unfinished,
)
from portal.services.imports.fixing import fix, fix_many, fixes_of
from portal.services.imports.looking import Reader, look
from portal.services.imports.taking import take_in
from portal.services.imports.undoing import Brought, brought, undo

__all__ = [
    "Brought",
    "Fix",
    "Found",
    "Listed",
    "Reader",
    "ask",
    "ask_to_undo",
    "asked",
    "asked_to_undo",
    "brought",
    "confirm_columns",
    "drop",
    "find",
    "fix",
    "fix_many",
    "fixes_of",
    "give_up",
    "give_up_undoing",
    "grants_of",
    "is_long",
    "keep",
    "listed",
    "look",
    "note",
    "remembered",
    "row_count",
    "sheet_of",
    "take_in",
    "undo",
    "unfinished",
]
