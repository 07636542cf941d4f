"""Whether a file is a table, found by its content; and the table."""

from portal.content.imports.sheets import Book
from portal.content.imports.texts import read_text
from portal.content.imports.workbooks import OLE, ZIP, read_workbook
from portal.domain.errors import Invalid

LARGEST = 5 * 1024 * 1024
"""Bytes of a file."""
MOST_ROWS = 10_000
"""Rows of a sheet, the headings counted."""
MOST_COLUMNS = 200


def read_file(content: bytes) -> Book:
    """The sheets of a file that hold something.

    Raises Invalid, naming the remedy, when there is none, or when it is no table at all.
    """
    if not content.strip(b"\x00 \t\r\n"):
        message = "This file is empty. Look whether it opens on your computer, and choose it again."
    elif len(content) > LARGEST:
        message = f"This file is larger than {LARGEST // 1024 // 1024} MB. Split it into several."
    else:
        book = read_workbook(content) if content.startswith((ZIP, OLE)) else read_text(content)
        _check(book)
        return book
    raise Invalid(message, "file")


def _check(book: Book) -> None:
    if not book.sheets:
        message = (
            "There is nothing in this file but empty cells. Look whether it opens on your "
            "computer, and choose it again."
        )
        raise Invalid(message, "file")
    for sheet in book.sheets:
        where = f" on the sheet “{sheet.name}”" if len(book.sheets) > 1 else ""
        below = len(sheet.rows) - 1  # one of them has the headings
        if below > MOST_ROWS:
            message = (
                f"This file has {below:,} rows below its headings{where}. Up to {MOST_ROWS:,} can "
                "be taken in at once: split it into several files."
            )
            raise Invalid(message, "file")
        if max(len(row) for row in sheet.rows) > MOST_COLUMNS:
            message = f"This file has more than {MOST_COLUMNS} columns{where}. Delete the others."
            raise Invalid(message, "file")
    if all(len(sheet.rows) < 2 for sheet in book.sheets):
        message = "There is only one row in this file. It needs a row of headings and rows below."
        raise Invalid(message, "file")
