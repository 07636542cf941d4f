"""Reading the one sheet of a workbook as rows of values, from its XML."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

NAMES = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
EVIL = ["=cmd()|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"]
"""What a spreadsheet may take for a formula."""
_DAY_ZERO = date(1899, 12, 30)


def part(content: bytes, name: str) -> ElementTree.Element:
    """A part of the file, such as “xl/styles.xml”."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return ElementTree.fromstring(book.read(name))


def workbook(content: bytes) -> list[list[Any]]:
    """The rows: texts, floats, days, and None for nothing."""
    sheet = part(content, "xl/worksheets/sheet1.xml")
    formats = part(content, "xl/styles.xml").findall("./s:cellXfs/s:xf", NAMES)
    days = {str(n) for n, each in enumerate(formats) if int(each.get("numFmtId", "0")) >= 164}
    rows = []
    for row in sheet.findall(".//s:row", NAMES):
        found: dict[int, Any] = {}
        for cell in row.findall("s:c", NAMES):
            letters = cell.get("r", "").rstrip("0123456789")
            place = 0
            for letter in letters:
                place = place * 26 + ord(letter) - 64
            text = cell.find("s:is/s:t", NAMES)
            number = cell.findtext("s:v", None, NAMES)
            if text is not None:
                found[place - 1] = text.text or ""
            elif number is not None and cell.get("s") in days:
                found[place - 1] = _DAY_ZERO + timedelta(days=int(float(number)))
            elif number is not None:
                found[place - 1] = float(number)
        rows.append(found)
    width = max((max(row, default=-1) for row in rows), default=-1) + 1
    return [[row.get(place) for place in range(width)] for row in rows]
