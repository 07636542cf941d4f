"""Text as people type it: on one line, and without characters that nobody can see."""

import unicodedata

JOINERS = "\u200c\u200d"
JOINED = (
    *("ARABIC", "SYRIAC", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL"),
    *("TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "MONGOLIAN"),
)
FILLERS = "\u034f\u115f\u1160\u3164\uffa0\ufffd"
"""Letters and marks by their category, of which nothing is seen."""


def spaced(text: str | None) -> str:
    """One line without blanks around it or several blanks in a row; all else is kept."""
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def unseen(text: str) -> tuple[int, str] | None:
    """Where a character stands that cannot be seen, and what it is called.

    Joiners belong to the writing of many names from the Middle East and from South Asia.
    """
    for at, c in enumerate(text):
        if c in JOINERS and at and unicodedata.name(text[at - 1], "").startswith(JOINED):
            continue
        if c in FILLERS or unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs"}:
            return at, unicodedata.name(c, "control character").lower()
    return None
