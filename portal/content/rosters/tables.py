"""Reading a CSV file of shifts. Nothing is guessed: what is not understood is a problem."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from portal.content.rosters.files import Wrong, check_name, said
from portal.domain.errors import Invalid
from portal.domain.roster_files import COLUMNS, FileRead, Part, Problem, Row
from portal.domain.rosters import WEEKDAYS
from portal.domain.staffing import Mode
from portal.domain.text import spaced

_HEADER_REMEDY = "Download the template and compare the first row."
_ESCAPED = re.compile(r"'('*\s*[=+\-@＝＋－＠])")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00)?(?:\s*([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE)
_DATE_REMEDY = (
    "Write it as 2026-11-22, or as 11/22/2026 with the month first and all four digits of the year."
)
_MODE_WORDS = "on site, remote or on call"
_DAYS = {
    word: place for place, day in enumerate(WEEKDAYS) for word in (day.lower(), day[:3].lower())
}
_MODES = {word: mode for mode in Mode for word in (mode.value, mode.value.replace("-", " "))}


def plain(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return _ESCAPED.sub(r"\1", cell, count=1) if _ESCAPED.match(cell) else cell


@dataclass
class _Reading:
    """What came out of a file so far."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    said: dict[int, str] = field(default_factory=dict)


def read_table(text: str) -> FileRead:
    """The rows of a CSV file. Raises Invalid when it has no usable header, or no row."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    reading, columns, number = _Reading(), None, 0
    try:
        for number, cells in enumerate(lines, start=1):
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = _columns(cells)
            else:
                _read(reading, number, cells, columns)
    except csv.Error as error:
        _note_broken(reading, number + 1, error)
    if not reading.said:
        message = "There is no row below the header. Add the shifts, one row each."
        raise Invalid(message, "file")
    return FileRead(
        tuple(reading.rows), tuple(reading.problems), reading.said, tuple(reading.parts)
    )


def _note_broken(reading: _Reading, number: int, error: csv.Error) -> None:
    reading.said[number] = "–"
    remedy = "Close every quotation mark, and save the file again as CSV."
    reading.problems.append(Problem(number, "row", f"It cannot be read: {error}.", remedy))


def _columns(header: list[str]) -> list[str]:
    """The names of the columns, in the order of the file. Raises Invalid."""
    names = [spaced(name).lower().replace(" ", "_").replace("e-mail", "email") for name in header]
    while names and not names[-1]:
        names.pop()  # spreadsheets like to leave empty columns at the end
    missing = [name for name in COLUMNS if name not in names]
    unknown = [said(name) for name in names if name not in COLUMNS]
    twice = sorted({name for name in names if names.count(name) > 1} - set(unknown))
    for found, words in (
        (missing, f"The first row lacks the column{'s' if len(missing) > 1 else ''} {{}}."),
        (unknown, "The first row names a column that is not known: {}."),
        (twice, "The first row names a column twice: {}."),
    ):
        if found:
            listed = ", ".join(f"“{name}”" for name in found[:9])
            raise Invalid(f"{words.format(listed)} {_HEADER_REMEDY}", "file")
    return names


def _read(reading: _Reading, number: int, cells: list[str], columns: list[str]) -> None:
    """Take one row in, with everything that is wrong with it."""
    reading.said[number] = said(" · ".join(cell for cell in cells if cell.strip()))
    if len(cells) < len(columns) or any(cell.strip() for cell in cells[len(columns) :]):
        reason = f"It has {len(cells)} cells, the first row {len(columns)}."
        remedy = "Put a text that holds a comma or a semicolon in quotation marks."
        reading.problems.append(Problem(number, "row", reason, remedy))
        return
    texts = {name: spaced(plain(cell)) for name, cell in zip(columns, cells, strict=False)}
    values: dict[str, Any] = {}
    before = len(reading.problems)
    for name in COLUMNS:
        try:
            values[name] = _READERS[name](texts[name])
        except Wrong as wrong:
            reading.problems.append(Problem(number, name, wrong.reason, wrong.remedy))
    person = values.pop("person_email")
    if "mode" in values and (problem := _mode_and_person(number, person, values["mode"])):
        reading.problems.append(problem)
    if len(reading.problems) > before:
        names = ("team", "first_on", "last_on")
        known = {name: values[name] for name in names if name in values}
        reading.parts.append(Part(number, person=person, **known))
    else:
        reading.rows.append(Row(number, person=person, **values))


def _mode_and_person(number: int, person: str, mode: Mode | None) -> Problem | None:
    if person and mode is None:
        return Problem(number, "mode", "It is empty.", f"Write {_MODE_WORDS}.")
    if mode is not None and not person:
        remedy = "Add the person, or leave the mode empty when the row is about the shift itself."
        return Problem(number, "person_email", "There is a mode, but nobody to take part.", remedy)
    return None


def _name(text: str) -> str:
    check_name(text)
    return text


def _weekday(text: str) -> int:
    if text.lower() in _DAYS:
        return _DAYS[text.lower()]
    raise Wrong(*_unknown(text, "a day of the week", "Write it in English, such as Monday or Mon."))


def _time(text: str) -> time:
    found = _TIME.fullmatch(text)
    remedy = "Write it as 20:00 or 8:00 PM; midnight is 00:00."
    if found is None:
        raise Wrong(*_unknown(text, "a time", remedy))
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if (half and not 1 <= hour <= 12) or hour > 23 or minute > 59:
        raise Wrong(*_unknown(text, "a time", remedy))
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute)


def _date(text: str) -> date:
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _SLASHES.fullmatch(text):
        month, day, year = (int(part) for part in found.groups())
    else:
        raise Wrong(*_unknown(text, "a date", _DATE_REMEDY))
    try:
        return date(year, month, day)
    except ValueError:
        raise Wrong(*_unknown(text, "a date", _DATE_REMEDY)) from None


def _mode(text: str) -> Mode | None:
    if not text:
        return None
    if text.lower() in _MODES:
        return _MODES[text.lower()]
    raise Wrong(*_unknown(text, "a mode", f"Write {_MODE_WORDS}."))


def _unknown(text: str, what: str, remedy: str) -> tuple[str, str]:
    return (f"“{said(text)}” is not {what}." if text else "It is empty."), remedy


_READERS: dict[str, Callable[[str], Any]] = {
    "team": _name,
    "shift": _name,
    "weekday": _weekday,
    "starts": _time,
    "ends": _time,
    "person_email": str,
    "mode": _mode,
    "first_on": _date,
    "last_on": lambda text: _date(text) if text else None,
}
