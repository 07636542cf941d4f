"""From rosters and abilities to the weekly gaps of an area, for all of time or a part of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from portal.domain.coverage.crews import Crews, Held, Roster, roster, turns
from portal.domain.coverage.occurrences import together
from portal.domain.coverage.shifts import AreaTeam, People, Shift
from portal.domain.coverage.slots import ALL_WEEK, Slot, Slots, cut, parts
from portal.domain.coverage.weekly import (
    ALWAYS,
    FOREVER,
    Lack,
    Line,
    Open,
    WeeklyGap,
    profile,
)
from portal.domain.staffing import Outcome, Periods, TeamRules, decided


class _Part(NamedTuple):
    """The part of a shift that lies on one day."""

    opens: int
    closes: int
    team: int
    roster: Roster
    later: int
    """1 when it is the morning after the day on which the shift begins."""


_BADNESS = {outcome: -outcome.rank for outcome in Outcome}


def weekly_gaps(
    teams: Sequence[AreaTeam],
    shifts: Iterable[Shift],
    held: Held,
    rules: Periods[TeamRules],
    first: int = ALWAYS,
    until: int = FOREVER,
    slots: Slots = ALL_WEEK,
) -> list[WeeklyGap]:
    """When an area is not plainly covered, in these slots of all days of [first, until).

    `shifts`: those that last within the slots, at least. `held` says what each person brings,
    within these days at least. What is said of a moment does not depend on what else is asked for.
    """
    serving: dict[int, list[tuple[int, int]]] = {}
    for each in teams:
        ends = FOREVER if each.ends_on is None else each.ends_on.toordinal() + 1
        serving.setdefault(each.team, []).append((each.starts_on.toordinal(), ends))
    on_days: list[list[_Part]] = [[] for _ in range(7)]
    for shift in shifts:
        known = roster(shift, max(first - 1, ALWAYS), until) if shift.team in serving else None
        if known:
            for later, (day, slot) in enumerate(parts(shift.weekday, shift.starts, shift.ends)):
                on_days[day].append(_Part(*slot, shift.team, known, later))
    crews = Crews(held, first, until)
    found: list[WeeklyGap] = []
    for weekday, asked in slots.items():
        line = Line(weekday, first, until)
        if line.first < line.until:
            found += _Walk(line, asked, on_days[weekday], serving, crews, rules).gaps()
    return found


class _Walk:
    """One weekday of an area, walked through date by date where something changes.

    What is asked of the day is cut into slots, in each of which the same shifts may be on.
    """

    def __init__(
        self,
        line: Line,
        asked: Iterable[Slot],
        parts: list[_Part],
        serving: Mapping[int, Sequence[tuple[int, int]]],
        crews: Crews,
        rules: Periods[TeamRules],
    ) -> None:
        self.line, self.parts, self.serving = line, parts, serving
        self.crews, self.rules = crews, rules
        self.slots = cut(asked, (time for part in parts for time in part[:2]))
        begin = [opens for opens, _ in self.slots]
        self.places = [
            range(bisect_left(begin, part[0]), bisect_left(begin, part[1])) for part in parts
        ]
        self.on_slot: list[dict[int, list[int]]] = [{} for _ in self.slots]
        for number, part in enumerate(parts):
            for slot in self.places[number]:
                self.on_slot[slot].setdefault(part[2], []).append(number)
        self.people: list[People] = [()] * len(parts)
        self.tallies = [0] * len(parts)

    def gaps(self) -> list[WeeklyGap]:
        """All gaps of the weekday."""
        line = self.line
        coming: dict[int, list[tuple[int, People, int]]] = {}
        for number, part in enumerate(self.parts):
            for day, people, tally in turns(part[3], part[4], line, self.crews):
                if day == line.first:
                    self.people[number], self.tallies[number] = people, tally
                else:
                    coming.setdefault(day, []).append((number, people, tally))
        anew = {line.first} | line.within(
            [
                *(start.toordinal() for start in self.rules.starts),
                *(day for days in self.serving.values() for stretch in days for day in stretch),
            ]
        )
        opened = Open(line, WeeklyGap)
        lacks: list[Lack | None] = [None] * len(self.slots)
        rules, there = self.rules.made[0], set[int]()
        for day in sorted(anew | coming.keys()):
            changed: Iterable[int] = range(len(self.slots))
            if day in anew:
                rules, there = self._holding(day)
            else:
                changed = {slot for each in coming[day] for slot in self.places[each[0]]}
            for number, people, tally in coming.get(day, ()):
                self.people[number], self.tallies[number] = people, tally
            for slot in changed:
                lacks[slot] = self._lack(slot, day, there, rules)
            opened.turn(day, profile(self.slots, lacks))
        return opened.close()

    def _holding(self, day: int) -> tuple[TeamRules, set[int]]:
        """The rules of a date, and the teams that serve the area."""
        there = {
            team
            for team, days in self.serving.items()
            if any(starts <= day < ends for starts, ends in days)
        }
        return self.rules.on(date.fromordinal(day)), there

    def _lack(self, slot: int, day: int, there: set[int], rules: TeamRules) -> Lack | None:
        """What a slot lacks by the team that comes closest; None when it is covered."""
        closest: tuple[int, int] | None = None
        lack: Lack | None = None
        for team, numbers in self.on_slot[slot].items():
            on = [each for each in numbers if self.people[each]]
            if not on or team not in there:
                continue
            tally = self.tallies[on[0]] if len(on) == 1 else self._together(on, day)
            outcome, requirement, answer = decided(tally, rules)
            if outcome is Outcome.COVERED:
                return None
            how_close = _BADNESS[outcome], team
            if closest is None or how_close < closest:
                closest, lack = how_close, (outcome, requirement, answer, team)
        return lack or (*decided(0, rules), None)

    def _together(self, on: Sequence[int], day: int) -> int:
        return self.crews.tally(together([each for one in on for each in self.people[one]]), day)
