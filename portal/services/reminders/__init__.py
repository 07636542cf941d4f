"""Reminders: what is due for whom, by the same functions as the pages, and who was told what."""
