"""Two people changed one version: what each changed alone goes together, and the rest is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]
"""What an item says, by key, as plain values; its text too, under “text”."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What both changes make together."""

    facts: dict[str, Any]
    taken: tuple[str, ...]
    """The keys that come from the other one."""
    clashes: tuple[str, ...]
    """The keys that both changed, each differently; here it is mine that stands."""


def merge(base: Facts, mine: Facts, theirs: Facts) -> Merged:
    """Put two changes of one base together. A key is taken as a whole, lists too."""
    facts: dict[str, Any] = {}
    taken, clashes = [], []
    for key in dict.fromkeys([*base, *mine, *theirs]):
        was, my, their = base.get(key), mine.get(key), theirs.get(key)
        value = my
        if my != their:
            if my == was:
                value = their
                taken.append(key)
            elif their != was:
                clashes.append(key)
        if value is not None:
            facts[key] = value
    return Merged(facts, tuple(taken), tuple(clashes))
