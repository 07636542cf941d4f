"""Requirements that people have verified: the files' rulebook as it judges today."""

from portal.services.rulebook.checking import FIELD, Reading, checked, may_be_withdrawn
from portal.services.rulebook.judging import current, verifications
from portal.services.rulebook.recording import record, withdraw

__all__ = [
    "FIELD",
    "Reading",
    "checked",
    "current",
    "may_be_withdrawn",
    "record",
    "verifications",
    "withdraw",
]
