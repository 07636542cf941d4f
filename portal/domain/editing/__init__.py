"""Editing the library: what differs between versions, how two edits meet, what hinders."""
