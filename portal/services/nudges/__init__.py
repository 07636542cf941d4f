"""A trainer asks people to see to something: looked at first, then sent, once a day."""

from portal.services.nudges.asked import of_assignment
from portal.services.nudges.cells import of_cells, open_places
from portal.services.nudges.preparing import Candidate, Item, Nudge, Prepared, nudged, prepare
from portal.services.nudges.sending import goes_out_at, lock, send, sent_with

__all__ = [
    "Candidate",
    "Item",
    "Nudge",
    "Prepared",
    "goes_out_at",
    "lock",
    "nudged",
    "of_assignment",
    "of_cells",
    "open_places",
    "prepare",
    "send",
    "sent_with",
]
