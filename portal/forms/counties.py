"""What a county has done."""

from flask_wtf import FlaskForm

from portal import clock
from portal.forms.fields import DayField, TextField, at_field
from portal.forms.uploads import UploadField, UploadForm
from portal.forms.values import day
from portal.services.counties import check_days


class CountyFactForm(UploadForm):
    """That a county meets one of its own requirements, from when, and what shows it."""

    done_on = DayField("Done on", "Enter the day it was done.")
    ends_on = DayField(
        "Good through", description="Leave it empty while it goes on, such as a line that is open."
    )
    note = TextField(
        "What was done",
        "Say in a sentence what was done, so that somebody else understands it.",
        longest=500,
    )
    document = UploadField("Document")

    def validate_done_on(self, _field: DayField) -> None:
        """Told along with what is wrong with the document."""
        with at_field():
            check_days(day(self.done_on), None, clock.today())

    def validate_ends_on(self, field: DayField) -> None:
        """So is this."""
        if not self.done_on.errors:
            with at_field():
                check_days(day(self.done_on), field.data, clock.today())


class TakeBackForm(FlaskForm):  # type: ignore[misc]
    """Why an entry was a mistake."""

    reason = TextField("Reason", "Say why the entry was a mistake.", longest=500)
