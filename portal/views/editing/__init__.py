"""Editing the library in the browser: the work list, writing, versions, publishing."""

from portal.views.editing import items, lists, publishing, writing  # noqa: F401 (their routes)
from portal.views.editing.blueprint import blueprint

__all__ = ["blueprint"]
