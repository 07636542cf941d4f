"""What stands in the way of publishing an item, and what only asks for a second look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Something about a version that an editor should know before it is published."""

    words: str
    """What is wrong and how it is put right, in a sentence or two."""
    blocks: bool = False
    """Whether it cannot be published so. What does not block advises."""


def blocking(found: Iterable[Hindrance]) -> list[Hindrance]:
    """Those because of which it cannot be published."""
    return [one for one in found if one.blocks]
