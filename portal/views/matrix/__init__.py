"""The matrix: who has what, for those who answer for counties."""

from portal.views.matrix import acting, batches, choosing, exports, pages, saved
from portal.views.matrix.blueprint import blueprint

__all__ = ["acting", "batches", "blueprint", "choosing", "exports", "pages", "saved"]
