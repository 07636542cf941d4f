"""What trainers ask people to complete: asking, taking back, and what is due for whom."""

from portal.services.assignments.due import due_dates, due_of_person

__all__ = ["due_dates", "due_of_person"]
