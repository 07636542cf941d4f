"""Which version of an item stands at a moment. Derived: a schedule needs no job to come true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import zip_longest


@dataclass(frozen=True, slots=True)
class Publication:
    """From `starts_at` on this version is shown; or none, where `version` is None: retired.

    One that names another in `cancels` only takes that one back.
    """

    id: int
    starts_at: datetime
    version: int | None
    cancels: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A version is shown from an instant on, until another; `until` is None while none is known."""

    version: int
    starts_at: datetime
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        """Whether it is shown at this moment."""
        return self.starts_at <= at and (self.until is None or at < self.until)


class Standing(StrEnum):
    """How an item stands at a moment."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    RETIRED = "retired"


def spans(publications: Iterable[Publication]) -> list[Span]:
    """When each version is shown, earliest first, without gap or overlap between two publications.

    Of two with the same start the later recorded one counts.
    """
    rows = list(publications)
    cancelled = {row.cancels for row in rows}
    steps: dict[datetime, Publication] = {}
    for row in sorted(rows, key=lambda each: each.id):
        if row.cancels is None and row.id not in cancelled:
            steps[row.starts_at] = row
    order = [steps[start] for start in sorted(steps)]
    return [
        Span(row.version, row.starts_at, after.starts_at if after else None)
        for row, after in zip_longest(order, order[1:])
        if row.version is not None
    ]


def shown(publications: Iterable[Publication], at: datetime) -> int | None:
    """The version that is shown at a moment; None while there is none."""
    return next((span.version for span in spans(publications) if span.covers(at)), None)


def standing(publications: Iterable[Publication], at: datetime) -> Standing:
    """How an item stands. One that is shown stays published while its next version is scheduled."""
    found = spans(publications)
    if any(span.covers(at) for span in found):
        return Standing.PUBLISHED
    if any(span.starts_at > at for span in found):
        return Standing.SCHEDULED
    return Standing.RETIRED if found else Standing.DRAFT
