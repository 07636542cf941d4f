"""What a player sends about what it played."""

from __future__ import annotations

import re
from collections.abc import Iterator

from werkzeug.datastructures import MultiDict

from portal.domain.errors import Invalid
from portal.domain.watching.stretches import Claim

FIELDS = ("sitting", "key", "starts", "ends", "began", "ended")
"""Each as often as there are stretches."""
MOST = 50
"""Stretches in one message; what is left over comes with the next."""
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_NUMBER = re.compile(r"\d{1,10}")
STRANGE = (
    "What this page sent about the player could not be read. Load the page again; what was "
    "counted until now stays."
)


def claims(sent: MultiDict[str, str]) -> Iterator[tuple[str, Claim]]:
    """For each stretch the sign of the page that it was played on, and what is said of it.

    Raises Invalid when any of it cannot be read.
    """
    columns = [sent.getlist(name) for name in FIELDS]
    if len({len(column) for column in columns}) != 1 or len(columns[0]) > MOST:
        raise Invalid(STRANGE)
    for sitting, key, *numbers in zip(*columns, strict=True):
        if not _KEY.fullmatch(key) or not all(_NUMBER.fullmatch(one) for one in numbers):
            raise Invalid(STRANGE)
        yield sitting, Claim(key, *(int(one) for one in numbers))
