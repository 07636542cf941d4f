"""Tables as Excel workbooks: days are days, texts are texts and never run."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from tempfile import TemporaryFile

from xlsxwriter import Workbook

from portal.documents.tables import Cell, starts_formula

PIECE = 64 * 1024
MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS = {
    "constant_memory": True,  # rows go to a temporary file as they come
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_WIDTH = 18
_FROZEN = 1


def xlsx_pieces(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, frozen: int = _FROZEN
) -> Iterator[bytes]:
    """The table as a workbook of one sheet, in pieces; the first `frozen` columns stay in view.

    A text that could start a formula is marked as text besides being one, so that it stays one
    when somebody edits the cell. Raises ValueError when a row has more or fewer cells than the
    header.
    """
    with TemporaryFile() as file:
        with Workbook(file, _OPTIONS) as book:
            sheet = book.add_worksheet("Table")
            bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
            quoted = book.add_format({"quote_prefix": True})
            sheet.freeze_panes(1, frozen)
            sheet.set_column(0, max(0, len(header) - 1), _WIDTH)
            for column, words in enumerate(header):
                sheet.write_string(0, column, words, bold)
            for line, row in enumerate(rows, 1):
                if len(row) != len(header):
                    raise ValueError(f"a row has {len(row)} cells, the header {len(header)}")
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        mark = quoted if starts_formula(cell) else None
                        sheet.write_string(line, column, cell, mark)
                    elif isinstance(cell, date):
                        sheet.write_datetime(line, column, cell)
                    elif cell is not None:
                        sheet.write_number(line, column, cell)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
