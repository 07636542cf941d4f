"""One search over trainings, lessons, requirements, the library and every line of captions."""

from portal.services.search.find import Answer, Part, Result, find, suggestions
from portal.services.search.index import (
    KEPT,
    WORDS,
    add,
    fingerprint,
    fingerprint_of_files,
    index_requirements,
    index_trainings,
    is_indexed,
    note,
    replace,
)
from portal.services.search.passages import CURRICULA, REQUIREMENTS
from portal.services.search.spelling import meant, vocabulary

__all__ = [
    "CURRICULA",
    "KEPT",
    "REQUIREMENTS",
    "WORDS",
    "Answer",
    "Part",
    "Result",
    "add",
    "find",
    "fingerprint",
    "fingerprint_of_files",
    "index_requirements",
    "index_trainings",
    "is_indexed",
    "meant",
    "note",
    "replace",
    "suggestions",
    "vocabulary",
]
