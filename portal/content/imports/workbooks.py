"""Reading workbooks: values as they are shown, and nothing of what they might run."""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from portal.content.imports.sheets import Book, Sheet, trim
from portal.content.imports.texts import plain
from portal.domain.errors import Invalid

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LARGEST_INSIDE = 60 * 1024 * 1024
_TALLEST, _WIDEST = 200_000, 500
"""Where a cell stands further away, nobody means it; a reader would make room for all before it."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_REMEDY = "Open it in a spreadsheet program and save it as an Excel workbook (.xlsx) or as CSV."
_CANNOT = (
    "This is no workbook that can be read: it is broken, has a password, or is another kind of "
    f"file. {_REMEDY}"
)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ANY_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,9})["']""")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>(.*?)</(?:\w+:)?v>", re.DOTALL)


def read_workbook(content: bytes) -> Book:
    """The sheets that are to be seen and hold something. Raises Invalid."""
    if not content.startswith(ZIP):
        message = "This is a workbook of an older kind, or a document, or it has a password."
        raise Invalid(f"{message} {_REMEDY}", "file")
    _check_size(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [
            one.name
            for one in workbook.sheets_metadata
            if one.visible is SheetVisibleEnum.Visible and "WorkSheet" in str(one.typ)
        ]
        raw = _raw_sheets(content)
        sheets = [
            _sheet(workbook.get_sheet_by_name(name), raw.get(workbook.sheet_names.index(name), b""))
            for name in visible
        ]
    except Invalid:
        raise
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # the reader's own errors have no common parent, and it may panic
        raise Invalid(_CANNOT, "file") from None
    return Book(_XLSX, "a workbook", [sheet for sheet in sheets if sheet.rows])


def _check_size(content: bytes) -> None:
    """Refuse what would unfold to far more than it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = sum(one.file_size for one in packed.infolist())
            if inside > _LARGEST_INSIDE:
                message = "This workbook is far larger inside than it looks."
                raise Invalid(f"{message} Save only the list as CSV.", "file")
            names = packed.namelist()
            if "xl/workbook.xml" not in names:
                raise Invalid(_CANNOT, "file")
            for name in names:  # a sheet may be anywhere, whatever its name is
                _check_far(_member(packed, name))
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError):
        raise Invalid(_CANNOT, "file") from None


def _check_far(raw: bytes) -> None:
    """Refuse a sheet with cells so far away that all the room before them could not be held."""
    row = column = 0
    for letters, digits in _ANY_PLACE.findall(raw):
        row, column = max(row, int(digits)), max(column, _column(letters))
    if row > _TALLEST or column >= _WIDEST:
        message = f"A sheet of this workbook goes on to row {row:,} and to column {column + 1:,}."
        remedy = "Delete what stands beside and below the list, or save the list as CSV."
        raise Invalid(f"{message} {remedy}", "file")


def _sheet(sheet: CalamineSheet, raw: bytes) -> Sheet:
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    notes = []
    formulas = _put_formulas(rows, raw)
    if formulas:
        many = "1 cell holds a formula" if formulas == 1 else f"{formulas} cells hold formulas"
        notes.append(f"{many}: what the spreadsheet last showed there was read.")
    merged = _unmerge(rows, sheet.merged_cell_ranges or ())
    if merged:
        many = (
            "1 group of cells is merged" if merged == 1 else f"{merged} groups of cells are merged"
        )
        notes.append(f"{many} over several rows: each of these rows gets the value.")
    trim(rows)
    return Sheet(sheet.name, rows, notes)


def _text(cell: Any) -> str:
    """A cell in words that are read the same everywhere."""
    if isinstance(cell, str):
        return plain(cell) if cell else ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    if isinstance(cell, timedelta):
        return f"{cell.total_seconds() / 3600:g} hours"
    return str(cell)


def _unmerge(
    rows: list[list[str]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> int:
    """Give every row under a merged cell its value, as it is seen; and how many there were."""
    count = 0
    for (top, left), (bottom, _) in ranges:
        bottom = min(bottom, len(rows) - 1)
        if bottom > top and rows[top][left : left + 1] not in ([], [""]):
            count += 1
            for row in rows[top + 1 : bottom + 1]:
                row[left] = row[left] or rows[top][left]
    return count


def _put_formulas(rows: list[list[str]], raw: bytes) -> int:
    """Show formulas without a result, and errors, as such; and how many formulas have one."""
    count = 0
    if b"<f" not in raw and b":f" not in raw and b't="e"' not in raw:
        return 0
    for found in _CELL.finditer(raw):
        head, inside = found[1], found[2] or b""
        formula, is_error = _FORMULA.search(inside), b't="e"' in head
        place = _PLACE.search(head)
        if (formula is None and not is_error) or place is None:
            continue
        value = _VALUE.search(inside)
        said = _unescaped(value[1]) if value else ""
        row, column = int(place[2]) - 1, _column(place[1])
        if row >= len(rows) or column >= len(rows[row]):
            rows += [[] for _ in range(row + 1 - len(rows))]
            rows[row] += [""] * (column + 1 - len(rows[row]))
        if is_error:
            rows[row][column] = said or "#N/A"
        elif value is None and not rows[row][column]:
            rows[row][column] = f"={_unescaped((formula and formula[1]) or b'')}"[:200]
        else:
            count += 1
    return count


def _unescaped(text: bytes) -> str:
    plain_text = text.decode("utf-8", "replace")
    for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        plain_text = plain_text.replace(name, sign)
    return plain_text


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _raw_sheets(content: bytes) -> dict[int, bytes]:
    """The text of the sheets of an .xlsx workbook, by their place in it."""
    found: dict[int, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = set(packed.namelist())
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return found
        targets = {
            _attribute(tag, b"Id"): _attribute(tag, b"Target")
            for tag in re.findall(
                rb"<(?:\w+:)?Relationship\b[^>]*>", _member(packed, "xl/_rels/workbook.xml.rels")
            )
        }
        tags = re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", _member(packed, "xl/workbook.xml"))
        for place, tag in enumerate(tags):
            target = targets.get(_attribute(tag, rb"\w+:id"), "").lstrip("/")
            path = target if target.startswith("xl/") else f"xl/{target}"
            if path in names:
                found[place] = _member(packed, path)
    return found


def _member(packed: zipfile.ZipFile, path: str) -> bytes:
    with packed.open(path) as member:
        return member.read(_LARGEST_INSIDE)


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
    return found[1].decode("utf-8", "replace") if found else ""
