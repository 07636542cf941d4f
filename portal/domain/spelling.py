"""Spelling: which known words somebody may have meant who typed one that nobody uses."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

SHORTEST = 4
"""Letters. Of shorter words too many look alike."""
SHORT = 6
"""Of words with fewer letters only those that begin alike: first letters are seldom mistyped."""
LIKENESS = 0.75
"""Twice the letters that both have in order, by the letters of both: one in four may be wrong."""


def near(word: str, known: Mapping[str, int], most: int = 3) -> list[str]:
    """The known words that look most like this one; of equal ones first what occurs more often.

    All are stems, since those are what the search keeps.
    Nothing for a word that is known, or short, or has a digit: the number of another notice is not
    a better spelling.

    >>> near("naloxn", {"naloxon": 3, "notic": 9})
    ['naloxon']
    """
    if word in known or len(word) < SHORTEST or not word.isalpha():
        return []
    matcher = SequenceMatcher(b=word, autojunk=False)
    found = []
    for other, times in known.items():
        if not other.isalpha() or (len(word) < SHORT and other[0] != word[0]):
            continue
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() < LIKENESS or matcher.quick_ratio() < LIKENESS:
            continue
        likeness = matcher.ratio()
        if likeness >= LIKENESS:
            found.append((-round(likeness, 6), -times, other))
    return [other for _, _, other in sorted(found)[:most]]
