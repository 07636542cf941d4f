"""When a service area, or a county by its worst area, is not plainly covered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
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
    turns: list[tuple[datetime, int, Outcome]] = []
    for gaps in areas:
        for gap in clipped(gaps, start, end):
            turns += [(gap.starts_at, 1, gap.outcome), (gap.ends_at, -1, gap.outcome)]
    turns.sort(key=lambda turn: turn[0])
    open_now = dict.fromkeys(_WORST_FIRST, 0)
    found: list[Gap] = []
    for (at, more, outcome), following in pairwise([*turns, (end, 0, Outcome.COVERED)]):
        open_now[outcome] += more
        until = following[0]
        now = next((each for each in _WORST_FIRST if open_now[each]), None)
        if now is None or at == until:
            continue
        if found and found[-1].ends_at == at and found[-1].outcome is now:
            found[-1] = found[-1]._replace(ends_at=until)
        else:
            found.append(Gap(at, until, now, "", None))
    return found


_WORST_FIRST = sorted(set(Outcome) - {Outcome.COVERED}, key=lambda outcome: outcome.rank)


def clipped(gaps: Iterable[Gap], start: datetime, end: datetime) -> list[Gap]:
    """The parts of gaps within [start, end)."""
    return [
        gap._replace(starts_at=max(gap.starts_at, start), ends_at=min(gap.ends_at, end))
        for gap in gaps
        if gap.starts_at < end and start < gap.ends_at
    ]


def minutes(gaps: Iterable[Gap], outcome: Outcome) -> int:
    """How many minutes have this outcome."""
    return sum(gap.minutes for gap in gaps if gap.outcome is outcome)
