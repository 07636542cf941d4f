"""What the forms of an English word share, by the Snowball rules and a few words they miss."""

from functools import lru_cache
from threading import Lock

import snowballstemmer

_IRREGULAR = {"crises": "crisis", "children": "child", "people": "person", "staff": "staff"}
_snowball = snowballstemmer.stemmer("english")
_lock = Lock()  # the stemmer keeps the word it works on


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a folded word; numbers and what is no English word stay as they are."""
    with _lock:
        return str(_snowball.stemWord(_IRREGULAR.get(word, word)))
