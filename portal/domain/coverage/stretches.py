"""What holds for a service area at every instant of a stretch of weeks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from portal.domain.coverage.shifts import AreaTeam, Shift, Stretch
from portal.domain.coverage.sweep import Tiling, area, takes, window
from portal.domain.staffing import AbilitySpan, TeamRules


def stretches(
    teams: Sequence[AreaTeam],
    shifts: Sequence[Shift],
    abilities: Mapping[int, tuple[AbilitySpan, ...]],
    rules: Callable[[date], TeamRules],
    start: datetime,
    end: datetime,
) -> tuple[Stretch, ...]:
    """The outcome for the area at every instant of [start, end), with who makes it.

    Each person brings what they hold on that day in California, so that a lapse takes effect at
    midnight, in the middle of a night shift too. Somebody without abilities brings nothing.
    Neighbours differ in outcome, requirement, team or people.
    """
    if end <= start:
        return ()
    asked = window(rules, start, end)
    return as_stretches(area(takes(teams, shifts, asked), abilities, asked), end)


def as_stretches(tiling: Tiling, end: datetime) -> tuple[Stretch, ...]:
    """A tiling in words that others read."""
    ends = [at for at, _ in tiling[1:]]
    ends.append(end)
    return tuple(
        [
            Stretch(
                at, until, verdict[3], verdict[4], None if verdict[0] else verdict[2], verdict[5]
            )
            for (at, verdict), until in zip(tiling, ends, strict=True)
        ]
    )
