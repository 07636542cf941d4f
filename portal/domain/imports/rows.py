"""The rows of a list, read by the columns that a person has confirmed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from portal.domain.imports import cells
from portal.domain.imports.cells import How, Lists
from portal.domain.imports.days import Doubts, Order, Style, doubts
from portal.domain.imports.kinds import Field, Kind
from portal.domain.imports.problems import Problem, Wrong, quoted

Sheet = Sequence[Sequence[str]]
_NO_NAME = re.compile(r"\d|^\W*(?:grand |sub-?)?totals?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands, and how its cells are written, as somebody has confirmed it."""

    sheet: int
    header: int
    """The place of the row with the headings, from 0."""
    places: Mapping[str, int]
    """The column of each field, from 0."""
    orders: Mapping[str, str] = field(default_factory=dict)
    """By field: what comes first in days such as 03/04/2026."""
    centuries: Mapping[str, int] = field(default_factory=dict)
    last_first: bool | None = None
    same: Mapping[str, str] = field(default_factory=dict)
    """What holds where a row says nothing."""

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    def how(self, name: str, settled: Order | None = None) -> How:
        """How the cells of a field are written; what its own cells have `settled` needs no word."""
        order = self.orders.get(name)
        style = Style(Order(order) if order else settled, self.centuries.get(name))
        return How(style, self.last_first)


@dataclass(frozen=True, slots=True)
class Fix:
    """What a person has decided about a row."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """What is to stand in the fields, instead of the file's words."""
    who: str = ""
    """“new”, the number of a person, or “row” and the number of another row."""
    differing: str = ""
    """“file” or “portal”: whose words hold where they differ."""
    left_out: bool = False


@dataclass(slots=True)
class Read:
    """What a row says."""

    number: int
    """As spreadsheets count."""
    texts: dict[str, str]
    values: dict[str, Any]
    problems: list[Problem]
    fix: Fix
    name: str = ""
    """Whom it is about, as the row says."""
    email: str = ""
    """Their address; empty when the row has none."""


_NOT_FIXED = Fix()


def table(sheet: Sheet, columns: Columns) -> Iterator[tuple[int, Sequence[str], str]]:
    """The number of each row that says something, its cells, and what is odd about it as a whole.

    It has a cell for each field, whatever the file has.
    """
    headings = sheet[columns.header] if columns.header < len(sheet) else ()
    width = max((place + 1 for place, cell in enumerate(headings) if cell), default=0)
    wide = max(columns.places.values(), default=-1) + 1
    for number, row in enumerate(sheet[columns.header + 1 :], start=columns.header + 2):
        if not any(row):
            continue
        count, odd = len(row), ""
        if count < width or (count > width and any(row[width:])):
            odd = f"It has {count} cells, the row of the headings {width}."
        yield number, row if count >= wide else [*row, *[""] * (wide - count)], odd


def read(
    kind: Kind, sheet: Sheet, columns: Columns, fixes: Mapping[int, Fix], lists: Lists
) -> list[Read]:
    """Every row with what it says, and everything that is wrong with its cells."""
    asked = questions(kind, sheet, columns, lists.today)
    settled = {name: one.order for name, one in asked.items()}
    hows = {one.name: columns.how(one.name, settled.get(one.name)) for one in kind.fields}
    filed = {one.name: _Cells(one, hows[one.name], lists) for one in kind.fields}
    by_hand = {one.name: _Cells(one, How(), lists) for one in kind.fields}
    empty = {one.name: columns.same.get(one.name, "") for one in kind.fields}
    needed = [one.name for one in kind.fields if one.needed]
    found = []
    places = [(name, place) for name, place in columns.places.items() if name in empty]
    for number, row, uneven in table(sheet, columns):
        fix = fixes.get(number, _NOT_FIXED)
        texts = empty.copy()
        for name, place in places:
            if text := row[place]:
                texts[name] = text
        texts |= fix.texts
        one = Read(number, texts, {}, [], fix)
        if uneven and not fix.texts:
            remedy = "Look at every field of the row, and save it."
            one.problems.append(Problem("", uneven, remedy))
        for name, text in texts.items():
            if not text:
                continue
            got = (by_hand if name in fix.texts else filed)[name][text]
            if isinstance(got, Wrong):
                one.problems.append(Problem(name, got.reason, got.remedy))
            else:
                one.values[name] = got
        _join_name(one)
        one.name, one.email = one.values.get("name", ""), one.values.get("email", "")
        _check_needed(kind, one, needed)
        if kind.adds_people and _NO_NAME.search(one.name):
            _check_is_somebody(one, columns)
        found.append(one)
    return found


class _Cells(dict[str, Any]):
    """What the cells of a field say, or Wrong, by their text: columns repeat themselves."""

    def __init__(self, of: Field, how: How, lists: Lists) -> None:
        self.of, self.how, self.lists = of, how, lists

    def __missing__(self, text: str) -> Any:
        try:
            got = cells.read(text, self.of, self.how, self.lists)
        except Wrong as wrong:
            got = wrong
        self[text] = got
        return got


def _join_name(one: Read) -> None:
    """A first and a last name are a name, where none is given whole."""
    if one.texts["name"] or not (one.texts["first_name"] or one.texts["last_name"]):
        return
    halves = [one.values.get("first_name", ""), one.values.get("last_name", "")]
    if all(halves):
        one.values["name"] = " ".join(halves)
    elif any(halves):
        missing = "first_name" if halves[1] else "last_name"
        one.problems.append(Problem(missing, "It is empty.", "Write the name."))


def _check_is_somebody(one: Read, columns: Columns) -> None:
    """Exports end with lines such as “Total: 200”, which would become a person."""
    said = [name for name, text in one.texts.items() if text != columns.same.get(name, "")]
    if len(said) == 1 and not one.fix.texts:
        reason = f"{quoted(one.name)} stands alone in its row, and is no name."
        one.problems.append(Problem("name", reason, "Write the name, or leave the row out."))


def _check_needed(kind: Kind, one: Read, needed: Sequence[str]) -> None:
    wrong = {problem.field for problem in one.problems} if one.problems else set()
    for name in needed:
        if not one.texts[name] and name not in wrong:
            one.problems.append(Problem(name, "It is empty.", "Write it, or leave the row out."))
    if one.name or wrong & {"name", "first_name", "last_name"}:
        return
    if kind.adds_people or not (one.email or "email" in wrong):
        one.problems.append(Problem("name", "The row names nobody.", "Write the name."))


def questions(kind: Kind, sheet: Sheet, columns: Columns, today: date) -> dict[str, Doubts]:
    """By field: what has to be asked about the days of its column."""
    names = [one.name for one in kind.fields if one.reads.is_day and one.name in columns.places]
    found = {}
    for name in names:
        place = columns.places[name]
        said = (row[place] for row in sheet[columns.header + 1 :] if place < len(row))
        found[name] = doubts(dict.fromkeys(text for text in said if text), today)
    return found


def comma(sheet: Sheet, columns: Columns) -> str:
    """A full name with a comma, if one stands in the file; what it means is asked."""
    if "name" not in columns.places:
        return ""
    place = columns.places["name"]
    return next((row[place] for _, row, _ in table(sheet, columns) if "," in row[place]), "")


def not_taken(sheet: Sheet, columns: Columns) -> list[int]:
    """The columns that hold something, and that no field takes."""
    below = sheet[columns.header + 1 :]
    taken = set(columns.places.values())
    width = max((len(row) for row in below), default=0)
    return [
        place
        for place in range(width)
        if place not in taken and any(place < len(row) and row[place] for row in below)
    ]
