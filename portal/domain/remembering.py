"""Work that is done once for a rulebook and then asked for many thousand times."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from portal.domain.requirements import Rulebook

Made = TypeVar("Made")


class _Same:
    """A rulebook as a key: equal only to itself, since comparing whole rulebooks is slow."""

    __slots__ = ("rulebook",)

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def __hash__(self) -> int:
        return id(self.rulebook)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.rulebook is self.rulebook


def once_per_rulebook(make: Callable[[Rulebook], Made]) -> Callable[[Rulebook], Made]:
    """`make`, which remembers what it made for the rulebooks it saw last."""

    @lru_cache(maxsize=8)
    def remembered(key: _Same) -> Made:
        return make(key.rulebook)

    return lambda rulebook: remembered(_Same(rulebook))
