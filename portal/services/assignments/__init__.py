"""What trainers ask people to complete: asking, taking back, and what is due for whom."""

from portal.services.assignments.due import due_dates

__all__ = ["due_dates"]
