"""What the matrix is narrowed to, and the names of saved views."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from portal.domain.certification import State
from portal.domain.evidence import NOT_COMPLETED_YET
from portal.domain.people import ProviderType
from portal.domain.requirements import Tier
from portal.forms.evidence import HoursField
from portal.forms.fields import ChoiceField, DayField, NameField, ReasonField, TextField, tidy
from portal.forms.uploads import UploadField, UploadForm

LONGEST_WITHIN = 3650
_DAYS = f"Enter a whole number of days from 1 to {LONGEST_WITHIN}, such as 60."
SHORT = "short"
"""Stands for every state in which something asked for is not there."""
GRID, LIST = "grid", "list"
TRAININGS = "trainings"
"""Stands for every group of trainings."""
GROUPS = (Tier.CORE, Tier.ENHANCED, Tier.SUPPLEMENTAL, Tier.PROVIDER, Tier.LICENSE)
"""The groups that requirements of people belong to."""


class DaysField(IntegerField):
    """A number of days, or nothing."""

    def __init__(self, label: str, **more: Any) -> None:
        """Always optional."""
        super().__init__(label, [Optional(), NumberRange(1, LONGEST_WITHIN, _DAYS)], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_DAYS) from None


class FilterForm(FlaskForm):  # type: ignore[misc]
    """Whose rows and which cells are shown. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    county = ChoiceField("County")
    team = ChoiceField("Team")
    agency = ChoiceField("Agency")
    profession = ChoiceField(
        "Profession", choices={"": "Any", **{one.value: one.label for one in ProviderType}}
    )
    q = StringField(
        "Name", [Length(max=100, message="Use 100 characters or fewer.")], filters=[tidy]
    )
    group = ChoiceField(
        "Requirements",
        choices={
            "": "All",
            TRAININGS: "All trainings",
            **{one.value: one.label for one in GROUPS},
        },
    )
    state = ChoiceField(
        "State",
        choices={
            "": "Any",
            SHORT: "Missing, expired or in progress",
            **{one.value: one.label for one in State},
        },
    )
    within = DaysField("Lapses within so many days")
    view = ChoiceField("Show as", choices={GRID: "Grid", LIST: "List"})
    all = BooleanField("Also requirements that apply to nobody shown")

    def offer(
        self,
        counties: Mapping[str, str],
        teams: Mapping[str, str],
        agencies: Iterable[tuple[int, str]],
        *,
        whole_state: bool,
    ) -> None:
        """Fill the lists."""
        nothing = "Choose a county" if whole_state else "Every county of mine"
        self.county.choices = dict(counties) if len(counties) == 1 else {"": nothing, **counties}
        self.team.choices = {"": "Any", **teams}
        self.agency.choices = {"": "Any", **{str(number): name for number, name in agencies}}


class RenameViewForm(FlaskForm):  # type: ignore[misc]
    """What somebody calls a view of the matrix."""

    name = NameField("Name of the view", "Enter a name, such as “Night teams”.", longest=80)


class SaveViewForm(RenameViewForm):
    """The same, and the address that it stands for."""

    query = HiddenField(validators=[Length(max=2000)])


class ActForm(FlaskForm):  # type: ignore[misc]
    """What is done for many cells at once: first looked at, then done."""

    form_key = HiddenField(validators=[DataRequired("Open the form anew."), Length(max=40)])
    """Names the form, so that sending it twice does it once."""
    seen = HiddenField()
    """Stands for the preview that was shown, so that only that is done."""


class DecideForm(ActForm):
    """A waiver or an extension for every cell."""

    starts_on = DayField("First day", "Enter the first day, such as 2026-11-22.")
    ends_on = DayField("Last day", "Enter the last day. Every waiver and extension has one.")
    reason = ReasonField("Reason", "Say why, so that an auditor understands it in three years.")


class TrainForm(ActForm, UploadForm):
    """A training that everybody took."""

    precedent = ChoiceField("Credit it under a decision")
    title = TextField("Training", description="Its name, as on the certificate.")
    provider = TextField("Given by", description="Such as the American Red Cross.")
    subject = ChoiceField("Subject")
    completed_on = DayField(
        "Completed on",
        "Enter the day it was completed, such as 2026-03-03.",
        to_come=NOT_COMPLETED_YET,
    )
    ce_minutes = HoursField("Continuing education hours")
    evidence = UploadField("Certificate or other proof")

    def offer(self, subjects: Mapping[str, str], precedents: Mapping[str, str]) -> None:
        """Fill the lists."""
        self.subject.choices = {"": "None of these", **subjects}
        self.precedent.choices = {"": "None", **precedents}

    def validate(self, extra_validators: Any = None) -> bool:
        """Without a decision, which names the training, it has to be named."""
        good = bool(super().validate(extra_validators))
        if not self.precedent.data:
            for field, said in (
                (self.title, "Enter its name, or choose a decision that names it."),
                (self.provider, "Enter who gave it, or choose a decision that names it."),
            ):
                if not field.data and not field.errors:
                    field.errors = [said]
                    good = False
        if not good:
            self.ask_for_files_again()
        return good
