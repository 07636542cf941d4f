"""Teams that are ready, and the requirements that most people fall short of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.domain.certification import State
from portal.domain.requirements import Requirement
from portal.domain.staffing import Outcome


@dataclass(frozen=True, slots=True)
class TeamsReady:
    """So many teams of so many could answer a call."""

    ready: int
    """Nothing that is verified is in the way."""
    of: int
    advisory: int
    """Of the ready ones, those that fall short of something nobody verified."""


def teams_ready(outcomes: Iterable[Outcome]) -> TeamsReady:
    """Counts teams by their outcomes. What nobody verified never makes a team unready."""
    found = [*outcomes]
    advisory = found.count(Outcome.ADVISORY)
    return TeamsReady(found.count(Outcome.COVERED) + advisory, len(found), advisory)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A requirement that people fall short of."""

    requirement: Requirement
    short: tuple[int, ...]
    """Who does."""
    unknown: tuple[int, ...]
    """Of whom it cannot be said."""
    of: int
    """How many people it asks something of."""
    advisory: bool
    """Whether it only advises, so that it keeps nobody from being counted."""


def worst_requirements(
    people: Mapping[int, Mapping[str, tuple[State, bool]]],
    requirements: Sequence[Requirement],
    most: int = 5,
) -> tuple[Shortfall, ...]:
    """The requirements that most people fall short of, from the states by person.

    With each state, whether it only advises. Of two alike, the first in the order given.
    """
    found = [_shortfall(people, requirement) for requirement in requirements]
    failed = [each for each in found if each.short or each.unknown]
    return tuple(sorted(failed, key=lambda each: (-len(each.short), -len(each.unknown)))[:most])


def _shortfall(
    people: Mapping[int, Mapping[str, tuple[State, bool]]], requirement: Requirement
) -> Shortfall:
    short: list[int] = []
    unknown: list[int] = []
    of, advisory = 0, False
    for person, states in people.items():
        state, advises = states.get(requirement.slug, (State.NOT_REQUIRED, False))
        of += state is not State.NOT_REQUIRED
        if state.satisfies is True:
            continue
        (unknown if state.satisfies is None else short).append(person)
        advisory = advisory or advises
    return Shortfall(requirement, tuple(short), tuple(unknown), of, advisory)
