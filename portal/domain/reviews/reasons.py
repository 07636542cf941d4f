"""Why an entry is returned, and what the person can do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why an entry is returned."""

    UNREADABLE = "unreadable"
    NO_DOCUMENT = "no-document"
    WRONG_DOCUMENT = "wrong-document"
    WRONG_PERSON = "wrong-person"
    NO_DATE = "no-date"
    DIFFERS = "differs"
    TOO_OLD = "too-old"
    NOT_EQUIVALENT = "not-equivalent"
    OTHER = "other"

    @property
    def label(self) -> str:
        """For the list that a reviewer chooses from, and for what the person reads."""
        return _REASONS[self].label

    @property
    def remedy(self) -> str:
        """What the person can do, as a sentence."""
        return _REASONS[self].remedy

    @property
    def needs_words(self) -> bool:
        """Whether the reviewer has to say more."""
        return _REASONS[self].needs_words


@dataclass(frozen=True, slots=True)
class _Said:
    label: str
    remedy: str
    needs_words: bool = False


_REASONS = {
    Reason.UNREADABLE: _Said(
        "The document cannot be read",
        "Take a new picture in good light, with the whole page in it, and hand that in.",
    ),
    Reason.NO_DOCUMENT: _Said(
        "There is no document",
        "Hand in the certificate, or another document that shows the training.",
    ),
    Reason.WRONG_DOCUMENT: _Said(
        "It is another document",
        "Hand in the certificate of this training. A receipt or a sign-up does not show that it "
        "was completed.",
    ),
    Reason.WRONG_PERSON: _Said(
        "It is made out to somebody else",
        "Hand in the document that has your name. If it is your name of before, say so in an "
        "answer.",
    ),
    Reason.NO_DATE: _Said(
        "It does not say when it was completed",
        "Ask who gave it for a document with the day, or hand in a page that shows it.",
    ),
    Reason.DIFFERS: _Said(
        "It says something else than you entered",
        "Correct what you entered so that both say the same.",
    ),
    Reason.TOO_OLD: _Said(
        "It is too old",
        "Take the training again, then add it as a new one. What you took stays on your record.",
    ),
    Reason.NOT_EQUIVALENT: _Said(
        "It does not cover what is required",
        "Look what the requirement asks for, and take a training that covers it.",
        needs_words=True,
    ),
    Reason.OTHER: _Said(
        "Another reason", "Read what the reviewer wrote, and answer.", needs_words=True
    ),
}
