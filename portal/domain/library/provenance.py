"""What rests on a notice that another one replaced, and whether somebody has looked at it since.

Derived from what is published and from reviews, so that nothing has to be marked anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.domain.dates import civil_date
from portal.domain.library.items import Ref


class Outcome(StrEnum):
    """What a review of something that cites a replaced notice came to."""

    STILL_RIGHT = "still-right"
    WILL_BE_CHANGED = "will-be-changed"

    @property
    def label(self) -> str:
        """The outcome as people say it."""
        return {
            Outcome.STILL_RIGHT: "It is still right as it stands",
            Outcome.WILL_BE_CHANGED: "It will be changed",
        }[self]


@dataclass(frozen=True, slots=True)
class Replacement:
    """One published notice takes the place of another."""

    old: Ref
    by: Ref
    since: datetime
    """From when readers could know of it here."""
    issued: date | None
    """The day of the new notice, where it is known."""
    together: bool = False
    """Whether both notices came here at once, so that nothing here was ever without this."""

    @property
    def day(self) -> date:
        """The day to name: that of the notice, else that on which it was shown here."""
        return self.issued or civil_date(self.since)

    @property
    def news_on(self) -> date:
        """The day before which nobody could have written of it; for what lies in files."""
        return self.day if self.together else civil_date(self.since)


@dataclass(frozen=True, slots=True)
class Cited:
    """One place of something that cites a notice."""

    source: Ref
    place: str
    """Where in the text it stands, such as “Fact sheet: Hours”; empty for the whole of it."""
    where: str
    """Where in the notice, such as “section 2”; empty when that is not said."""
    since: datetime | date
    """From when it has stood there; for what lies in files, when it was last compared with it."""


@dataclass(frozen=True, slots=True)
class Citing:
    """Something that cites: an item of the library, a training or a requirement."""

    key: str
    """Such as “faqs/what-counts”, “trainings/crisis-response” or “requirements/on-site”."""
    title: str
    what: str
    """What it is, such as “FAQ”."""
    version: int
    cites: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Somebody looked at what cites, after its notice was replaced."""

    citing: str
    by: Ref
    """The notice that replaced the one that is cited."""
    outcome: Outcome
    words: str
    at: datetime
    version: int
    """The version of what cites that they looked at."""
    reviewer: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class Stale:
    """What cites a replaced notice, and what is known of it since."""

    citing: Citing
    replacement: Replacement
    places: tuple[Cited, ...]
    review: Review | None

    @property
    def is_open(self) -> bool:
        """Nobody has looked at it since."""
        return self.review is None

    @property
    def is_flagged(self) -> bool:
        """Readers are told: nobody has looked, or who did found that it has to change."""
        return self.review is None or self.review.outcome is Outcome.WILL_BE_CHANGED


def _was_there_before(cited: Cited, replacement: Replacement) -> bool:
    """Whether it was written without knowing of the replacement.

    What came with the replacement or after it cites the old notice knowingly.
    """
    if isinstance(cited.since, datetime):
        return cited.since < replacement.since
    return cited.since < replacement.news_on


def stale(
    found: Iterable[Citing], replacements: Iterable[Replacement], reviews: Iterable[Review]
) -> list[Stale]:
    """Everything that was there before a notice it cites was replaced, with its last review.

    Publishing a further version changes nothing while it still cites the old notice: a review says
    whether that is right.
    """
    last: dict[tuple[str, Ref], Review] = {}
    for review in sorted(reviews, key=lambda each: each.number):
        last[review.citing, review.by] = review
    by_old: dict[Ref, list[Replacement]] = {}
    for replacement in replacements:
        by_old.setdefault(replacement.old, []).append(replacement)
    rows = []
    for citing in found:
        touched: dict[Ref, tuple[Replacement, list[Cited]]] = {}
        for cited in citing.cites:
            for replacement in by_old.get(cited.source, ()):
                if not _was_there_before(cited, replacement):
                    continue
                touched.setdefault(replacement.by, (replacement, []))[1].append(cited)
        rows += [
            Stale(citing, replacement, tuple(places), last.get((citing.key, replacement.by)))
            for replacement, places in touched.values()
            if citing.key != str(replacement.by)
        ]
    return rows
