"""Watching a recording: which of its seconds somebody has seen, and whether that is enough."""
