"""When weekly gaps happen: from days and times of the clock to instants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar

from portal.domain.coverage.instants import instant, midnight
from portal.domain.coverage.weekly import FOREVER, MIDNIGHT, CountyGap, Line, WeeklyGap
from portal.domain.dates import CALIFORNIA, civil_date
from portal.domain.staffing import Outcome

Gap = TypeVar("Gap", bound=WeeklyGap | CountyGap)
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_TIMES = [time(minute // 60, minute % 60) for minute in range(MIDNIGHT)]


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
        for gap in sorted(on, key=_opens):
            begins, until = moment(day, gap[3]), moment(day, gap[4])
            begins = start if begins < start else begins
            until = until if until < end else end
            if begins < until:
                found.append((begins, until, gap))
    return found


def _opens(gap: WeeklyGap | CountyGap) -> int:
    return gap[3]


def moment(day: date, minute: int) -> datetime:
    """The instant at which clocks have come to so many minutes after midnight."""
    return midnight(day + _DAY) if minute == MIDNIGHT else instant(day, _TIMES[minute])


def next_time(gap: WeeklyGap | CountyGap, start: datetime, end: datetime) -> datetime | None:
    """When it happens first within [start, end); None: not then."""
    today, last = civil_date(start).toordinal(), civil_date(end).toordinal()
    day = Line(gap[0], max(gap[1], today), last).first
    while day < gap[2] and day <= last:
        on = date.fromordinal(day)
        begins, until = max(moment(on, gap[3]), start), moment(on, gap[4])
        if begins < until:  # not so where clocks skip it, or when it is over for today
            return begins if begins < end else None
        day += 7
    return None


def first_of(
    gaps: Iterable[CountyGap], start: datetime, end: datetime
) -> tuple[datetime, int] | None:
    """When the first of them happens within [start, end), and in which area; None: none does."""
    today, now = civil_date(start).toordinal(), _minute(start)
    following = [today + (weekday + 1 - today) % 7 for weekday in range(7)]
    clocks: list[tuple[int, int, CountyGap]] = []
    for gap in gaps:
        day, opens = max(gap[1], following[gap[0]]), gap[3]
        if day == today and gap[4] <= now:
            day += 7
        if day < gap[2]:
            clocks.append((day, now if day == today and opens < now else opens, gap))
    clocks.sort(key=_clock)
    found: tuple[datetime, int] | None = None
    latest = (FOREVER, 0)
    for day, opens, gap in clocks:
        if (day, opens) > latest:
            break
        at = next_time(gap, start, end)  # a little later where clocks skip the gap
        if at is not None and (found is None or (at, gap[6]) < found):
            found, latest = (at, gap[6]), (civil_date(at).toordinal(), _minute(at))
    return found


def _clock(found: tuple[int, int, CountyGap]) -> tuple[int, int]:
    return found[:2]


def _minute(at: datetime) -> int:
    local = at.astimezone(CALIFORNIA)
    return local.hour * 60 + local.minute


def lengths(gaps: Iterable[CountyGap], start: datetime, end: datetime) -> dict[Outcome, int]:
    """In how many minutes of [start, end) each outcome is a county's worst."""
    found = dict.fromkeys(Outcome, 0)
    whole, parts = _days(start, end)
    for gap in gaps:
        for day in whole[gap[0]]:
            if gap[1] <= day < gap[2]:
                found[gap[5]] += gap[4] - gap[3]
        for day in parts[gap[0]]:
            if gap[1] <= day < gap[2]:
                on = date.fromordinal(day)
                begins, until = max(moment(on, gap[3]), start), min(moment(on, gap[4]), end)
                if begins < until:
                    found[gap[5]] += (until - begins) // _MINUTE
    return found


@lru_cache(maxsize=64)
def _days(start: datetime, end: datetime) -> tuple[list[list[int]], list[list[int]]]:
    """The days within, by weekday: those of which 24 hours lie within; and the others."""
    whole: list[list[int]] = [[] for _ in range(7)]
    parts: list[list[int]] = [[] for _ in range(7)]
    for day in range(civil_date(start).toordinal(), civil_date(end).toordinal() + 1):
        on = date.fromordinal(day)
        begins, until = midnight(on), midnight(on + _DAY)
        is_whole = start <= begins and until <= end and until - begins == _DAY
        (whole if is_whole else parts)[on.weekday()].append(day)
    return whole, parts
