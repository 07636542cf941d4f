"""Search: how words are compared, what a question asks for, which places answer it best.

Both databases only find places that hold the words; folding, order and excerpts are decided here,
so that the same question has the same answer on either.
"""

from portal.domain.search.asking import (
    BAR,
    MOST_WORDS,
    Question,
    Stem,
    Term,
    Words,
    fold,
    understand,
    words,
)
from portal.domain.search.excerpts import Excerpt, Piece, excerpt
from portal.domain.search.ordering import WEIGHTS, Place, is_in_text, order, scores

__all__ = [
    "BAR",
    "MOST_WORDS",
    "WEIGHTS",
    "Excerpt",
    "Piece",
    "Place",
    "Question",
    "Stem",
    "Term",
    "Words",
    "excerpt",
    "fold",
    "is_in_text",
    "order",
    "scores",
    "understand",
    "words",
]
