"""Sweeping over the boundaries of shifts, abilities and rules: what holds from each on.

A tiling is a list of (from when, verdict) that covers the time asked for: each verdict holds until
the next begins. Every team of an area has its own; at each moment the area's is the best of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from portal.domain.coverage.instants import midnight
from portal.domain.coverage.occurrences import DAY, times, together, weekdays
from portal.domain.coverage.shifts import AreaTeam, People, Shift
from portal.domain.dates import civil_date
from portal.domain.staffing import (
    Abilities,
    AbilitySpan,
    Able,
    Mode,
    Outcome,
    TeamRules,
    outcome_of,
    weight,
)

Take = tuple[datetime, datetime, People]
"""From when until when who is there."""
Verdict = tuple[bool, int, int, Outcome, str, People]
"""Nobody is there; how bad it is; the team; the outcome; what decides it; who is there.

The smaller comes closer to being covered; of two alike, the team with the lower number counts.
"""
Tiling = list[tuple[datetime, Verdict]]
Held = Mapping[int, tuple[AbilitySpan, ...]]

_BADNESS = {outcome: -outcome.rank for outcome in Outcome}
_NOTHING = Abilities(Able(0), Able(0))


@dataclass(frozen=True, slots=True)
class Window:
    """The time asked for, and the rules in it."""

    start: datetime
    end: datetime
    days: tuple[date, date]
    """The first and the last day that it touches."""
    eras: tuple[tuple[date, TeamRules], ...]
    """From which day which rules hold; the first from the first day on."""


def window(rules: Callable[[date], TeamRules], start: datetime, end: datetime) -> Window:
    """The time from `start` up to `end`."""
    first, last = civil_date(start), civil_date(end)
    eras = [(first, rules(first))]
    for number in range(1, (last - first).days + 1):
        day = first + timedelta(number)
        now = rules(day)
        if now is not eras[-1][1]:
            eras.append((day, now))
    return Window(start, end, (first, last), tuple(eras))


def takes(
    teams: Iterable[AreaTeam], shifts: Iterable[Shift], asked: Window
) -> dict[int, list[Take]]:
    """Who is there when, for each team while it belongs to the area. Empty shifts are left out."""
    found: dict[int, list[Take]] = {}
    belongs: dict[int, list[tuple[datetime, datetime]]] = {}
    for team in teams:
        found.setdefault(team.team, [])
        belongs.setdefault(team.team, []).append(_belongs(team, asked))
    days = weekdays(*asked.days)
    for shift in shifts:
        for begins, until in belongs.get(shift.team, ()):
            mine = found[shift.team]
            for starts_at, ends_at, people, _ in times(shift, days, asked.start, asked.end):
                from_at = starts_at if begins < starts_at else begins
                until_at = ends_at if ends_at < until else until
                if people and from_at < until_at:
                    mine.append((from_at, until_at, people))
    return found


def _belongs(team: AreaTeam, asked: Window) -> tuple[datetime, datetime]:
    first, last = asked.days
    if last < team.starts_on:
        return asked.end, asked.end
    begins = midnight(team.starts_on) if first < team.starts_on else asked.start
    if team.ends_on is None or last <= team.ends_on:
        return begins, asked.end
    return begins, midnight(team.ends_on + DAY)


def tile(taken: list[Take], eras: Sequence[Era], asked: Window) -> Tiling:
    """What holds for one team from when on. `eras`: as `eras_of` gives them."""
    turns = [*(era.starts_at for era in eras[1:]), asked.end]
    at_era = 0
    found: Tiling = []
    last = None
    for begins, ends, people in _apart(taken, asked.start, asked.end):
        at = begins
        while at < ends:
            while turns[at_era] <= at:
                at_era += 1
            era = eras[at_era]
            verdict = era.known.get(people) or era.judge(people)
            if verdict != last:
                found.append((at, verdict))
                last = verdict
            at = turns[at_era]
    return found


def _apart(taken: list[Take], start: datetime, end: datetime) -> list[Take]:
    """The same without overlap, and with nobody where there was nothing."""
    found: list[Take] = []
    last = start
    for each in sorted(taken):
        if each[0] < last:
            return _cut(taken, start, end)
        if each[0] > last:
            found.append((last, each[0], ()))
        found.append(each)
        last = each[1]
    if last < end:
        found.append((last, end, ()))
    return found


def _cut(taken: list[Take], start: datetime, end: datetime) -> list[Take]:
    """Cut at every beginning and end, with everybody who is there in between."""
    cuts = sorted({start, end, *(each[0] for each in taken), *(each[1] for each in taken)})
    coming = sorted(taken, reverse=True)
    there: list[Take] = []
    found: list[Take] = []
    for at, until in pairwise(cuts):
        there = [each for each in there if each[1] > at]
        while coming and coming[-1][0] == at:
            there.append(coming.pop())
        found.append((at, until, together([place for each in there for place in each[2]])))
    return found


@dataclass(frozen=True, slots=True)
class Era:
    """A stretch of days in which neither the rules nor anybody's abilities change."""

    starts_at: datetime
    day: date
    team: int
    rules: TeamRules
    held: Held
    weights: dict[tuple[int, Mode], int] = field(default_factory=dict)
    known: dict[People, Verdict] = field(default_factory=dict)

    def judge(self, people: People) -> Verdict:
        """What holds while these people are there, remembered."""
        tally = 0
        for each in people:
            one = self.weights.get(each)
            if one is None:
                one = weight(each[1], able_on(self.held.get(each[0], ()), self.day))
                self.weights[each] = one
            tally += one
        outcome, requirement = outcome_of(tally, self.rules)
        team = self.team if people else 0
        found = (not people, _BADNESS[outcome], team, outcome, requirement, people)
        self.known[people] = found
        return found


def able_on(spans: Sequence[AbilitySpan], day: date) -> Abilities:
    """What somebody brings on a day; nothing when that is not known."""
    for span in spans:
        if span.starts <= day and (span.ends is None or day < span.ends):
            return span.able
    return _NOTHING


def eras_of(team: int, taken: list[Take], held: Held, asked: Window) -> list[Era]:
    """The eras of one team, in order."""
    first, last = asked.days
    people = {person for each in taken for person, _ in each[2]}
    days = {first} | {day for day, _ in asked.eras}
    for person in people:
        for span in held.get(person, ()):
            if first < span.starts <= last:
                days.add(span.starts)
            if span.ends is not None and first < span.ends <= last:
                days.add(span.ends)
    eras = []
    rules = dict(asked.eras)
    now = asked.eras[0][1]
    for day in sorted(days):
        now = rules.get(day, now)
        eras.append(Era(midnight(day) if day > first else asked.start, day, team, now, held))
    return eras


def best(tilings: Sequence[Tiling]) -> Tiling:
    """At each moment the verdict of the team that comes closest."""
    if len(tilings) == 1:
        return tilings[0]
    now = [tiling[0][1] for tiling in tilings]
    events = sorted(
        (at, place, verdict) for place, tiling in enumerate(tilings) for at, verdict in tiling
    )
    found: Tiling = []
    for number, (at, place, verdict) in enumerate(events, 1):
        now[place] = verdict
        if number < len(events) and events[number][0] == at:
            continue
        closest = min(now)
        if not found or found[-1][1] != closest:
            found.append((at, closest))
    return found


def area(taken: Mapping[int, list[Take]], held: Held, asked: Window) -> Tiling:
    """What holds for an area: the best of its teams; without a team, nobody is there."""
    return best(
        [
            tile(mine, eras_of(team, mine, held, asked), asked)
            for team, mine in (taken or {0: []}).items()
        ]
    )
