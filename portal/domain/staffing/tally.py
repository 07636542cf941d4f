"""Those who are there as one long number.

Each person adds a weight to a tally, in which sixteen bits each count the people on site who may be
counted, those on site who carry naloxone, and so on, at both levels, for sure and at best. A tally
is all that the requirements look at, so that equal tallies have equal outcomes.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

from portal.domain.staffing.present import MAYBE, Abilities, Able, Mode

_BITS = 16
_MASK = (1 << _BITS) - 1
COUNTED_ON_SITE, COUNTED_REMOTE, CARRYING, ASSESSING, CLINICIANS, PEERS, _FIELDS = range(7)
"""What is counted, in order. Naloxone and assessing are counted on site alone."""
_THERE = 4 * _FIELDS * _BITS
SOMEBODY_THERE = -1 << _THERE
"""The bits of a tally that count who is there at all, on site or remote."""
_MEMBERS = {Able.CLINICIAN: CLINICIANS, Able.PEER: PEERS}
_COUNTS_IN = {
    Mode.ON_SITE: {
        Able.COUNTS: COUNTED_ON_SITE,
        Able.NALOXONE: CARRYING,
        Able.ASSESSES: ASSESSING,
        **_MEMBERS,
    },
    Mode.REMOTE: {Able.COUNTS: COUNTED_REMOTE, **_MEMBERS},
    Mode.ON_CALL: {Able.CLINICIAN: CLINICIANS},
}
"""What somebody's ability is counted as, by how they take part."""


class Level(IntEnum):
    """Whose word is taken: that of verified requirements alone, or of all."""

    JUDGED = 0
    ADVISED = 1


@lru_cache(maxsize=4096)
def weight(mode: Mode, able: Abilities) -> int:
    """What one person adds to the tally of those present."""
    total = 0
    for level, mask in ((Level.JUDGED, able.judged), (Level.ADVISED, able.advised)):
        for ability, place in _COUNTS_IN[mode].items():
            if mask & ability:
                total += (1 << _shift(level, 0, place)) + (1 << _shift(level, 1, place))
            elif mask & (ability << MAYBE):
                total += 1 << _shift(level, 1, place)
    return total + (1 << _THERE if able.there and mode is not Mode.ON_CALL else 0)


def somebody_there(tally: int) -> bool:
    """Whether anybody is on site or remote at all."""
    return bool(tally >> _THERE)


def counted(tally: int, level: Level, at_best: int, what: int) -> int:
    """How many of something there are: for sure (0), or at best (1)."""
    return tally >> _shift(level, at_best, what) & _MASK


def bits_of(counts: Iterable[int]) -> int:
    """The bits of a tally that count these things, at both levels, for sure and at best."""
    return sum(
        _MASK << _shift(level, at_best, what)
        for level in Level
        for at_best in (0, 1)
        for what in counts
    )


def _shift(level: Level, at_best: int, place: int) -> int:
    return ((level * 2 + at_best) * _FIELDS + place) * _BITS
