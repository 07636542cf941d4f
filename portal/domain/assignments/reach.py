"""Whom an assignment reaches on a day.

Whoever was there when it was made was looked at one by one: asked, or left out. A standing rule
also reaches whoever comes to its group later, or was there and is recorded later. Nobody has to
run anything for that: being there, and recorded, is enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from portal.domain.assignments.doing import doing
from portal.domain.assignments.stretches import Stretch, unbroken
from portal.domain.assignments.values import Act, Ask, Assignment, Reach, Whom, Worker
from portal.domain.certification.days import NEVER


class Reached(NamedTuple):
    """How an assignment reaches somebody."""

    came_on: date | None
    """The day, after it was made, from which they were in the group and recorded there.

    None: they were asked by name.
    """
    ask: Ask | None
    """What was said about them; None for who came later."""
    there: bool
    """Whether they are still where it asks people."""


def in_scope(worker: Worker, county: str | None) -> list[Stretch]:
    """When they work in a county, or anywhere (None)."""
    return unbroken(
        (each.starts_on, each.ends_on)
        for each in worker.work
        if county is None or each.county == county
    )


def in_group(worker: Worker, whom: Whom) -> list[Stretch]:
    """When they belong to the group, in its county."""
    if whom.reach in (Reach.PEOPLE, Reach.COUNTY):
        return in_scope(worker, whom.county)
    if whom.reach is Reach.DUTY:
        return _both(doing(worker, whom.duty, whom.county), in_scope(worker, whom.county))
    return unbroken(
        (each.starts_on, each.ends_on)
        for each in worker.work
        if (whom.county is None or each.county == whom.county)
        and (each.team == whom.team if whom.reach is Reach.TEAM else each.agency == whom.agency)
    )


def _both(one: Iterable[Stretch], other: Iterable[Stretch]) -> list[Stretch]:
    """The times that lie in both. A start is unknown only where neither is known."""
    found = []
    others = list(other)
    for first in one:
        for second in others:
            starts = max(first.starts or date.min, second.starts or date.min)
            until = min(first.until, second.until)
            if starts < until:
                found.append(Stretch(None if starts == date.min else starts, until))
    return sorted(found, key=lambda each: each.starts or date.min)


def spoken_of(stretches: Iterable[Stretch], day: date) -> Stretch | None:
    """The time that is meant by what is said on a day: the one it lies in, or the next."""
    return next((each for each in stretches if day < each.until), None)


def matches(worker: Worker, whom: Whom, day: date) -> bool:
    """Whether they belong to the group on the day, or will."""
    return spoken_of(in_group(worker, whom), day) is not None


def reached(assignment: Assignment, worker: Worker, ask: Ask | None, on: date) -> Reached | None:
    """How the assignment reaches somebody on a day; None: it does not, and did not.

    `ask` is the newest that was said about them by then.
    """
    whom = assignment.whom
    if not assignment.newcomers:
        if ask is None:
            return None
        stretches = in_scope(worker, whom.county)
        nowhere = whom.county is None and not stretches  # somebody without any affiliation
        return Reached(None, ask, nowhere or _there(stretches, on))
    stretches = in_group(worker, whom)
    now = next((each for each in stretches if each.covers(on)), None)
    if ask is not None:
        meant = spoken_of(stretches, ask.on)
        if now is None or now == meant or now.starts is None or now.starts <= ask.on:
            return Reached(None, ask, _there(stretches, on))
    recorded = _both(stretches, in_group(worker.known or worker, whom))
    came = [each for each in recorded if _is_new(each, assignment, on)]
    if not came:  # who was back on that day, but not recorded yet, is as good as gone
        return None if ask is None else Reached(None, ask, there=False)
    return Reached(came[-1].starts, None, came[-1].covers(on))


def _is_new(stretch: Stretch, assignment: Assignment, on: date) -> bool:
    """Whether somebody came after the assignment was made, and before it was taken back."""
    starts = stretch.starts
    if starts is None or not assignment.made_on <= starts <= on:
        return False
    return assignment.ended_on is None or starts < assignment.ended_on


def _there(stretches: Iterable[Stretch], on: date) -> bool:
    """Whether they belong there that day or will; who is about to come is asked already."""
    return any(on < each.until for each in stretches)


def since(worker: Worker, whom: Whom, day: date) -> Stretch | None:
    """The time of belonging to the group that a day speaks of."""
    return spoken_of(in_group(worker, whom), day)


def left_on(worker: Worker, whom: Whom, newcomers: bool, on: date) -> date | None:
    """The last day they were where the assignment asks people, if that is over."""
    stretches = in_group(worker, whom) if newcomers else in_scope(worker, whom.county)
    if not stretches or _there(stretches, on):
        return None
    last = max(each.until for each in stretches)
    return None if last == NEVER else last - timedelta(days=1)


def is_asking(ask: Ask | None) -> bool:
    """Whether what was said asks them."""
    return ask is not None and ask.act is Act.ASK
