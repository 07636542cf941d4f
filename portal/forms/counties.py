"""What a county has done."""

from datetime import date

from flask_wtf import FlaskForm

from portal import clock
from portal.forms.fields import DayField, TextField, at_field
from portal.forms.uploads import UploadField, UploadForm
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
        self._check_days(None)

    def validate_ends_on(self, field: DayField) -> None:
        """So is this."""
        if not self.done_on.errors:
            self._check_days(field.data)

    def _check_days(self, ends_on: date | None) -> None:
        if self.done_on.data is not None:
            with at_field():
                check_days(self.done_on.data, ends_on, clock.today())


class TakeBackForm(FlaskForm):  # type: ignore[misc]
    """Why an entry was a mistake."""

    reason = TextField("Reason", "Say why the entry was a mistake.", longest=500)
