"""What somebody does on the job, leave, and designations by counties."""

from collections.abc import Mapping

from flask_wtf import FlaskForm

from portal.domain.facts import Duty
from portal.forms.evidence import MistakeForm
from portal.forms.fields import ChoiceField, DayField, at_field, one_of
from portal.forms.uploads import UploadField, UploadForm
from portal.services.affiliations import check_days


class DutyForm(FlaskForm):  # type: ignore[misc]
    """Something that rules ask about, from a day through a day."""

    duty = ChoiceField(
        "Duty",
        "Choose the duty.",
        choices=one_of({duty.value: duty.label for duty in Duty}, "Choose a duty"),
    )
    starts_on = DayField("Since")
    ends_on = DayField("Through")


class DutyCorrectionForm(MistakeForm, DutyForm):
    """What takes the place of an entry."""


class LeaveForm(FlaskForm):  # type: ignore[misc]
    """When somebody is away."""

    starts_on = DayField("First day away", "Enter the first day away, such as 2026-11-22.")
    ends_on = DayField("Last day away")


class LeaveCorrectionForm(MistakeForm, LeaveForm):
    """What takes the place of an entry."""


class DesignationForm(UploadForm):
    """That a county lets somebody place holds under W&I 5150."""

    county = ChoiceField("County", "Choose the county that designated the person.")
    starts_on = DayField("Since")
    ends_on = DayField("Good through")
    evidence = UploadField("Letter or card of the county")

    def validate_ends_on(self, field: DayField) -> None:
        """Told along with what is wrong with the file."""
        with at_field():
            check_days(self.starts_on.data, field.data)

    def offer(self, counties: Mapping[str, str]) -> None:
        """Fill the list; the only county there is stands chosen."""
        self.county.choices = one_of(counties, "Choose a county")


class DesignationCorrectionForm(MistakeForm, DesignationForm):
    """What takes the place of an entry."""
