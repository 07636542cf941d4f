"""Whether a team could answer a call with everybody on it, through all time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from portal.domain.certification.days import NEVER, day_after, first_day
from portal.domain.requirements import Rulebook
from portal.domain.staffing.outcomes import decided
from portal.domain.staffing.present import Mode
from portal.domain.staffing.rules import Decided, rule_periods
from portal.domain.staffing.spans import AbilitySpan
from portal.domain.staffing.tally import weight
from portal.domain.staffing.verdicts import Answer, Outcome


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody who is on a team from a day through a day."""

    person: int
    name: str
    starts_on: date | None
    ends_on: date | None
    """The last day; None while it goes on."""
    mode: Mode
    """`ON_CALL` for whoever only gives advice; everybody else is taken to be on site."""
    spans: tuple[AbilitySpan, ...]


@dataclass(frozen=True, slots=True)
class TeamSpan:
    """A stretch of days with one outcome. Spans of a team tile time."""

    starts: date
    """The first day; `date.min` for “always”."""
    ends: date | None
    """The first day of the next span; None for “from then on”."""
    outcome: Outcome
    requirement: str
    """The slug of the requirement that decides; empty when covered."""
    answer: Answer | None = None
    """What that says of the team, where the outcome leaves it open: it advises."""


def team_spans(
    members: Iterable[TeamMember],
    rulebook: Rulebook,
    first: date = date.min,
    until: date = NEVER,
    known: Sequence[TeamSpan] = (),
) -> tuple[TeamSpan, ...]:
    """The outcomes of a team, in order: from `date.min` on, equal neighbors as one.

    Somebody who is on the team twice at once counts once. Where only the days of [first, until) may
    be otherwise than is known, what people bring is looked at on these alone.
    """
    rules = rule_periods(rulebook)
    changes = {first: 0} | {day: 0 for day in rules.starts if first < day < until}
    for day, more in _changes(members):
        if day < until:
            begins = max(day, first)
            changes[begins] = changes.get(begins, 0) + more
    tally = 0
    said = [(each.starts, _said(each)) for each in known if each.starts < first]
    for day in sorted(changes):
        tally += changes[day]
        said.append((day, decided(tally, rules.on(day))))
    said += [
        (max(each.starts, until), _said(each))
        for each in known
        if until < (NEVER if each.ends is None else each.ends)
    ]
    found: list[tuple[date, Decided]] = []
    for day, each in said:
        if not found or found[-1][1] != each:
            found.append((day, each))
    ends = [*(day for day, _ in found[1:]), None]
    return tuple(TeamSpan(day, end, *said) for (day, said), end in zip(found, ends, strict=True))


def _said(span: TeamSpan) -> Decided:
    return span.outcome, span.requirement, span.answer


def _changes(members: Iterable[TeamMember]) -> Iterator[tuple[date, int]]:
    """By how much the sum of weights changes, and when."""
    of_person: dict[int, list[TeamMember]] = {}
    for member in members:
        of_person.setdefault(member.person, []).append(member)
    for memberships in of_person.values():
        for starts, ends, mode in _on_the_team(memberships):
            for span in memberships[0].spans:
                first = max(starts, span.starts)
                until = ends if span.ends is None else min(ends, span.ends)
                if first < until:
                    added = weight(mode, span.able)
                    yield first, added
                    if until < NEVER:
                        yield until, -added


def _on_the_team(memberships: list[TeamMember]) -> list[tuple[date, date, Mode]]:
    """When a person is on the team and how, without overlap; the end is the first day after."""
    stretches = [
        (
            first_day(each.starts_on),
            day_after(each.ends_on),
            Mode.ON_CALL if each.mode is Mode.ON_CALL else Mode.ON_SITE,
        )
        for each in memberships
    ]
    if len(stretches) == 1:
        return stretches
    days = sorted({day for starts, ends, _ in stretches for day in (starts, ends)})
    found = []
    for first, until in pairwise(days):
        modes = {mode for starts, ends, mode in stretches if starts <= first < ends}
        if modes:
            found.append((first, until, Mode.ON_SITE if Mode.ON_SITE in modes else Mode.ON_CALL))
    return found
