"""The library as files: what an empty portal starts from, and what an export writes."""

from portal.content.library.credit import DELIVERY, CreditTable, quiz
from portal.content.library.files import Document, from_row, read_library, to_row, write_library
from portal.content.library.tables import (
    TABLES,
    FaqTable,
    InitiativeTable,
    ItemTable,
    NoticeTable,
    ResourceTable,
    WebinarTable,
)

__all__ = [
    "DELIVERY",
    "TABLES",
    "CreditTable",
    "Document",
    "FaqTable",
    "InitiativeTable",
    "ItemTable",
    "NoticeTable",
    "ResourceTable",
    "WebinarTable",
    "from_row",
    "quiz",
    "read_library",
    "to_row",
    "write_library",
]
