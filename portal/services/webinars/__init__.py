"""Webinars: recordings that are kept, captions version by version, files on their way in."""

from portal.services.webinars.captions import hindrance
from portal.services.webinars.files import take_in, write_out
from portal.services.webinars.media import recording, recordings

__all__ = [
    "hindrance",
    "recording",
    "recordings",
    "take_in",
    "write_out",
]
