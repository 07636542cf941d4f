"""Who is there, how they take part, and what each brings on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag, StrEnum


class Mode(StrEnum):
    """How somebody takes part."""

    ON_SITE = "on-site"
    REMOTE = "remote"
    """A member of the response who joins by telephone or video."""
    ON_CALL = "on-call"
    """Can be reached for advice; not a member of the response."""

    @property
    def label(self) -> str:
        """As people say it."""
        return {
            Mode.ON_SITE: "On site",
            Mode.REMOTE: "Remote",
            Mode.ON_CALL: "On call",
        }[self]


class Able(IntFlag):
    """What a person brings on a day. A `MAYBE_` bit says that the facts do not tell.

    Bits of one level never have both an ability and its `MAYBE_` set.
    """

    COUNTS = 1
    """May be counted as a member of the response."""
    NALOXONE = 2
    """Is trained in naloxone and carries it."""
    ASSESSES = 4
    """Is trained to conduct a crisis assessment."""
    CLINICIAN = 8
    """Is of a profession that the clinician rule names."""
    PEER = 16
    """Is of a profession that the peer rule names."""
    THERE = 32
    """Belongs somewhere that day and is not on leave. Who brings nothing at all is not there."""
    EXCLUDED = 64
    """Is of a profession that is never counted; then nothing else is set but `THERE`."""
    MAYBE_COUNTS = 256
    MAYBE_NALOXONE = 512
    MAYBE_ASSESSES = 1024
    MAYBE_CLINICIAN = 2048
    MAYBE_PEER = 4096


MAYBE = 8
"""An ability's bit shifted left by this is its `MAYBE_` bit."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What one person brings on a day."""

    judged: Able
    """By verified requirements alone: what an unverified one would forbid is allowed."""
    advised: Able
    """By all requirements in force."""

    @property
    def there(self) -> bool:
        """Whether the person is there at all: not away, and not a stranger that day."""
        return bool(self.judged or self.advised)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is there."""

    person: int
    name: str
    mode: Mode
    able: Abilities


def each_once(present: Iterable[Present]) -> list[Present]:
    """Everybody once, in the way in which they are closest: on site, then remote, then on call."""
    closest: dict[int, Present] = {}
    for each in present:
        other = closest.get(each.person)
        if other is None or _CLOSEST.index(each.mode) < _CLOSEST.index(other.mode):
            closest[each.person] = each
    return list(closest.values())


_CLOSEST = [Mode.ON_SITE, Mode.REMOTE, Mode.ON_CALL]
