"""Input, one file per feature."""
