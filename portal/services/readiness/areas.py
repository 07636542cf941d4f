"""When a service area, or a county by its worst area, is not plainly covered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from portal.domain.coverage import AreaTeam, Shift, Stretch, stretches
from portal.domain.requirements import Rulebook
from portal.domain.staffing import AbilitySpan, Outcome, team_rules

MINUTE = timedelta(minutes=1)


class Gap(NamedTuple):
    """A stretch of time that is not plainly covered."""

    starts_at: datetime
    ends_at: datetime
    outcome: Outcome
    requirement: str
    """The slug of the requirement that decides it."""
    team: int | None
    """The team that comes closest; None when nobody is on shift."""

    @property
    def minutes(self) -> int:
        """Its length."""
        return (self.ends_at - self.starts_at) // MINUTE


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """What coverage is worked out from: who serves an area, when, and with what abilities."""

    area: int
    teams: Sequence[AreaTeam]
    shifts: Sequence[Shift]
    held: Mapping[int, tuple[AbilitySpan, ...]]


def people_of(shifts: Iterable[Shift]) -> set[int]:
    """Everybody who ever has a place on these shifts."""
    found = set()
    for shift in shifts:
        found |= {each.person for each in shift.assigned}
        found |= {each.person for each in shift.exceptions if each.person is not None}
    return found


def area_stretches(
    facts: AreaFacts, rulebook: Rulebook, start: datetime, end: datetime
) -> tuple[Stretch, ...]:
    """What holds at every instant of [start, end)."""

    def rules(day: date):  # type: ignore[no-untyped-def]
        return team_rules(rulebook, day)

    return stretches(facts.teams, facts.shifts, facts.held, rules, start, end)


def gaps_in(found: Iterable[Stretch]) -> list[Gap]:
    """The times that are not plainly covered; as one, where only people change."""
    gaps: list[Gap] = []
    for each in found:
        if each.outcome is Outcome.COVERED:
            continue
        gap = Gap(each.starts_at, each.ends_at, each.outcome, each.requirement, each.team)
        if gaps and gaps[-1][1] == gap.starts_at and gaps[-1][2:] == gap[2:]:
            gaps[-1] = gaps[-1]._replace(ends_at=gap.ends_at)
        else:
            gaps.append(gap)
    return gaps


def worst(areas: Iterable[Sequence[Gap]], start: datetime, end: datetime) -> list[Gap]:
    """What holds of a county in [start, end): at each moment the worst of its areas.

    Only the outcome is said: which area, team and requirement it is, its own gaps say.
    """
    times = ((gap[0], gap[1], gap[2].value) for gaps in areas for gap in gaps)
    return worst_of(times, start, end)


def worst_of(
    times: Iterable[tuple[datetime, datetime, str]], start: datetime, end: datetime
) -> list[Gap]:
    """The same for stretches of time with the value of an outcome, in any order."""
    turns: list[tuple[datetime, int, str]] = []
    for begins, until, outcome in times:
        if begins < end and start < until:
            turns.append((begins if begins > start else start, 1, outcome))
            turns.append((until if until < end else end, -1, outcome))
    turns.sort(key=_WHEN)
    open_now = dict.fromkeys(_WORST_FIRST, 0)
    found: list[tuple[datetime, datetime, str]] = []
    for (at, more, outcome), following in pairwise([*turns, (end, 0, "")]):
        open_now[outcome] += more
        if at == following[0]:
            continue
        now = next((each for each in _WORST_FIRST if open_now[each]), None)
        if now is None:
            continue
        if found and found[-1][1] == at and found[-1][2] == now:
            found[-1] = (found[-1][0], following[0], now)
        else:
            found.append((at, following[0], now))
    return [Gap(at, until, Outcome(said), "", None) for at, until, said in found]


_WHEN = itemgetter(0)
_WORST_FIRST = [
    each.value for each in sorted(set(Outcome) - {Outcome.COVERED}, key=lambda one: one.rank)
]


def clipped(gaps: Iterable[Gap], start: datetime, end: datetime) -> list[Gap]:
    """The parts of gaps within [start, end)."""
    return [
        gap
        if start <= gap[0] and gap[1] <= end
        else gap._replace(starts_at=max(gap[0], start), ends_at=min(gap[1], end))
        for gap in gaps
        if gap[0] < end and start < gap[1]
    ]


def minutes(gaps: Iterable[Gap], outcome: Outcome) -> int:
    """How many minutes have this outcome."""
    return sum(gap.minutes for gap in gaps if gap.outcome is outcome)


def first_break(gaps: Iterable[Gap]) -> datetime | None:
    """When it is first not covered, of gaps in order."""
    return next((gap.starts_at for gap in gaps if gap.outcome is Outcome.NOT_COVERED), None)
