"""The decisions, in plain Python: no database, no web, no clock."""
