"""The requirements with their sources, and verifying them: see first what changes, then confirm."""

from portal.views.requirements import pages, previewing, verifying, withdrawing
from portal.views.requirements.blueprint import blueprint

__all__ = ["blueprint", "pages", "previewing", "verifying", "withdrawing"]
