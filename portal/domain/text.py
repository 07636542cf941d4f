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


_STROKED = str.maketrans(
    {
        **{"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ħ": "h", "ŧ": "t", "ı": "i"},
        **{"æ": "ae", "œ": "oe", "þ": "th"},
    }
)
"""Letters that no mark can be taken off, as people write them where a keyboard has none."""


def plain_letters(text: str) -> str:
    """Small letters without accents and strokes, so that spellings meet.

    >>> plain_letters("Łukasz Øystein"), plain_letters("Đặng Thị Hồng")
    ('lukasz oystein', 'dang thi hong')
    """
    bare = text.casefold()
    if bare.isascii():
        return bare
    apart = unicodedata.normalize("NFKD", bare)
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(_STROKED)


def as_searched(text: str) -> str:
    """A text as searching sees it: plain letters, and the apostrophe that keyboards have.

    >>> as_searched("Ána O’Brien")
    "ana o'brien"
    """
    return plain_letters(text).replace("’", "'")


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
