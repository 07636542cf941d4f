"""The matrix: who has what, for those who answer for counties."""

from portal.views.matrix import exports, pages, saved
from portal.views.matrix.blueprint import blueprint

__all__ = ["blueprint", "exports", "pages", "saved"]
