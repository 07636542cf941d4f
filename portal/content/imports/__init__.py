"""Files of lists: tables from text files and from workbooks, whatever program wrote them."""

from portal.content.imports.files import LARGEST, MOST_ROWS, read_file
from portal.content.imports.sheets import Book, Sheet

__all__ = ["LARGEST", "MOST_ROWS", "Book", "Sheet", "read_file"]
