"""One search over trainings, lessons, the library and every line of captions."""

from portal.services.search.find import Answer, Part, Result, find, suggestions
from portal.services.search.index import (
    add,
    fingerprint,
    has_trainings,
    index_trainings,
    replace,
)

__all__ = [
    "Answer",
    "Part",
    "Result",
    "add",
    "find",
    "fingerprint",
    "has_trainings",
    "index_trainings",
    "replace",
    "suggestions",
]
