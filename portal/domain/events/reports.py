"""Reading a meeting tool's list of who was there: where the table begins, and what each row says.

Such files have rows before the table (the meeting, a summary), and several stretches a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

from portal.domain.dates import CALIFORNIA
from portal.domain.errors import Invalid
from portal.domain.imports.headings import plain
from portal.domain.imports.problems import Problem
from portal.domain.text import spaced

_HEADINGS: dict[str, tuple[str, ...]] = {
    "name": (
        "name original name",
        "user name original name",
        "name",
        "full name",
        "display name",
        "participant",
        "participant name",
        "attendee",
        "attendee name",
        "user name",
    ),
    "first": ("first name",),
    "last": ("last name", "surname", "family name"),
    "email": (
        "email",
        "user email",
        "email address",
        "e mail",
        "e mail address",
        "attendee email",
        "participant id upn",
    ),
    "joined": (
        "join time",
        "joined at",
        "time joined",
        "joined",
        "join",
        "first join",
        "first join time",
        "arrival",
    ),
    "left": (
        "leave time",
        "left at",
        "time left",
        "time exited",
        "left",
        "leave",
        "last leave",
        "last leave time",
        "departure",
    ),
    "minutes": (
        "time in session minutes",
        "duration minutes",
        "total duration minutes",
        "minutes",
    ),
    "attended": ("attended",),
}
_SUMMED_UP = {"first join", "first join time", "last leave", "last leave time"}
"""Headings of a summary: where a file also lists the stretches, those are read."""
_LATEST_YEARS = 2000
_TIME = re.compile(
    r"(?:(?P<iso>\d{4}-\d{1,2}-\d{1,2})|(?P<us>\d{1,2}/\d{1,2}/\d{2,4}))?[,T\s]*"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
ZONES: dict[str, tzinfo] = {"America/Los_Angeles": CALIFORNIA, "UTC": UTC}
"""In which a file's times may be."""


@dataclass(slots=True)
class Row:
    """A row of the table: somebody, from an instant to another."""

    number: int
    """As spreadsheets count."""
    name: str
    email: str
    joined: datetime | None
    left: datetime | None
    problems: list[Problem] = field(default_factory=list)
    """Why nothing can be taken from it."""
    absent: bool = False
    """The file itself says that they were not there."""

    @property
    def said(self) -> str:
        """Who it is, in the file's words."""
        return ", ".join(part for part in (self.name, self.email) if part)


@dataclass(frozen=True, slots=True)
class _Table:
    first: int
    """The place of the row of headings."""
    columns: dict[str, int]
    summed_up: bool


def read(
    rows: Sequence[Sequence[str]], starts_at: datetime, ends_at: datetime, zone: str
) -> list[Row]:
    """The rows of the table. Raises Invalid, naming the remedy, when there is none.

    Times without a zone are in `zone`, and without a date on the session's day. Where the clocks
    show a time twice, it is the one nearer to the session.
    """
    tables = list(_tables(rows))
    if not tables:
        message = (
            "No table of who was there is in this file: no row has headings for the name, the join "
            "time and the leave time. Export the list of participants from the meeting tool."
        )
        raise Invalid(message, "file")
    chosen = min(tables, key=lambda table: table.summed_up)
    day = starts_at.astimezone(ZONES[zone]).date()
    times = _Times(day, ZONES[zone], starts_at, ends_at)
    return [
        _row(number, cells, chosen.columns, times)
        for number, cells in _below(rows, chosen, {table.first for table in tables})
    ]


def _tables(rows: Sequence[Sequence[str]]) -> Iterator[_Table]:
    for place, cells in enumerate(rows):
        said = [plain(cell) for cell in cells]
        columns: dict[str, int] = {}
        for name, headings in _HEADINGS.items():
            found = [said.index(heading) for heading in headings if heading in said]
            if found:
                columns[name] = found[0]
        named = "name" in columns or {"first", "last"} <= columns.keys()
        if named and "joined" in columns and columns.keys() & {"left", "minutes"}:
            used = {said[columns[name]] for name in ("joined", "left") if name in columns}
            yield _Table(place, columns, bool(used & _SUMMED_UP))


