"""The library: saved, published, read."""

from portal.services.library.items import cancel, changed, history, publish, retire, save
from portal.services.library.shelf import Shelf, Shown, load, stamp

__all__ = [
    "Shelf",
    "Shown",
    "cancel",
    "changed",
    "history",
    "load",
    "publish",
    "retire",
    "save",
    "stamp",
]
