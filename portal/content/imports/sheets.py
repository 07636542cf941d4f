"""What came out of a file: sheets of cells as text, and what was noticed on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. Its rows are equally long, but for those of a text file that are not."""

    name: str
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = field(default_factory=tuple)
    """What a person should know about how it was read."""

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {"name": self.name, "rows": self.rows, "notes": self.notes}


@dataclass(frozen=True, slots=True)
class Book:
    """A file: the sheets that hold something."""

    media_type: str
    read_as: str
    """How it was read, in words."""
    sheets: Sequence[Sheet]


def trim(rows: list[list[str]]) -> None:
    """Take away empty rows and columns at the end, which spreadsheets like to leave."""
    while rows and not any(rows[-1]):
        rows.pop()
    widest = max((place + 1 for row in rows for place, cell in enumerate(row) if cell), default=0)
    for row in rows:
        del row[widest:]
