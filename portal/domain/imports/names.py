"""Names as lists write them, and which two may be those of one person. A person decides."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from portal.domain.text import plain_letters

_WORD = re.compile(r"[^\W\d_]+")
_SUFFIXES = frozenset(
    {
        *("jr", "sr", "ii", "iii", "iv", "md", "do", "phd", "psyd", "dr", "mr", "mrs", "ms", "np"),
        *("lcsw", "acsw", "asw", "lmft", "amft", "mft", "lpcc", "apcc", "rn", "lvn", "pa", "emt"),
        *("msw", "ma", "ba", "lpt", "mhrs", "cadc", "chw", "cpss"),
    }
)
"""Words beside a name that tell nobody apart."""
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
"""Those that are a part of the name, and stand behind the last one."""


@lru_cache(maxsize=30_000)
def parts(name: str) -> tuple[str, ...]:
    """The words of a name in plain small letters, without accents, strokes, titles and initials."""
    bare = plain_letters(name.replace("’", "").replace("'", "").replace("`", ""))
    words = [word for word in _WORD.findall(bare) if word not in _SUFFIXES]
    longer = [word for word in words if len(word) > 1]
    return tuple(longer if len(longer) > 1 else words)


@lru_cache(maxsize=30_000)
def key(name: str) -> str:
    """The same for names that differ only in capitals, accents, titles and the order of words."""
    return " ".join(sorted(parts(name)))


def turned(name: str) -> str:
    """“Flores, Ana” as “Ana Flores”; what stands behind a name goes behind it."""
    last, *others = (part.strip() for part in name.split(","))
    behind = [part for part in others if _is_behind(part, _SUFFIXES)] if len(others) > 1 else []
    firsts = [part for part in others if part and part not in behind]
    if not firsts:
        return name
    words = ", ".join(firsts).split()
    if len(words) > 1 and _is_behind(words[-1], _GENERATIONS):
        behind.insert(0, words.pop())
    marks = (f" {part}" if _is_behind(part, _GENERATIONS) else f", {part}" for part in behind)
    return f"{' '.join(words)} {last}{''.join(marks)}"


def _is_behind(part: str, known: frozenset[str]) -> bool:
    """Whether it is nothing but such words."""
    words = _WORD.findall(part.replace(".", "").casefold())
    return bool(words) and all(word in known for word in words)


class Index:
    """The names of some people, to find those that are like another."""

    def __init__(self, people: Iterable[tuple[int, str]]) -> None:
        """Each with a number; somebody may have several names."""
        self._same: dict[str, list[int]] = defaultdict(list)
        self._buckets: dict[tuple[str, str], list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        for number, name in people:
            words = parts(name)
            same = self._same[" ".join(sorted(words))]
            if words and number not in same:
                same.append(number)
            for bucket in _buckets(words):
                self._buckets[bucket].append((number, words))

    def same(self, name: str) -> list[int]:
        """Whose name is the same."""
        return self._same.get(key(name), [])

    def like(self, name: str) -> list[int]:
        """Whose name is the same or nearly so, the same first."""
        if not self._same:  # as in a county that has nobody yet
            return []
        found = dict.fromkeys(self.same(name))
        words = parts(name)
        for bucket in _buckets(words):
            for number, other in self._buckets.get(bucket, ()):
                if number not in found and _near(words, other):
                    found[number] = None
        return list(found)


def _buckets(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Where a name may meet another: they share a word, and a word that begins alike."""
    if len(words) < 2:
        return []
    first, last = words[0], words[-1]
    return [(last, first[0]), (first, last[0])]


def _near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether first and last words are the same but for a slip, or a short form of one."""
    firsts, lasts = (one[0], other[0]), (one[-1], other[-1])
    if lasts[0] == lasts[1]:
        return firsts[0] == firsts[1] or _short(*firsts) or _slip(*firsts)
    return firsts[0] == firsts[1] and _slip(*lasts)


def _short(one: str, other: str) -> bool:
    """Whether one is the beginning of the other, such as Dan of Daniel."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 3 and longer.startswith(shorter)


def _slip(one: str, other: str) -> bool:
    """Whether one letter is other, missing, or has changed places with the next."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 3 or len(longer) - len(shorter) > 1:
        return False
    at = next((n for n, c in enumerate(shorter) if c != longer[n]), len(shorter))
    if len(longer) > len(shorter):
        return shorter[at:] == longer[at + 1 :]
    if len(shorter) < 4:
        return False  # most short names differ in a letter
    if shorter[at + 1 :] == longer[at + 1 :]:
        return True
    swapped = shorter[:at] + shorter[at + 1 : at + 2] + shorter[at : at + 1] + shorter[at + 2 :]
    return swapped == longer


def close(one: str, other: str) -> bool:
    """Whether two names may well be of one person: people marry, and write A. for Ana."""
    first, second = parts(one), parts(other)
    if not first or not second:
        return False
    initial = first[-1] == second[-1] and first[0][0] == second[0][0]
    return (
        sorted(first) == sorted(second)
        or first[0] == second[0]
        or initial
        or (len(first) > 1 and len(second) > 1 and _near(first, second))
    )
