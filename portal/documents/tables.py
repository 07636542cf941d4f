"""Tables as CSV files that spreadsheets open as they are meant and never run."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice

Cell = str | int | float | Decimal | date | None

AT_ONCE = 500
"""Rows to a piece."""
_END = "\r\n"
"""Of a line. A writer puts quotes around what has a part of it."""

# What makes a spreadsheet take a text for a formula; the wide forms are taken for the narrow ones.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


_AS_IT_IS = re.compile(r'[^\W_][^",\r\n]*').fullmatch
"""Whether a text is written without quotes or an apostrophe."""


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as CSV: RFC 4180 with commas and CRLF, in UTF-8 with a byte order mark.

    The mark is there because Excel on Windows reads a CSV file without it in the local code page
    and turns Nuñez into NuÃ±ez; LibreOffice, Numbers and Python's `utf-8-sig` accept it. Where a
    text, after spaces, could start a formula, an apostrophe goes in front; a number passed as a
    number stays one, a date is written 2026-11-22, and None is an empty cell. Raises ValueError
    when a row has more or fewer cells than the header.
    """
    return b"".join(csv_pieces(header, rows))


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The same in pieces of some hundred rows, so that a long table is never whole in memory."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=_END)
    writer.writerow([_written(cell) for cell in header])
    known: dict[Cell, str] = {}  # a long table says the same texts again and again

    def written(cell: Cell) -> str | int | float | Decimal:
        found = _written(cell)
        if isinstance(cell, str) and isinstance(found, str):
            known[cell] = found
        return found

    encoding = "utf-8-sig"
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise ValueError(f"a row has {len(row)} cells, the header {len(header)}")
        writer.writerow([known.get(cell) or written(cell) for cell in row])
        if number % AT_ONCE == 0:
            yield out.getvalue().encode(encoding, errors="replace")
            encoding = "utf-8"
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode(encoding, errors="replace")


def csv_cell(text: str) -> str:
    """A text as it stands in such a file beside others."""
    if not text or _AS_IT_IS(text):  # as nearly always; a writer of its own costs many times more
        return text
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=_END).writerow([_written(text)])
    return out.getvalue().removesuffix(_END)


def csv_line(texts: Iterable[str]) -> str:
    """Some such cells, without the end of the line."""
    return ",".join(map(csv_cell, texts))


def csv_pieces_of_lines(lines: Iterable[str]) -> Iterator[bytes]:
    """The file of these lines, the header first, in pieces."""
    lines, encoding = iter(lines), "utf-8-sig"
    while some := list(islice(lines, AT_ONCE)):
        yield _END.join([*some, ""]).encode(encoding, errors="replace")
        encoding = "utf-8"


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text, after spaces, for a formula."""
    return text.startswith(_FORMULA_STARTS) or text.lstrip().startswith(_FORMULA_STARTS)


def _written(cell: Cell) -> str | int | float | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) and starts_formula(cell):
        return f"'{cell}"
    return cell
