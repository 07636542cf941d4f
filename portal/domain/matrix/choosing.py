"""Which cells are meant, and what is done with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.certification import STATES, State
from portal.domain.matrix.cells import FOREVER, Cells

SHORT = frozenset(state for state in State if state.satisfies is False)
"""The states in which something that is asked for is not there."""


class Act(StrEnum):
    """What can be done from the matrix for many cells at once."""

    EXTENSION = "extension"
    WAIVER = "waiver"
    TRAINING = "training"
    ASSIGNMENT = "assignment"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cells are meant: by state, and by when they lapse. Empty and None mean all."""

    states: frozenset[State] = frozenset()
    within: int | None = None
    """Lapses within so many days."""

    @property
    def is_all(self) -> bool:
        """Whether every cell is meant."""
        return not self.states and self.within is None


def chosen(cells: Cells, wanted: Wanted, places: Iterable[int], day: date) -> list[int]:
    """The places of those cells that are meant."""
    if wanted.is_all:
        return list(places)
    letters = {state.letter for state in wanted.states}
    found = [place for place in places if not letters or cells.letters[place] in letters]
    if wanted.within is None:
        return found
    until = day.toordinal() + wanted.within
    return [place for place in found if cells.ends[place] <= until and lapses(cells, place)]


def lapses(cells: Cells, place: int) -> bool:
    """Whether it is well now and then is not.

    What is newly asked of somebody is no lapse. Where a time of grace follows, what is valid
    lapses into it.
    """
    if cells.ends[place] == FOREVER:
        return False
    now, then = STATES[cells.letters[place]], STATES[cells.then[place]]
    if now.holds:
        return then not in (State.VALID, State.RENEW_NOW, State.WAIVED)
    return now is not State.NOT_REQUIRED and now.satisfies is True and then.satisfies is False
