"""Workbooks: what is in them, and that nothing in them runs."""

from datetime import date
from decimal import Decimal

import pytest

from portal.documents.workbooks import PIECE, xlsx_pieces
from tests.workbooks import EVIL, NAMES, part, workbook


def made(header, rows):
    return b"".join(xlsx_pieces(header, rows))


def test_texts_numbers_days_and_nothing_come_back():
    rows = [("Nuñez", 3, Decimal("1.5"), date(2026, 11, 28), None), ("", 0, 0.25, None, "x")]
    found = workbook(made(["Name", "n", "h", "Day", "?"], rows))
    assert found == [
        ["Name", "n", "h", "Day", "?"],
        ["Nuñez", 3.0, 1.5, date(2026, 11, 28), None],
        ["", 0.0, 0.25, None, "x"],
    ]


@pytest.mark.parametrize("text", EVIL)
def test_a_text_is_never_a_formula_and_stays_one_when_edited(text):
    content = made(["Name"], [(text,)])
    assert workbook(content)[1] == [text]
    sheet, styles = part(content, "xl/worksheets/sheet1.xml"), part(content, "xl/styles.xml")
    assert sheet.findall(".//s:f", NAMES) == []
    assert sheet.findall(".//s:hyperlink", NAMES) == []
    formats = styles.findall("./s:cellXfs/s:xf", NAMES)
    cell = sheet.find(".//s:row[@r='2']/s:c", NAMES)
    assert formats[int(cell.get("s"))].get("quotePrefix") == "1"


def test_it_comes_in_pieces():
    rows = ((f"{number:x}" * 30, number) for number in range(20_000))
    pieces = list(xlsx_pieces(["a", "b"], rows))
    assert len(pieces) > 3
    assert all(len(piece) <= PIECE for piece in pieces)
    assert len(workbook(b"".join(pieces))) == 20_001


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="a row has 1 cells, the header 2"):
        made(["a", "b"], [("x",)])
