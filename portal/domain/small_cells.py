"""Counts of so few people that they could be guessed are hidden, and cannot be worked out.

Who sees a total and all counts but one knows that one; so more is hidden than the small counts.
Which more is chosen by place and not by size: the choice then says nothing about the counts, even
to somebody who knows how it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SMALLEST = 11
"""The smallest count of people that is shown."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Counts that may be shown to everybody."""

    cells: Mapping[str, int | None]
    """None where the count is hidden."""
    total: int | None
    """Their sum; None where it would give the hidden ones away."""


def suppressed(cells: Mapping[str, int], smallest: int = SMALLEST) -> Suppressed:
    """Hide every count from one up to `smallest`, and what would let it be worked out.

    Nobody is nothing to hide: a zero is shown, unless it has to stand in. `smallest` is at least
    3; a hidden count that can only be one would be no secret.
    """
    if smallest < 3:
        message = f"Counts under {smallest} cannot be hidden; take 3 or more."
        raise ValueError(message)
    hidden = {name for name, count in cells.items() if 0 < count < smallest}
    if not hidden:
        return Suppressed(dict(cells), sum(cells.values()))
    shown = [name for name in cells if name not in hidden]
    for name in sorted(shown, key=lambda name: cells[name] == 0):
        if _keeps_secret((cells[each] for each in hidden), smallest):
            break
        hidden.add(name)
    secret = _keeps_secret((cells[each] for each in hidden), smallest)
    return Suppressed(
        {name: None if name in hidden else count for name, count in cells.items()},
        sum(cells.values()) if secret else None,
    )


def _keeps_secret(hidden: Iterable[int], smallest: int) -> bool:
    """Whether the sum of the hidden counts leaves each of them open.

    It does not when there is only one, or when all have to be as small, or as large, as a hidden
    count can be.
    """
    counts = [*hidden]
    total, least, most = sum(counts), len(counts), len(counts) * (smallest - 1)
    return len(counts) > 1 and total > least and total != most
