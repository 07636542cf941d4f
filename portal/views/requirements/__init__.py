"""The requirements with their sources, and verifying them: see first what changes, then confirm."""

from portal.views.requirements import pages, verifying, withdrawing
from portal.views.requirements.blueprint import blueprint

__all__ = ["blueprint", "pages", "verifying", "withdrawing"]
