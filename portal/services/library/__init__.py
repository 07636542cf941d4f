"""The library: saved, published, read."""

from portal.services.library.filling import Filled, fill, shown_documents
from portal.services.library.indexing import index_again
from portal.services.library.items import (
    cancel,
    changed,
    history,
    noticed,
    publish,
    retire,
    save,
)
from portal.services.library.readers import reader_of
from portal.services.library.shelf import Shelf, Shown, glance, load, stamp
from portal.services.library.visible import Visible

__all__ = [
    "Filled",
    "Shelf",
    "Shown",
    "Visible",
    "cancel",
    "changed",
    "fill",
    "glance",
    "history",
    "index_again",
    "load",
    "noticed",
    "publish",
    "reader_of",
    "retire",
    "save",
    "shown_documents",
    "stamp",
]
