"""When somebody answers calls or conducts assessments, in unbroken stretches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property

from portal.domain.certification.days import NEVER, day_after, first_day
from portal.domain.facts import Affiliated, Decided, Duty, DutyHeld, PersonFacts, holds

Stretch = tuple[date, date]
"""A first day, `date.min` for a day that is not known, and the first day after."""
ELSEWHERE = frozenset({Duty.DISPATCHES, Duty.CONSULTS})
"""Duties beside which being on a team does not mean to answer calls."""


def responds(facts: PersonFacts, on: date) -> bool:
    """Whether somebody answers calls on a day: by duty, or by being on a team.

    Who does nothing but dispatch or give advice does not, although on a team.
    """
    held = duties_on(facts, on)
    if Duty.RESPONDS in held:
        return True
    on_team = any(
        each.team is not None and holds(each.starts_on, each.ends_on, on)
        for each in facts.affiliations
    )
    return on_team and not (held and held <= ELSEWHERE)


def duties_on(facts: PersonFacts, on: date) -> set[Duty]:
    """What somebody does on a day."""
    return {each.duty for each in facts.duties if holds(each.starts_on, each.ends_on, on)}


class Known:
    """One person's facts, and what several requirements need worked out from them."""

    def __init__(self, facts: PersonFacts) -> None:
        self.facts = facts

    @cached_property
    def edges(self) -> list[date]:
        """The days on which duties and teams change."""
        teams = [each for each in self.facts.affiliations if each.team is not None]
        return edges([*self.facts.duties, *teams])

    @cached_property
    def answering(self) -> tuple[Stretch, ...]:
        """When they answer calls."""
        return _stretches(self.edges, lambda day: responds(self.facts, day))

    @cached_property
    def assessing(self) -> tuple[Stretch, ...]:
        """When they conduct assessments."""
        held = [each for each in self.facts.duties if each.duty is Duty.ASSESSES]
        return _stretches(
            edges(held), lambda day: any(holds(each.starts_on, each.ends_on, day) for each in held)
        )

    @cached_property
    def either(self) -> tuple[Stretch, ...]:
        """When they do one or the other."""
        both = self.answering + self.assessing
        return _stretches(
            sorted({edge for stretch in both for edge in stretch}),
            lambda day: covering(both, day) is not None,
        )

    def decisions(self, requirement: str) -> list[Decided]:
        """What was decided about them and one requirement."""
        return [each for each in self.facts.decisions if each.requirement == requirement]


def edges(held: Iterable[DutyHeld | Affiliated]) -> list[date]:
    """The days on which something begins or is over, in order."""
    days = set()
    for each in held:
        days.add(first_day(each.starts_on))
        days.add(day_after(each.ends_on))
    return sorted(days)


def covering(stretches: Iterable[Stretch], day: date) -> Stretch | None:
    """The stretch that a day lies in."""
    for stretch in stretches:
        if stretch[0] <= day < stretch[1]:
            return stretch
    return None


def _stretches(days: list[date], is_so: Callable[[date], bool]) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for number, day in enumerate(days):
        if day < NEVER and is_so(day):
            until = days[number + 1] if number + 1 < len(days) else NEVER
            if found and found[-1][1] == day:
                found[-1] = (found[-1][0], until)
            else:
                found.append((day, until))
    return tuple(found)
