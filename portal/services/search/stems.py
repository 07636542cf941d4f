"""What the forms of an English word share, by the Snowball rules and a few words they miss."""

from functools import lru_cache
from threading import Lock

import snowballstemmer

from portal.domain.search import fold

_IRREGULAR = {"crises": "crisis", "children": "child", "people": "person", "staff": "staff"}
_snowball = snowballstemmer.stemmer("english")
_lock = Lock()  # the stemmer keeps the word it works on


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a word as it is written; numbers and words of other languages are only folded."""
    folded = fold(word)
    with _lock:
        return str(_snowball.stemWord(_IRREGULAR.get(folded, folded)))
