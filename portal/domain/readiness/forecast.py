"""What lapses in the coming 30, 60 and 90 days if nothing is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from portal.domain.certification import Span, State

HORIZONS = (30, 60, 90)
"""Within so many days."""


@dataclass(frozen=True, slots=True)
class Lapsing:
    """Somebody meets a requirement and, if nothing is done, will not."""

    person: int
    requirement: str
    """Its slug."""
    last_day: date
    """The last day on which it is met."""
    before: State
    after: State
    advisory: bool
    """Whether the version in force afterwards only advises."""
    within: int
    """The first of the horizons that it falls in."""


def forecast(
    people: Mapping[int, Mapping[str, Sequence[Span]]],
    today: date,
    horizons: Sequence[int] = HORIZONS,
) -> tuple[Lapsing, ...]:
    """Everything that lapses from today through the last horizon, by its last good day.

    From the spans by person and requirement. What is newly asked of somebody is no lapse.
    """
    found = [
        Lapsing(
            person,
            requirement,
            last_day,
            before.state,
            after.state,
            after.advisory,
            next(days for days in horizons if (last_day - today).days <= days),
        )
        for person, of_person in people.items()
        for requirement, spans in of_person.items()
        for before, after in pairwise(spans)
        if is_met(before.state)
        and after.state.satisfies is False
        and today <= (last_day := after.starts - timedelta(days=1))
        and (last_day - today).days <= horizons[-1]
    ]
    return tuple(sorted(found, key=lambda each: (each.last_day, each.person, each.requirement)))


def is_met(state: State) -> bool:
    """Whether a requirement asks something, and gets it."""
    return state is not State.NOT_REQUIRED and state.satisfies is True
