"""Whose absence or lapse breaks which hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from portal.domain.coverage.losses import as_if_kept, losses
from portal.domain.coverage.shifts import AreaTeam, Shift, Stretch
from portal.domain.coverage.stretches import as_stretches
from portal.domain.coverage.sweep import (
    Era,
    Held,
    Take,
    Tiling,
    Verdict,
    Window,
    best,
    eras_of,
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

    usual: tuple[Stretch, ...]
    """What holds while everybody comes."""
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
        return Fragility((), (), ())
    asked = window(rules, start, end)
    taken = takes(teams, shifts, asked) or {0: []}
    area = _Area(taken, abilities, asked)
    usual = best([*area.tilings.values()])
    return Fragility(
        as_stretches(usual, end),
        tuple(_absences(area)),
        tuple(_lapses(taken, abilities, asked)),
    )


class _Area:
    """The tilings of an area's teams, of which single ones can be laid anew."""

    def __init__(self, taken: Mapping[int, list[Take]], held: Held, asked: Window) -> None:
        self.taken = taken
        self.asked = asked
        self.eras = {team: eras_of(team, mine, held, asked) for team, mine in taken.items()}
        self.tilings = {team: tile(mine, self.eras[team], asked) for team, mine in taken.items()}
        self.teams_of: dict[int, set[int]] = {}
        for team, mine in taken.items():
            for _, _, people in mine:
                for person, _ in people:
                    self.teams_of.setdefault(person, set()).add(team)

    def changed(self, person: int, held: Held) -> Tiling:
        """What holds now that somebody brings something else."""
        for team in self.teams_of[person]:
            mine = self.taken[team]
            self.tilings[team] = tile(mine, eras_of(team, mine, held, self.asked), self.asked)
        return best([*self.tilings.values()])

    def parts(self) -> Iterator[tuple[datetime, datetime, list[tuple[Verdict, Era]]]]:
        """All of the time, cut wherever a verdict or what people bring changes.

        Each part with what holds for each team, and in which era.
        """
        turns: list[tuple[datetime, int, int, Any]] = []
        for place, (team, tiling) in enumerate(self.tilings.items()):
            turns += [(at, place, 0, verdict) for at, verdict in tiling]
            turns += [(era.starts_at, place, 1, era) for era in self.eras[team]]
        turns.sort(key=itemgetter(0))
        now: list[list[Any]] = [[None, None] for _ in self.tilings]
        ends = [*(turn[0] for turn in turns[1:]), self.asked.end]
        for (at, place, which, what), until in zip(turns, ends, strict=True):
            now[place][which] = what
            if at < until:
                yield at, until, [(verdict, era) for verdict, era in now]


def _absences(area: _Area) -> list[Absence]:
    """Each person taken away, wherever the area relies on them."""
    worse: dict[int, list[Worse]] = {}
    for at, until, there in area.parts():
        before = min(verdict for verdict, _ in there)
        for person, _ in before[5]:
            after = min(_without(person, verdict, era) for verdict, era in there)
            if before[1] < after[1]:
                piece = Worse(at, until, before[3], after[3], after[4])
                _add(worse.setdefault(person, []), piece)
    found = [Absence(person, tuple(pieces)) for person, pieces in worse.items()]
    return sorted(found, key=lambda each: (each.worse[0].starts_at, each.person))


def _without(person: int, verdict: Verdict, era: Era) -> Verdict:
    rest = tuple([each for each in verdict[5] if each[0] != person])
    return verdict if len(rest) == len(verdict[5]) else era.known.get(rest) or era.judge(rest)


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
    if not ends:
        return
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
        _add(found, Worse(at, until, now[0][3], now[1][3], now[1][4]))
    return tuple(found)


def _add(found: list[Worse], piece: Worse) -> None:
    """Put it at the end, as one with the last where that goes on."""
    if (
        found
        and replace(piece, starts_at=found[-1].starts_at, ends_at=piece.starts_at) == found[-1]
    ):
        found[-1] = replace(found[-1], ends_at=piece.ends_at)
    else:
        found.append(piece)
