"""Changes to who is there, and what each of them takes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.domain.staffing.present import Able


class Change(StrEnum):
    """A kind of smallest fix."""

    ADD = "add"
    """Somebody else comes on site."""
    CALL = "call"
    """Somebody is put on call."""
    COME = "come"
    """Somebody who is remote or on call comes on site."""
    GAIN = "gain"
    """Somebody present gains an ability: finishes a training, carries naloxone."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change."""

    change: Change
    person: int
    name: str
    ability: Able | None
    """For `GAIN`: which; None otherwise."""
    needs: tuple[str, ...]
    """For `GAIN`: the slugs of the requirements still to be met for it."""


@dataclass(frozen=True, slots=True)
class Fix:
    """Changes that together make every requirement met; no smaller number of them does."""

    steps: tuple[Step, ...]
