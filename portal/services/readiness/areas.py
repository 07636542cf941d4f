"""When a service area, or a county by its worst area, is not plainly covered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from portal.domain.coverage import (
    ALL_WEEK,
    ALWAYS,
    FOREVER,
    AreaTeam,
    Shift,
    Slots,
    Stretch,
    WeeklyGap,
    happening,
    stretches,
    weekly_gaps,
)
from portal.domain.dates import civil_date
from portal.domain.requirements import Rulebook
from portal.domain.staffing import AbilitySpan, Answer, Outcome, rule_periods, team_rules

MINUTE = timedelta(minutes=1)


class Gap(NamedTuple):
    """A stretch of time that is not plainly covered."""

    starts_at: datetime
    ends_at: datetime
    outcome: Outcome
    requirement: str
    """The slug of the requirement that decides it."""
    answer: Answer | None
    """What that says of those who are there, where the outcome leaves it open: it advises."""
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
    """What holds at every instant of [start, end), and by whom."""

    def rules(day: date):  # type: ignore[no-untyped-def]
        return team_rules(rulebook, day)

    return stretches(facts.teams, facts.shifts, facts.held, rules, start, end)


def area_gaps(
    facts: AreaFacts,
    rulebook: Rulebook,
    first: int = ALWAYS,
    until: int = FOREVER,
    slots: Slots = ALL_WEEK,
) -> list[WeeklyGap]:
    """What an area lacks in these slots of all days of [first, until)."""
    rules = rule_periods(rulebook)
    return weekly_gaps(facts.teams, facts.shifts, facts.held, rules, first, until, slots)


def days_of(start: datetime, end: datetime) -> tuple[int, int]:
    """The days that [start, end) touches, half-open."""
    return civil_date(start).toordinal(), civil_date(end).toordinal() + 1


def within(gaps: Iterable[WeeklyGap], start: datetime, end: datetime) -> list[Gap]:
    """The times within [start, end) that an area is not plainly covered; neighbors differ."""
    return joined(happening(gaps, start, end))


def joined(times: Iterable[tuple[datetime, datetime, WeeklyGap]]) -> list[Gap]:
    """These times as gaps, neighbors that are alike as one."""
    found: list[Gap] = []
    for begins, until, weekly in times:
        gap = Gap(begins, until, *weekly[5:])
        if found and found[-1][1] == begins and found[-1][2:] == gap[2:]:
            found[-1] = found[-1]._replace(ends_at=until)
        else:
            found.append(gap)
    return found


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
