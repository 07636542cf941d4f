"""Trainings taken elsewhere."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField
from wtforms.fields import Field
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from portal.domain.evidence import NOT_COMPLETED_YET
from portal.forms.fields import ChoiceField, DayField, TextField, tidy
from portal.forms.uploads import UploadField, UploadForm

MOST_HOURS = 1000


class HoursField(Field):
    """A length as hours with decimals, such as 1.5; its data are whole minutes."""

    widget = TextInput()
    data: int | None
    """0 when nothing was typed; None when it is no length."""

    def __init__(self, label: str, **more: Any) -> None:
        """Always optional."""
        super().__init__(label, [Optional()], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the hours."""
        typed = tidy(valuelist[0] if valuelist else "").removesuffix("h").rstrip()
        self.data = None
        try:
            hours = Decimal(typed or 0)
        except InvalidOperation:
            hours = Decimal(-1)
        if not hours.is_finite() or not 0 <= hours <= MOST_HOURS:
            message = "Enter the hours as a number, such as 1.5 for one and a half."
            raise ValueError(message)
        self.data = int((hours * 60).to_integral_value())

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data / 60:.2f}".rstrip("0").rstrip(".") if self.data else ""


class TrainingForm(UploadForm):
    """A training that somebody took elsewhere."""

    title = TextField("Training", "Enter its name, as on the certificate.")
    provider = TextField("Given by", "Enter who gave it, such as the American Red Cross.")
    subject = ChoiceField("Subject")
    completed_on = DayField(
        "Completed on",
        "Enter the day it was completed, such as 2026-03-03.",
        to_come=NOT_COMPLETED_YET,
    )
    ce_minutes = HoursField("Continuing education hours")
    evidence = UploadField("Certificate or other proof")

    def offer(self, subjects: dict[str, str]) -> None:
        """Fill the list; a subject that no requirement names any more stays if it was chosen."""
        self.subject.choices = {"": "None of these", **subjects}


class WhereForm(FlaskForm):  # type: ignore[misc]
    """Whose people are listed. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    county = ChoiceField("County")
    team = ChoiceField("Team")


class SharedTrainingForm(TrainingForm):
    """A training that many people took together."""

    people = SelectMultipleField(
        "Who took it",
        [InputRequired("Tick everybody who took it.")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class MistakeForm(FlaskForm):  # type: ignore[misc]
    """A correction, or word that the entry was a mistake; then the other answers do not matter."""

    mistaken = BooleanField("This was entered by mistake. Withdraw it.")

    def validate(self, extra_validators: Any = None) -> bool:
        """As ever, unless it is withdrawn."""
        return bool(self.mistaken.data) or bool(super().validate(extra_validators))


class TrainingCorrectionForm(MistakeForm, TrainingForm):
    """What takes the place of an entry."""

    without_file = BooleanField("Leave the present file out")
