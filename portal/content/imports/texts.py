"""Reading text files of tables: in which encoding, and what stands between the columns."""

import csv
import io
import re

from portal.content.imports.sheets import Book, Sheet, trim
from portal.domain.errors import Invalid
from portal.domain.text import spaced

_ESCAPED = re.compile(r"'('*\s*[=+\-@＝＋－＠])")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NO_TABLE = "This is no table: it is neither a CSV file nor a workbook."
_REMEDY = "Open it in a spreadsheet program and save it as an Excel workbook or as CSV UTF-8."
_BEGINNINGS = {
    b"%PDF-": "It looks like a PDF.",
    b"\xff\xd8\xff": "It looks like a picture.",
    b"\x89PNG": "It looks like a picture.",
    b"{\\rtf": "It looks like a document.",
    b"<!doc": "It looks like a web page.",
    b"<html": "It looks like a web page.",
    b"BEGIN:VC": "It looks like a calendar or a contact card.",
}


def read_text(content: bytes) -> Book:
    """The one sheet of a text file. Raises Invalid."""
    for beginning, looks in _BEGINNINGS.items():
        if content[: len(beginning)].lower() == beginning.lower():
            raise Invalid(f"{_NO_TABLE} {looks} {_REMEDY}", "file")
    text, encoding = _decoded(content)
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"{_NO_TABLE} Line {line} holds a control character. {_REMEDY}"
        raise Invalid(message, "file")
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    notes = []
    if encoding == "Windows-1252":
        notes.append(
            "The file is not in UTF-8, so it was read as Windows-1252, as older spreadsheet "
            "programs write it. Look at names with accents before you take it in."
        )
    sheet = Sheet("", rows, notes)
    read_as = f"{encoding} text with {_DELIMITERS[delimiter]} between the columns"
    return Book("text/csv", read_as, [sheet] if rows else [])


def _decoded(content: bytes) -> tuple[str, str]:
    """The text, and in which encoding it was."""
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(codec), name
            except UnicodeDecodeError:
                message = (
                    f"This file says that it is in {name}, and is not: it is cut off or broken."
                )
                raise Invalid(f"{message} {_REMEDY}", "file") from None
    if b"\x00" in content[:2000]:
        codec = "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
        try:
            return content.decode(codec), "UTF-16"
        except UnicodeDecodeError:
            raise Invalid(f"{_NO_TABLE} {_REMEDY}", "file") from None
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = f"Line {line} is text in no encoding that the portal knows."
        raise Invalid(f"{message} {_REMEDY}", "file") from None


def _delimiter(text: str) -> str:
    """What stands most often between the columns of the first lines that have any."""
    lines = [line for line in text.splitlines()[:50] if line.strip()][:20]
    counts = {sign: sum(line.count(sign) for line in lines) for sign in _DELIMITERS}
    best = max(counts, key=lambda sign: (counts[sign], sign == ","))
    return best if counts[best] else ","


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The cells, tidied, without empty rows and columns at the end."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        for cells in lines:
            rows.append([plain(cell) for cell in cells])
    except csv.Error as error:
        message = f"Row {len(rows) + 1} cannot be read: {error}."
        remedy = "Close every quotation mark, and save the file again as CSV."
        raise Invalid(f"{message} {remedy}", "file") from None
    trim(rows)
    return rows


def plain(cell: str) -> str:
    """A cell on one line, without the apostrophe that keeps a spreadsheet from running it."""
    text = spaced(cell)
    return _ESCAPED.sub(r"\1", text, count=1) if text.startswith("'") else text
