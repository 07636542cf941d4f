"""What a reviewer holds a document against: what was entered, point by point.

The portal looks each point up in the document's text and says what it found. Whether it is so is
for the reviewer to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.certificates import hours_text
from portal.domain.dates import date_text
from portal.domain.reviews.papers import Said


class Finding(StrEnum):
    """What the portal found in the document about one point."""

    FOUND = "found"
    NOT_FOUND = "not-found"
    NOT_LOOKED = "not-looked"
    """There is no text to look in, or nothing that could be looked for."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What the person entered, and who they are."""

    names: tuple[str, ...]
    """As a document may have them: the legal name first."""
    title: str
    provider: str
    completed_on: date
    ce_minutes: int
    subject: str
    """In words; empty for none."""
    has_document: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One point for the reviewer to look at."""

    key: str
    words: str
    """A sentence that is so or is not, and that the reviewer stands for."""
    finding: Finding


def asked(entered: Entered, text: Said) -> list[Check]:
    """The points, in the order in which a certificate is read."""
    whole = (
        "The document can be read, is whole, and has not expired."
        if entered.has_document
        else "No document is attached: I have seen one that shows it."
    )
    checks = [
        Check("whole", whole, Finding.NOT_LOOKED),
        Check(
            "name",
            f"It is made out to {' or '.join(entered.names)}.",
            _found(text, text.mentions_one_of(entered.names)),
        ),
        Check(
            "title",
            f"It is about “{entered.title}”.",
            _found(text, text.mentions(entered.title)),
        ),
        Check(
            "provider",
            f"It was given by {entered.provider}.",
            _found(text, text.mentions(entered.provider)),
        ),
        Check(
            "day",
            f"It was completed on {date_text(entered.completed_on)}.",
            _found(text, text.has_day(entered.completed_on)),
        ),
    ]
    if entered.ce_minutes:
        words = f"It gives {hours_text(entered.ce_minutes)} of continuing education."
        checks.append(Check("hours", words, Finding.NOT_LOOKED))
    if entered.subject:
        words = f"What it taught is the subject “{entered.subject}”."
        checks.append(Check("subject", words, Finding.NOT_LOOKED))
    return checks


def _found(text: Said, found: bool) -> Finding:
    if text.is_empty:
        return Finding.NOT_LOOKED
    return Finding.FOUND if found else Finding.NOT_FOUND
