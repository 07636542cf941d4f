"""From the rule of an event to weekly series in local time, or to what stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from dateutil.rrule import MO, WEEKLY, rrule, weekdays

from portal.content.rosters.files import Wrong, said
from portal.domain.dates import CALIFORNIA, EARLIEST, LATEST, date_text
from portal.domain.rosters import WEEKDAYS

BY_HAND = "Take the event out of the file, and record this on the page of the roster."
ZONE = "In the calendar program, give the event the time zone America/Los_Angeles."
DAY, WEEK = timedelta(1), timedelta(7)
_KEYS = {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"}
_NAMES = {str(day): day for day in weekdays}
_MOST = 1_000
_YEAR_OF_WEEKS = 54
_YEARS = range(EARLIEST.year, LATEST.year + 1)

Begins = list[tuple[datetime, datetime | None]]
"""The first and the last beginning on each day of the week, as clocks of the event's zone show."""


@dataclass(frozen=True, slots=True)
class Series:
    """An event on one day of the week, as clocks in California show it."""

    weekday: int
    starts: time
    ends: time
    first_on: date
    last_on: date | None

    def comes(self, on: date) -> bool:
        """Whether it begins on the date."""
        within = self.first_on <= on and (self.last_on is None or on <= self.last_on)
        return within and on.weekday() == self.weekday


def check_year(on: date, field: str) -> None:
    """Refuse a year with which nothing can be reckoned."""
    if on.year not in _YEARS:
        remedy = "Correct it; what has no end has no UNTIL."
        raise Wrong(f"The year {on.year} cannot be right.", remedy, field)


def check_length(start: datetime, end: datetime) -> None:
    """Refuse what ends before it begins, and what lasts longer than a day."""
    if end.astimezone(UTC) <= start.astimezone(UTC):
        raise Wrong("It ends before it begins, or then.", "Correct the end.", "DTEND")
    if _shown(end) - _shown(start) > DAY:
        reason = "It lasts more than 24 hours and may run into its own next time."
        raise Wrong(reason, "Make several shifts of it, one for each day.", "DTEND")


def _shown(at: datetime) -> datetime:
    """As clocks in California show it."""
    return at.astimezone(CALIFORNIA).replace(tzinfo=None)


def series(rule: Any, start: datetime, end: datetime) -> list[Series]:
    """One for each day of the week on which it comes; without a rule it comes once.

    Raises Wrong.
    """
    zone, plain = start.tzinfo, start.replace(tzinfo=None)
    length = end.astimezone(zone).replace(tzinfo=None) - plain
    begins: Begins = [(plain, plain)] if rule is None else _begins(rule, plain, zone)
    found = [_steady(first, last, length, zone) for first, last in begins]
    return sorted(found, key=lambda one: one.weekday)


def _begins(rule: Any, start: datetime, zone: tzinfo | None) -> Begins:
    parts = {str(key).upper(): value for key, value in rule.items()}
    names = [str(day).upper() for day in parts.get("BYDAY", [])]
    _check_weekly(parts, names)
    days = [_NAMES[name] for name in names] or [weekdays[start.weekday()]]
    if weekdays[start.weekday()] not in days:
        reason = f"The event begins on a {WEEKDAYS[start.weekday()]}, on which it does not come."
        raise Wrong(reason, "Let it begin on one of its days.", "RRULE")
    if "COUNT" in parts:
        return _counted(start, days, parts["COUNT"][0])
    first = rrule(WEEKLY, dtstart=start, byweekday=days, wkst=MO, count=len(set(names)) or 1)
    if "UNTIL" not in parts:
        return [(one, None) for one in first]
    check_year(parts["UNTIL"][0], "RRULE")
    until = _until(parts["UNTIL"][0], zone)
    if until < start:
        raise Wrong("It ends before it begins (UNTIL).", "Correct the end.", "RRULE")
    return [(one, one + (until - one) // WEEK * WEEK) for one in first if one <= until]


def _check_weekly(parts: dict[str, Any], names: Iterable[str]) -> None:
    """Refuse a rule that says more than a weekly shift can."""
    strange = ", ".join(sorted(parts.keys() - _KEYS))
    for wrong, reason in (
        (parts.get("FREQ") != ["WEEKLY"], "It does not come weekly."),
        (parts.get("INTERVAL", [1]) != [1], "It does not come every week."),
        (strange, f"Its rule has a part that weekly shifts lack: {said(strange)}."),
        (not set(names) <= _NAMES.keys(), "It counts days of the week within a month."),
        ("COUNT" in parts and "UNTIL" in parts, "It has both a count and an end."),
    ):
        if wrong:
            raise Wrong(reason, BY_HAND, "RRULE")


def _counted(start: datetime, days: list[Any], count: int) -> Begins:
    if not 1 <= count <= _MOST:
        raise Wrong(f"It comes {count} times.", "Give it an end instead (UNTIL).", "RRULE")
    on: dict[int, list[datetime]] = {}
    for one in rrule(WEEKLY, dtstart=start, byweekday=days, wkst=MO, count=count):
        on.setdefault(one.weekday(), []).append(one)
    return [(each[0], each[-1]) for each in on.values()]


def _until(at: date | datetime, zone: tzinfo | None) -> datetime:
    """The last moment at which it may begin, as clocks of the event's zone show it."""
    if not isinstance(at, datetime):
        return datetime.combine(at, time.max)
    return (at if at.tzinfo is None else at.astimezone(zone)).replace(tzinfo=None)


def _steady(
    first: datetime, last: datetime | None, length: timedelta, zone: tzinfo | None
) -> Series:
    """The series, unless clocks in California show its times differently at times."""
    shown = _times(first, length, zone)
    for weeks in range(1, _YEAR_OF_WEEKS):
        begun = first + weeks * WEEK
        if last is not None and begun > last:
            break
        if _times(begun, length, zone) != shown:
            reason = (
                f"In California its times change on {date_text(local_date(begun, zone))}, since "
                "they are written in UTC or in another time zone."
            )
            raise Wrong(reason, ZONE, "DTSTART")
    ends = None if last is None else local_date(last, zone)
    return Series(*shown, local_date(first, zone), ends)


def _times(begun: datetime, length: timedelta, zone: tzinfo | None) -> tuple[int, time, time]:
    """The day of the week and the times in California of one taking place."""
    starts = _shown(begun.replace(tzinfo=zone))
    return starts.weekday(), starts.time(), _shown((begun + length).replace(tzinfo=zone)).time()


def local_date(at: datetime, zone: tzinfo | None) -> date:
    """The date in California, of what clocks of a zone show."""
    return _shown(at.replace(tzinfo=zone)).date()
