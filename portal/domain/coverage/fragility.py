"""Whose absence or lapse breaks which hour."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.domain.coverage.losses import as_if_kept, losses
from portal.domain.coverage.shifts import AreaTeam, Shift
from portal.domain.coverage.sweep import (
    Held,
    Take,
    Tiling,
    Window,
    best,
    takes,
    tile,
    window,
)
from portal.domain.staffing import Abilities, AbilitySpan, Outcome, TeamRules


@dataclass(frozen=True, slots=True)
class Worse:
    """A stretch of time that gets worse."""

    starts_at: datetime
    ends_at: datetime
    before: Outcome
    after: Outcome
    requirement: str
    """The slug of the requirement that then decides."""


@dataclass(frozen=True, slots=True)
class Absence:
    """What breaks if one person never came."""

    person: int
    worse: tuple[Worse, ...]
    """Earliest first; never empty."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """What breaks because of what somebody can do no longer from a day on."""

    person: int
    on: date
    """The first day without it."""
    lost: Abilities
    """What ends that day."""
    worse: tuple[Worse, ...]
    """Earliest first; never empty."""


@dataclass(frozen=True, slots=True)
class Fragility:
    """Everybody on whom something hangs, in the order in which it would break."""

    absences: tuple[Absence, ...]
    lapses: tuple[Lapse, ...]
    """In the order of their days."""


def fragility(
    teams: Sequence[AreaTeam],
    shifts: Sequence[Shift],
    abilities: Mapping[int, tuple[AbilitySpan, ...]],
    rules: Callable[[date], TeamRules],
    start: datetime,
    end: datetime,
) -> Fragility:
    """Each person taken away in turn, and each lapse within [start, end) in the order of days.

    What several lapses break together is laid to the one that comes last: up to then it held.
    """
    if end <= start:
        return Fragility((), ())
    asked = window(rules, start, end)
    taken = takes(teams, shifts, asked)
    if not taken:
        return Fragility((), ())
    return Fragility(
        tuple(_absences(taken, abilities, asked)), tuple(_lapses(taken, abilities, asked))
    )


class _Area:
    """The tilings of an area's teams, of which single ones can be laid anew."""

    def __init__(self, taken: Mapping[int, list[Take]], held: Held, asked: Window) -> None:
        self.taken = taken
        self.asked = asked
        self.tilings = {team: tile(team, mine, held, asked) for team, mine in taken.items()}
        self.teams_of: dict[int, set[int]] = {}
        for team, mine in taken.items():
            for _, _, people in mine:
                for person, _ in people:
                    self.teams_of.setdefault(person, set()).add(team)

    def without(self, person: int, held: Held) -> Tiling:
        """What would hold if somebody never came."""
        anew = {
            team: tile(team, _without(person, self.taken[team]), held, self.asked)
            for team in self.teams_of[person]
        }
        return best([*{**self.tilings, **anew}.values()])

    def changed(self, person: int, held: Held) -> Tiling:
        """What holds now that somebody brings something else."""
        for team in self.teams_of[person]:
            self.tilings[team] = tile(team, self.taken[team], held, self.asked)
        return best([*self.tilings.values()])


def _without(person: int, taken: Iterable[Take]) -> list[Take]:
    return [
        (at, until, tuple(each for each in people if each[0] != person))
        for at, until, people in taken
    ]


def _absences(taken: Mapping[int, list[Take]], held: Held, asked: Window) -> list[Absence]:
    area = _Area(taken, held, asked)
    usual = best([*area.tilings.values()])
    relied_on = {person for _, verdict in usual for person, _ in verdict[5]}
    found = [
        Absence(person, worse)
        for person in relied_on
        if (worse := _worse(usual, area.without(person, held), asked.end))
    ]
    return sorted(found, key=lambda each: (each.worse[0].starts_at, each.person))


def _lapses(taken: Mapping[int, list[Take]], held: Held, asked: Window) -> Iterator[Lapse]:
    people = {person for mine in taken.values() for each in mine for person, _ in each[2]}
    ends = sorted(
        (
            (day, person, lost)
            for person in people
            for day, lost in losses(held.get(person, ()), asked.days)
        ),
        key=lambda end: end[:2],
    )
    now = dict(held)
    for _, person, _ in ends:
        now[person] = as_if_kept(held[person], _of(person, ends))
    area = _Area(taken, now, asked)
    before = best([*area.tilings.values()])
    for number, (day, person, lost) in enumerate(ends, 1):
        now[person] = as_if_kept(held[person], _of(person, ends[number:]))
        after = area.changed(person, now)
        worse = _worse(before, after, asked.end)
        if worse:
            yield Lapse(person, day, lost, worse)
        before = after


def _of(person: int, ends: list[tuple[date, int, Abilities]]) -> list[tuple[date, Abilities]]:
    return [(day, lost) for day, other, lost in ends if other == person]


def _worse(before: Tiling, after: Tiling, end: datetime) -> tuple[Worse, ...]:
    """Where the second falls short of the first."""
    found: list[Worse] = []
    events = [(at, 0, verdict) for at, verdict in before]
    events += [(at, 1, verdict) for at, verdict in after]
    events.sort(key=lambda event: event[:2])
    now = [before[0][1], after[0][1]]
    for number, (at, which, verdict) in enumerate(events, 1):
        now[which] = verdict
        until = events[number][0] if number < len(events) else end
        if at == until or now[1][1] <= now[0][1]:
            continue
        last = found[-1] if found else None
        piece = Worse(at, until, now[0][3], now[1][3], now[1][4])
        if last and replace(last, starts_at=at, ends_at=until) == piece and last.ends_at == at:
            found[-1] = replace(last, ends_at=until)
        else:
            found.append(piece)
    return tuple(found)
