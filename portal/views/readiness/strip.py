"""The strip of a week: seven days, hour by hour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.domain.coverage import Hour, Stretch, hours
from portal.domain.staffing import Outcome
from portal.views.readiness.words import clock_of

_DAY = timedelta(days=1)
_WORDS = {
    Outcome.COVERED: "covered",
    Outcome.ADVISORY: "an advisory rule is open",
    Outcome.UNKNOWN: "cannot be said",
    Outcome.NOT_COVERED: "not covered",
}


@dataclass(frozen=True, slots=True)
class HourCell:
    """An hour of the strip."""

    kind: Outcome
    label: str
    url: str
    """Of its page; empty for one that is covered."""


def strip(
    week: Sequence[Stretch], first: date, address: Callable[[datetime], str]
) -> list[tuple[str, list[HourCell | None]]]:
    """Seven days from `first` on, each with its heading and hours. `address`: of a moment."""
    found = []
    for number, row in enumerate(hours(week, first)):
        date_of = first + number * _DAY
        weekday, short = f"{date_of:%A}", f"{date_of:%a} {date_of.month}/{date_of.day}"
        cells: list[HourCell | None] = []
        for hour in row:
            if hour is None or hour.outcome is None:
                cells.append(None)
                continue
            label = f"{weekday} {clock_of(hour.starts_at)}: {_WORDS[hour.outcome]}"
            url = "" if hour.outcome is Outcome.COVERED else address(_worst(week, hour))
            cells.append(HourCell(hour.outcome, label, url))
        found.append((short, cells))
    return found


def _worst(week: Sequence[Stretch], hour: Hour) -> datetime:
    """Since when an hour is as bad as it gets."""
    worst = min((week[place] for place in hour.stretches), key=lambda one: one.outcome.rank)
    return max(worst.starts_at, hour.starts_at)