def _below(
    rows: Sequence[Sequence[str]], table: _Table, headings: set[int]
) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of a table: until an empty one, or the title of the next part."""
    for place in range(table.first + 1, len(rows)):
        cells = rows[place]
        if place in headings or not any(cells) or _is_title(cells):
            return
        yield place + 1, cells


def _is_title(cells: Sequence[str]) -> bool:
    return bool(re.match(r"\d+\. ", cells[0])) and not any(cells[1:])


def _row(number: int, cells: Sequence[str], columns: dict[str, int], times: _Times) -> Row:
    def cell(name: str) -> str:
        place = columns.get(name)
        return spaced(cells[place]) if place is not None and place < len(cells) else ""

    name = cell("name") or f"{cell('first')} {cell('last')}".strip()
    email = cell("email").casefold()
    row = Row(number, name, email if "@" in email else "", None, None)
    if cell("attended").casefold() == "no" or not cell("joined").strip("-– "):
        row.absent = True
        return row
    if not name and not row.email:
        row.problems.append(
            Problem("name", "There is neither a name nor an address.", "Enter one in the file.")
        )
    row.joined = times.instant(cell("joined"))
    if row.joined is None:
        row.problems.append(_unreadable("join time", cell("joined")))
        return row
    if cell("left").strip("-– "):
        row.left = times.instant(cell("left"), after=row.joined)
        if row.left is None:
            row.problems.append(_unreadable("leave time", cell("left")))
    else:
        minutes = cell("minutes")
        if minutes.isdecimal() and len(minutes) < 5:
            row.left = row.joined + timedelta(minutes=int(minutes))
        else:
            row.problems.append(_unreadable("leave time", minutes))
    if row.left is not None:
        _check(row, row.joined, row.left, times)
    return row


def _check(row: Row, joined: datetime, left: datetime, times: _Times) -> None:
    if left < joined:
        reason = "The leave time is before the join time."
        row.problems.append(Problem("leave time", reason, "Correct it in the file."))
    elif left <= times.starts_at or joined >= times.ends_at:
        reason = "This is not at the time of the session."
        remedy = "Look whether the file is of this meeting, and in which zone its times are."
        row.problems.append(Problem("join time", reason, remedy))


def _unreadable(column: str, said: str) -> Problem:
    what = f"“{said}” cannot be read as a time." if said else "There is no time."
    return Problem(column, what, "Write it like 11/28/2026 09:05:00 AM.")


@dataclass(frozen=True, slots=True)
class _Times:
    """Turns the file's times into instants."""

    day: date
    zone: tzinfo
    starts_at: datetime
    ends_at: datetime

    def instant(self, text: str, after: datetime | None = None) -> datetime | None:
        """The instant in UTC; None when it is no time. `after` settles a time shown twice."""
        found = _TIME.fullmatch(text.strip())
        if found is None:
            return None
        try:
            local = self._local(found)
        except ValueError:
            return None
        said = (found["zone"] or "").upper()
        if said:
            offset = "+00:00" if said in {"Z", "UTC", "GMT"} else said
            return datetime.fromisoformat(f"{local.isoformat()}{offset}").astimezone(UTC)
        twice = [local.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
        return min(twice, key=lambda at: (after is not None and at < after, self._far(at)))

    def _far(self, at: datetime) -> timedelta:
        """How far from the session an instant is."""
        return max(self.starts_at - at, at - self.ends_at, timedelta())

    def _local(self, found: re.Match[str]) -> datetime:
        day = self.day
        if found["iso"]:
            year, month, number = (int(part) for part in found["iso"].split("-"))
            day = date(year, month, number)
        elif found["us"]:
            month, number, year = (int(part) for part in found["us"].split("/"))
            day = date(year + _LATEST_YEARS if year < 100 else year, month, number)
        hour = int(found["hour"])
        if found["half"]:
            if not 1 <= hour <= 12:
                raise ValueError
            hour = hour % 12 + 12 * (found["half"][0].lower() == "p")
        minute, second = int(found["minute"]), int(found["second"] or 0)
        return datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001
