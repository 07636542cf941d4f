"""What pages say otherwise of a county since one of its stamps.

Whatever gives a county another stamp says in the same row, and so in the same transaction, what it
gave it for. The last such words stay, so that a reader who remembers what was said under one of
those stamps reads only what has changed since.
"""

from typing import Any, NamedTuple

from sqlalchemy import func, literal

from portal.models import KeptCounty
from portal.services.certification.statements import table_of
from portal.services.readiness.looking import Kept

LENGTH = 1000
"""Of the words that stay: some twenty changes. Older ones are cut off, the last one anywhere."""
_TEAMS, _AREAS, _ITSELF, _OF, _END = "t", "a", "c", ":", ";"
_kept = table_of(KeptCounty).c


class Changed(NamedTuple):
    """What may be otherwise now; with more said than is so, more is read than need be."""

    people: frozenset[int]
    """People with what they have, where they work or what they are called."""
    teams: bool
    """Some team: its name, whether it could answer, or that it is there."""
    areas: bool
    """Some area: its name, its gaps, or that it is there."""
    itself: bool
    """What the county has done itself."""

    def words(self) -> str:
        """As they are kept."""
        kinds = ((_TEAMS, self.teams), (_AREAS, self.areas), (_ITSELF, self.itself))
        letters = "".join(letter for letter, there in kinds if there)
        return letters + ",".join(map(str, sorted(self.people)))


def begun(stamp: str) -> str:
    """The value of `changes` in the row of a county with its first stamp."""
    return stamp + _OF + _END


def noted(stamp: Any, words: Any) -> Any:
    """The value of `changes` in the row of a county that gets this stamp for that: newest first."""
    return func.substr(stamp + literal(_OF) + words + literal(_END) + _kept.changes, 1, LENGTH)


def changed_since(kept: Kept, county: str, stamp: str) -> Changed | None:
    """What has changed of a county since it had this stamp.

    None: nobody knows any more, or `kept` was not asked about this county.
    """
    later, known, _ = kept.changes.get(county, "").partition(stamp + _OF)
    return _together(later) if known else None


def _together(changes: str) -> Changed:
    said = [each.partition(_OF)[2] for each in changes.split(_END)[:-1]]
    numbers = ",".join(each.lstrip(_TEAMS + _AREAS + _ITSELF) for each in said).split(",")
    return Changed(
        frozenset(int(number) for number in numbers if number),
        *(any(letter in each for each in said) for letter in (_TEAMS, _AREAS, _ITSELF)),
    )
