"""Files of shifts: tables from spreadsheets, and calendars."""

from portal.content.rosters.calendars import read_calendar
from portal.content.rosters.files import is_calendar, text_of
from portal.content.rosters.tables import plain, read_table

__all__ = ["is_calendar", "plain", "read_calendar", "read_table", "text_of"]
