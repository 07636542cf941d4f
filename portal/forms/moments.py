"""Which day a page answers for, and as of when that was known."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from portal.forms.fields import DayField
from portal.forms.rosters import ClockField


class MomentForm(FlaskForm):  # type: ignore[misc]
    """Two days, both optional. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    as_of = DayField("As of", description="The day the answer is for, such as 2026-11-22.")
    known_on = DayField(
        "As known on", description="Leaves out what was recorded after this day. Empty: now."
    )

    def __init__(self, sent: Any, today: date) -> None:
        """`today` bounds what can be known."""
        super().__init__(sent)
        self.today = today

    def validate_known_on(self, field: DayField) -> None:
        """Nobody knows yet what will be recorded."""
        if field.data and field.data > self.today:
            message = "This day is still to come. Enter today or an earlier day, or leave it empty."
            raise ValidationError(message)


class AnyMomentForm(FlaskForm):  # type: ignore[misc]
    """A day and a time in California. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    day = DayField("Day", "Enter the day, such as 2026-11-22.")
    time = ClockField("Time", "Enter the time, such as 19:30.")
