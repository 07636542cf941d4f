"""Reading the numbers and tables of a page, with where each leads.

figures(page)["teams ready"].number == "2 / 3"
[row["County"].text for row in table(page, "Counties with teams, the most uncovered first")]
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tests.markup import text_of
from tests.pages import Page


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and where its first link leads."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that matters."""

    number: str
    href: str


Row = dict[str, Cell]


def figures(page: Page) -> dict[str, Figure]:
    """The numbers, by their words."""
    found = {}
    for one in page.all(".//*"):
        if "figure" in one.get("class", "").split():
            words = {part.get("class"): text_of(part) for part in one.iter("span")}
            found[words["figure__words"]] = Figure(words["figure__number"], one.get("href", ""))
    return found


def table(page: Page, caption: str) -> list[Row]:
    """The rows of the table with this caption, each by column; none when there is no such table."""
    for one in page.all(".//table"):
        if text_of(one.find("caption")) == caption:
            return list(_rows(one))
    return []


def _rows(one: Element) -> Iterator[Row]:
    columns = [text_of(cell) for cell in one.iterfind("thead/tr/th")]
    for row in one.iterfind("tbody/tr"):
        yield dict(zip(columns, map(_cell, row), strict=True))


def _cell(cell: Element) -> Cell:
    link = next(cell.iter("a"), None)
    return Cell(text_of(cell), "" if link is None else link.get("href", ""))


def minutes(text: str) -> int:
    """Of a length such as “8 h”, “1 h 30 min” or “12 h not covered in Fresno”."""
    words = text.split()
    total = int(words[0].replace(",", "")) * 60
    return total + int(words[2]) if words[3:4] == ["min"] else total
