"""Reading days as other programs write them. What can be read in two ways is asked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.domain.dates import EARLIEST, civil_date, date_text
from portal.domain.imports.problems import Wrong, quoted

_TIME = (
    r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_NUMBERS = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_SERIAL = re.compile(r"(\d{1,5})(?:\.\d+)?", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})", re.ASCII
)
"""A moment on a clock that may be another than California's, as learning systems write it."""
_NOTHING = re.compile(r"0?1([-/.])0?0\1(?:1900|00)|1900-0?1-0?0|0?0:00(?::00)?", re.ASCII)
"""What spreadsheets make of an empty cell or 0 where a day should be: “1/0/1900”, or midnight."""
_MONTH_FIRST = re.compile(
    rf"([A-Za-z]{{3,9}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}|\d{{2}}){_TIME}", re.ASCII
)
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[-\s]+([A-Za-z]{{3,9}})\.?,?[-\s]+(\d{{4}}|\d{{2}}){_TIME}",
    re.ASCII,
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_BEGINNING = date(1899, 12, 30)
"""Day 0 of spreadsheets."""
AHEAD = 50
"""No day is so many years ahead."""
REMEDY = "Write it as 2026-11-22."
_SMALL = "which spreadsheets show for an empty cell, 0, or another small number."
_OR_EMPTY = "Write the day, or leave it empty if it is not known."


class Order(StrEnum):
    """What comes first in 03/04/2026."""

    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Style:
    """How the days of a column are written; what is None was not said."""

    order: Order | None = None
    century: int | None = None
    """Which one years of two digits are in, where it may be either: 1900 or 2000."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """What the days of a column do not say by themselves."""

    order: Order | None
    """What their own values settle."""
    two_ways: str
    """A value that can be read in two ways where nothing settles it; else empty."""
    short_year: str
    """A value whose year has two digits and may be in either century; else empty."""


def doubts(texts: Iterable[str], today: date) -> Doubts:
    """What has to be asked about a column."""
    seen: set[Order] = set()
    two_ways = short_year = ""
    for text in texts:
        words = _MONTH_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
        if words and len(_years(words[3], today)) > 1:
            short_year = short_year or text
        found = _NUMBERS.fullmatch(text)
        if not found:
            continue
        first, second = int(found[1]), int(found[2])
        if len(_years(found[3], today)) > 1:
            short_year = short_year or text
        if first > 12 >= second:
            seen.add(Order.DAY)
        elif second > 12 >= first:
            seen.add(Order.MONTH)
        elif first != second and min(first, second) >= 1 and max(first, second) <= 12:
            two_ways = two_ways or text
    order = next(iter(seen)) if len(seen) == 1 else None
    return Doubts(order, "" if order else two_ways, short_year)


def both_ways(text: str) -> tuple[str, str]:
    """A value read with the month first and with the day first, in words without the year."""
    found = _NUMBERS.fullmatch(text)
    if not found:
        return text, text
    first, second = int(found[1]), int(found[2])
    names = [date_text(date(2000, month, day)) for month, day in ((first, second), (second, first))]
    return names[0].partition(",")[0], names[1].partition(",")[0]


def read_day(text: str, style: Style, today: date) -> date:
    """The day. Raises Wrong, also for one that cannot be."""
    if _NOTHING.fullmatch(text):
        raise Wrong(f"{quoted(text)} is what spreadsheets show for an empty cell or 0.", _OR_EMPTY)
    found = _day(text, style, today)
    if found.year <= 1900:
        raise Wrong(f"{quoted(text)} is {date_text(found)}, {_SMALL}", _OR_EMPTY)
    if not EARLIEST.year <= found.year <= today.year + AHEAD:
        raise Wrong(f"{quoted(text)} has the year {found.year}, which cannot be right.", REMEDY)
    return found


def _day(text: str, style: Style, today: date) -> date:
    if _INSTANT.fullmatch(text):
        return _day_there(text)
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _made(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_FIRST.fullmatch(text):
        return _made(
            text, _year(text, found[3], style, today), _month(text, found[1]), int(found[2])
        )
    if found := _DAY_FIRST.fullmatch(text):
        return _made(
            text, _year(text, found[3], style, today), _month(text, found[2]), int(found[1])
        )
    if found := _NUMBERS.fullmatch(text):
        return _numbers(text, found, style, today)
    if found := _SERIAL.fullmatch(text):
        return _BEGINNING + timedelta(int(found[1]))
    raise Wrong(f"{quoted(text)} is not a date.", REMEDY)


def _day_there(text: str) -> date:
    """The day in California of a moment that is written with its distance from Greenwich."""
    try:
        return civil_date(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise Wrong(f"There is no such moment as {quoted(text)}.", REMEDY) from None


def _numbers(text: str, found: re.Match[str], style: Style, today: date) -> date:
    first, second = int(found[1]), int(found[2])
    year = _year(text, found[3], style, today)
    order = style.order
    if first > 12 >= second:
        order = Order.DAY
    elif second > 12 >= first:
        order = Order.MONTH
    if style.order is not None and order is not style.order:
        says = "month" if style.order is Order.MONTH else "day"
        reason = f"{quoted(text)} does not fit: in this column the {says} comes first."
        raise Wrong(reason, REMEDY)
    if order is None and first != second and 1 <= min(first, second) <= max(first, second) <= 12:
        reason = f"{quoted(text)} can be read in two ways."
        raise Wrong(reason, f"{REMEDY} Or say on the page of the columns what comes first.")
    month, day = (second, first) if order is Order.DAY else (first, second)
    return _made(text, year, month, day)


def _years(digits: str, today: date) -> list[int]:
    """The years that may be meant; those of two digits by which century leaves a possible day."""
    if len(digits) == 4:
        return [int(digits)]
    either = (century + int(digits) for century in (1900, 2000))
    return [year for year in either if EARLIEST.year <= year <= today.year + AHEAD]


def _year(text: str, digits: str, style: Style, today: date) -> int:
    years = _years(digits, today)
    if len(years) == 1:
        return years[0]
    if style.century is None:
        reason = f"The year of {quoted(text)} has two digits."
        raise Wrong(
            reason,
            "Write all four digits. Or say on the page of the columns which years are meant.",
        )
    return style.century + int(digits)


def _month(text: str, word: str) -> int:
    low = word.lower()
    if low == "sept":
        return 9
    for number, name in enumerate(_MONTHS, start=1):
        if low in (name, name[:3]):
            return number
    raise Wrong(f"{quoted(text)} is not a date.", REMEDY)


def _made(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Wrong(f"There is no such day as {quoted(text)}.", REMEDY) from None
