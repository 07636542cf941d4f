"""How many have what is asked."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from portal.domain.certification import State

IN_PLACE = frozenset(state for state in State if state.holds) | {State.WAIVED}
"""The states that are counted as in place, of those in which something applies."""
_COUNTED = [state.letter for state in IN_PLACE]
_NOTHING = State.NOT_REQUIRED.letter


class Tally(NamedTuple):
    """How many have something, of those to whom it applies."""

    have: int
    of: int

    @property
    def percent(self) -> int | None:
        """In whole per cent, rounded down so that 100 means all; None when it applies to nobody."""
        return self.have * 100 // self.of if self.of else None

    @property
    def words(self) -> str:
        """Such as “7 of 11”."""
        return f"{self.have:,} of {self.of:,}"


def tallies(people: Collection[str]) -> list[Tally]:
    """For each requirement: how many of these people, by their letters, have what it asks."""
    return [tally("".join(column)) for column in zip(*people, strict=True)]


def tally(letters: str) -> Tally:
    """The same for some cells."""
    have = sum(map(letters.count, _COUNTED))
    return Tally(have, len(letters) - letters.count(_NOTHING))


def applies(people: Collection[str]) -> list[int]:
    """The places of the requirements that apply to any of these people."""
    columns = enumerate(zip(*set(people), strict=True))  # many have the same
    return [place for place, column in columns if set(column) != {_NOTHING}]
