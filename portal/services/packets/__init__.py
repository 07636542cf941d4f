"""The auditor's packet, filled from what is recorded."""

from portal.services.packets.asked import Asked, Making
from portal.services.packets.filling import packet

__all__ = ["Asked", "Making", "packet"]
