"""Duplicates of a person: finding those that may be, bringing two together, and undoing it."""

from portal.services.merging.likely import Likely, Pairs, how_many_pairs, likely, likely_pairs
from portal.services.merging.looking import Clash, Moving, clashes, what_moves
from portal.services.merging.moving import merge
from portal.services.merging.undoing import Merged, merges_of, undo

__all__ = [
    "Clash",
    "Likely",
    "Merged",
    "Moving",
    "Pairs",
    "clashes",
    "how_many_pairs",
    "likely",
    "likely_pairs",
    "merge",
    "merges_of",
    "undo",
    "what_moves",
]
