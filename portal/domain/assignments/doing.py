"""When somebody does something on the job, as assigning sees it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from portal.domain.assignments.stretches import Stretch, unbroken
from portal.domain.assignments.values import Worker
from portal.domain.certification.answering import ELSEWHERE
from portal.domain.certification.days import NEVER
from portal.domain.facts import Duty


def doing(worker: Worker, duty: Duty | None, county: str | None) -> list[Stretch]:
    """When they have a duty. To be on a team of the county, or anywhere (None), is to answer calls.

    As for the requirements: who does nothing but dispatch or give advice does not answer calls,
    although on a team.
    """
    held = {
        each: unbroken((starts, ends) for other, starts, ends in worker.duties if other is each)
        for each in {one[0] for one in worker.duties}
    }
    if duty is None or duty is not Duty.RESPONDS:
        return held.get(duty, []) if duty else []
    on_team = unbroken(
        (each.starts_on, each.ends_on)
        for each in worker.work
        if each.team is not None and (county is None or each.county == county)
    )
    edges = sorted({edge for each in (on_team, *held.values()) for edge in _edges(each)})

    def answers(day: date) -> bool:
        now = {each for each, times in held.items() if _covered(times, day)}
        return duty in now or (_covered(on_team, day) and not (now and now <= ELSEWHERE))

    return unbroken(
        (None if first == date.min else first, None if until == NEVER else until - _DAY)
        for first, until in pairwise(edges)
        if answers(first)
    )


_DAY = timedelta(days=1)


def _edges(stretches: Iterable[Stretch]) -> Iterable[date]:
    for each in stretches:
        yield each.starts or date.min
        yield each.until


def _covered(stretches: Iterable[Stretch], day: date) -> bool:
    return any(each.covers(day) for each in stretches)
