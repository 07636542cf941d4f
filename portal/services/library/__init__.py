"""The library: saved, published, read."""

from portal.services.library.filling import Filled, fill, shown_documents
from portal.services.library.items import cancel, changed, history, publish, retire, save
from portal.services.library.readers import reader_of
from portal.services.library.shelf import Shelf, Shown, load, stamp
from portal.services.library.visible import Visible

__all__ = [
    "Filled",
    "Shelf",
    "Shown",
    "Visible",
    "cancel",
    "changed",
    "fill",
    "history",
    "load",
    "publish",
    "reader_of",
    "retire",
    "save",
    "shown_documents",
    "stamp",
]
