"""Reading an iCalendar file of weekly shifts. What a weekly shift cannot say is a problem."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, tzinfo
from functools import partial
from typing import Any, TypeVar

from icalendar import Calendar

from portal.content.rosters.files import Wrong, check_name, said
from portal.content.rosters.recurrence import (
    BY_HAND,
    ZONE,
    Series,
    check_length,
    check_year,
    local_date,
    series,
)
from portal.domain.dates import date_text
from portal.domain.errors import Invalid
from portal.domain.roster_files import FileRead, Problem, Row
from portal.domain.rosters import WEEKDAYS, times_text
from portal.domain.staffing import Mode
from portal.domain.text import spaced

Value = TypeVar("Value")

_ONCE = ("SUMMARY", "DTSTART", "DTEND", "DURATION", "RRULE", "STATUS")
_REFUSED = {
    "RDATE": "It has further dates of its own (RDATE).",
    "EXRULE": "It has a rule for the dates that are left out (EXRULE).",
    "RECURRENCE-ID": "It changes one date of another event (RECURRENCE-ID).",
}


def read_calendar(text: str, team: str, mode: Mode) -> FileRead:
    """The events as shifts of a team, with everybody who attends taking part in one way.

    Raises Invalid when the file holds no calendar, or no event.
    """
    try:
        calendar: Any = Calendar.from_ical(text)
    except ValueError:
        message = (
            "This calendar file cannot be read: it is cut off, or was changed by hand. Export it "
            "again from the calendar program."
        )
        raise Invalid(message, "file") from None
    events = calendar.walk("VEVENT")
    if not events:
        message = "There is no event in this calendar. Choose another file."
        raise Invalid(message, "file")
    rows: list[Row] = []
    problems: list[Problem] = []
    words: dict[int, str] = {}
    for number, event in enumerate(events, start=1):
        read = _Event(event, number)
        found = read.rows(team, mode)
        words[number] = " · ".join([said(_summary(event)) or "–", *_told(found)])
        problems += read.problems
        rows += [] if read.problems else found
    return FileRead(tuple(rows), tuple(problems), words)


def _summary(event: Any) -> str:
    found = event.get("SUMMARY", "")
    return spaced(str(found[0] if isinstance(found, list) else found))


def _told(rows: list[Row]) -> Iterator[str]:
    """When the shifts of an event take place, on which dates they do not, and who is on them."""
    shifts = [row for row in rows if not row.person]
    for one in shifts:
        once = one.first_on == one.last_on
        day = date_text(one.first_on) if once else f"{WEEKDAYS[one.weekday]}s"
        lasts = "" if once else f", from {date_text(one.first_on)}"
        if one.last_on and not once:
            lasts += f" through {date_text(one.last_on)}"
        yield f"{day}, {times_text(one.starts, one.ends)}{lasts}"
    if cancelled := sorted(on for one in shifts for on in one.cancelled):
        yield f"not on {' and '.join(date_text(on) for on in cancelled)}"
    yield from dict.fromkeys(said(row.person) for row in rows if row.person)


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


class _Event:
    """One event, and what is wrong with it."""

    def __init__(self, event: Any, number: int) -> None:
        self.event, self.number = event, number
        self.problems: list[Problem] = []

    def rows(self, team: str, mode: Mode) -> list[Row]:
        """For each weekday the shift, then everybody on it."""
        self._check_plain()
        if self.problems:
            return []
        name = _summary(self.event)
        self._try(partial(check_name, name), "SUMMARY")
        attendees = [partial(_address, one) for one in _listed(self.event.get("ATTENDEE", []))]
        people = [address for one in attendees if (address := self._try(one, "ATTENDEE"))]
        runs = self._try(self._series, "DTSTART") or []
        cancelled = self._cancelled(runs) if runs else set()
        return [
            Row(
                self.number,
                team,
                name,
                run.weekday,
                run.starts,
                run.ends,
                person,
                mode if person else None,
                run.first_on,
                run.last_on,
                () if person else tuple(sorted(on for on in cancelled if run.comes(on))),
            )
            for run in runs
            for person in ("", *dict.fromkeys(people))
        ]

    def _try(self, read: Callable[[], Value], name: str) -> Value | None:
        """What it reads; None, with the problem noted, when that cannot be used."""
        try:
            return read()
        except Wrong as wrong:
            problem = Problem(self.number, wrong.field or name, wrong.reason, wrong.remedy)
            self.problems.append(problem)
            return None

    def _check_plain(self) -> None:
        """Note what cannot be read, and what a weekly shift does not have."""
        found = [
            (name or "VEVENT", f"It cannot be read: {said(reason)}.", "Correct it.")
            for name, reason in self.event.errors
        ]
        found += [
            (name, reason, BY_HAND) for name, reason in _REFUSED.items() if name in self.event
        ]
        found += [
            (name, "It stands there twice.", "Leave one of them.")
            for name in _ONCE
            if isinstance(self.event.get(name), list)
        ]
        if str(self.event.get("STATUS", "")).upper() == "CANCELLED":
            found.append(("STATUS", "The event is cancelled.", "Take it out of the file."))
        self.problems += [Problem(self.number, *one) for one in found]

    def _series(self) -> list[Series]:
        start = self._clock("DTSTART", "begins")
        if "DURATION" in self.event and "DTEND" not in self.event:
            end = start + self.event["DURATION"].dt
        else:
            end = self._clock("DTEND", "ends")
        check_length(start, end)
        if start.second or end.second:
            raise Wrong("It is not on a full minute.", "Correct the time.", "DTSTART")
        return series(self.event.get("RRULE"), start, end)

    def _clock(self, name: str, what: str) -> datetime:
        """A time in a zone. Raises Wrong."""
        if name not in self.event:
            raise Wrong("It is missing.", f"Say when the event {what}.", name)
        at = self.event[name].dt
        if not isinstance(at, datetime):
            raise Wrong(
                "It is a whole day.", "Give the event a time, or take it out of the file.", name
            )
        if at.tzinfo is None:
            zone = said(str(self.event[name].params.get("TZID", "")))
            reason = f"The time zone “{zone}” is not known." if zone else "It has no time zone."
            raise Wrong(reason, ZONE, name)
        check_year(at, name)
        return at

    def _cancelled(self, runs: list[Series]) -> set[date]:
        """The dates on which it does not take place (EXDATE)."""
        zone = self.event["DTSTART"].dt.tzinfo
        dates = set()
        for one in _listed(self.event.get("EXDATE", [])):
            for each in one.dts:
                on = self._try(partial(_left_out, each.dt, zone), "EXDATE")
                dates |= {on} if on else set()
        for on in sorted(dates):
            if not any(run.comes(on) for run in runs):
                reason = f"On {date_text(on)} the shift does not begin."
                remedy = "Take the date out of the event."
                self.problems.append(Problem(self.number, "EXDATE", reason, remedy))
        return dates


def _left_out(on: date | datetime, zone: tzinfo | None) -> date:
    """The date in California. Raises Wrong."""
    check_year(on, "EXDATE")
    if isinstance(on, datetime):
        return local_date(on.replace(tzinfo=None), on.tzinfo or zone)
    return on


def _address(one: Any) -> str:
    """The address of somebody who attends. Raises Wrong."""
    scheme, _, address = spaced(str(one)).partition(":")
    if scheme.lower() != "mailto" or not address:
        remedy = "Give each attendee an address, such as mailto:ana@example.org."
        raise Wrong(f"“{said(str(one))}” is no e-mail address.", remedy)
    if str(one.params.get("CUTYPE", "INDIVIDUAL")).upper() != "INDIVIDUAL":
        raise Wrong(f"“{said(address)}” is no single person.", "Take rooms and groups out.")
    if str(one.params.get("PARTSTAT", "")).upper() == "DECLINED":
        raise Wrong(f"“{said(address)}” has declined.", "Take them out of the event.")
    return address.lower()
