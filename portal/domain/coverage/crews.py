"""Who is on a shift on which days, what they add up to, and when that changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from portal.domain.coverage.occurrences import people_on, together
from portal.domain.coverage.shifts import People, Shift
from portal.domain.coverage.weekly import FOREVER, Line
from portal.domain.staffing import AbilitySpan, Mode, weight

Held = Mapping[int, tuple[AbilitySpan, ...]]
Roster = list[tuple[int, People]]
"""The first date from which on these people are on a shift; nobody from the last one on."""
_Steps = tuple[int, list[tuple[int, int]]]
"""What somebody adds on the first day, and by how much it changes on later ones."""


def roster(shift: Shift, first: int, until: int) -> Roster:
    """Who is on the shifts that begin on the days of [first, until)."""
    line = Line(shift.weekday, first, until)
    starts = max(line.first, line.on(shift.first_on.toordinal()))
    ends = line.until
    if shift.last_on is not None:
        ends = min(ends, line.on(shift.last_on.toordinal() + 1))
    if ends <= starts:
        return []
    began = date.fromordinal(starts)
    if not shift.exceptions and all(
        place.last_on is None and place.first_on <= began for place in shift.assigned
    ):
        everybody = together([(place.person, place.mode) for place in shift.assigned])
        return [(starts, everybody), (ends, ())]
    days = {line.on(day) for day in _roster_days(shift)}
    dates = [starts, *sorted(day for day in days if starts < day < ends)]
    found = [(day, people_on(shift, date.fromordinal(day)) or ()) for day in dates]
    return [*found, (ends, ())]


def _roster_days(shift: Shift) -> Iterable[int]:
    """The days on which those may change who are on a shift that begins then."""
    for place in shift.assigned:
        yield place.first_on.toordinal()
        if place.last_on is not None:
            yield place.last_on.toordinal() + 1
    for each in shift.exceptions:
        yield each.on.toordinal()
        yield each.on.toordinal() + 1


class Crews:
    """What people add up to on the days of [first, until)."""

    def __init__(self, held: Held, first: int, until: int) -> None:
        self.held, self.first, self.until = held, first, until
        self._steps: dict[tuple[int, Mode], _Steps] = {}

    def steps(self, place: tuple[int, Mode]) -> _Steps:
        """What one person adds who takes part in one way; nothing when that is not known."""
        known = self._steps.get(place)
        if known is None:
            first, last, more = 0, 0, list[tuple[int, int]]()
            for day, added in self._weights(*place):
                if day <= self.first:
                    first = added
                elif day < self.until and added != last:
                    more.append((day, added - last))
                last = added
            known = self._steps[place] = first, more
        return known

    def _weights(self, person: int, mode: Mode) -> Iterable[tuple[int, int]]:
        ended = None
        for span in self.held.get(person, ()):
            starts = span.starts.toordinal()
            if ended is not None and ended < starts:
                yield ended, 0
            yield starts, weight(mode, span.able)
            ended = FOREVER if span.ends is None else span.ends.toordinal()
        if ended is not None:
            yield ended, 0

    def tally(self, people: People, day: int) -> int:
        """What these people add up to on a day."""
        return self.tallies(people, day, day + 1, None)[-1][1]

    def tallies(
        self, people: People, day: int, until: int, line: Line | None
    ) -> list[tuple[int, int]]:
        """The same from a day on until another, with the dates on which it changes."""
        tally, more = 0, dict[int, int]()
        for each in people:
            now, changes = self._steps.get(each) or self.steps(each)
            tally += now
            for at, change in changes:
                if at <= day:
                    tally += change
                    continue
                at = line.on(at) if line else at
                if at >= until:
                    break
                more[at] = more.get(at, 0) + change
        found = [(day, tally)]
        if more:
            for at in sorted(more):
                tally += more[at]
                found.append((at, tally))
        return found


def turns(known: Roster, later: int, line: Line, crews: Crews) -> list[tuple[int, People, int]]:
    """From which date on who is there, and what they add up to.

    `later` is 1 for the morning after the day on which the shift begins.
    """
    found: list[tuple[int, People, int]] = []
    for (on, people), (off, _) in pairwise(known):
        day = on + later if on + later > line.first else line.first
        until = off + later if off + later < line.until else line.until
        if day < until:
            found += [(at, people, tally) for at, tally in crews.tallies(people, day, until, line)]
    if known and found and known[-1][0] + later < line.until:
        found.append((known[-1][0] + later, (), 0))
    return found
