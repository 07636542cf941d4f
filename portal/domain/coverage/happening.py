"""When weekly gaps happen: from days and times of the clock to instants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from typing import TypeVar

from portal.domain.coverage.instants import instant, midnight
from portal.domain.coverage.slots import MIDNIGHT
from portal.domain.coverage.weekly import CountyGap, WeeklyGap
from portal.domain.dates import civil_date

Gap = TypeVar("Gap", bound=WeeklyGap | CountyGap)
_DAY = timedelta(days=1)
_TIMES = [time(minute // 60, minute % 60) for minute in range(MIDNIGHT)]
_SINCE_MIDNIGHT = [timedelta(minutes=minute) for minute in range(MIDNIGHT + 1)]
_opens = itemgetter(3)


def happening(
    gaps: Iterable[Gap], start: datetime, end: datetime
) -> list[tuple[datetime, datetime, Gap]]:
    """Every time that one of them happens within [start, end), in order; no further than that."""
    of_weekday: list[list[Gap]] = [[] for _ in range(7)]
    for gap in gaps:
        of_weekday[gap[0]].append(gap)
    found: list[tuple[datetime, datetime, Gap]] = []
    first = civil_date(start)
    for number in range((civil_date(end) - first).days + 1):
        day = first + number * _DAY
        place = day.toordinal()
        on = [gap for gap in of_weekday[day.weekday()] if gap[1] <= place < gap[2]]
        if not on:
            continue
        on.sort(key=_opens)
        began, over = midnight(day), midnight(day + _DAY)
        clocks_change = over - began != _DAY
        for gap in on:
            if clocks_change:
                begins, until = moment(day, gap[3]), moment(day, gap[4])
            else:
                begins, until = began + _SINCE_MIDNIGHT[gap[3]], began + _SINCE_MIDNIGHT[gap[4]]
            begins = start if begins < start else begins
            until = until if until < end else end
            if begins < until:  # not so where clocks skip it
                found.append((begins, until, gap))
    return found


def moment(day: date, minute: int) -> datetime:
    """The instant at which clocks have come to so many minutes after midnight."""
    return midnight(day + _DAY) if minute == MIDNIGHT else instant(day, _TIMES[minute])
