"""Trainings that people took elsewhere, and the files that show it."""

from portal.services.evidence.files import file_of, files, keep
from portal.services.evidence.listing import Listed, of_person
from portal.services.evidence.recording import (
    TrainingFacts,
    add,
    correct,
    record,
    replace,
    withdraw,
)

__all__ = [
    "Listed",
    "TrainingFacts",
    "add",
    "correct",
    "file_of",
    "files",
    "keep",
    "of_person",
    "record",
    "replace",
    "withdraw",
]
