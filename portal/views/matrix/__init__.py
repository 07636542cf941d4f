"""The matrix: who has what, for those who answer for counties."""

from portal.views.matrix import pages
from portal.views.matrix.blueprint import blueprint

__all__ = ["blueprint", "pages"]
