"""Waivers, extensions, and which outside trainings count."""

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField
from wtforms.validators import DataRequired, NumberRange, Optional

from portal.domain.facts import DecisionKind
from portal.forms.fields import ChoiceField, DayField, ReasonField, TextField, one_of

STATE = "state"
LONGEST = 600
_AGE = f"Enter a whole number of months from 1 to {LONGEST}, or leave it empty for any age."


class MonthsField(IntegerField):
    """A number of months, or nothing."""

    def __init__(self, label: str, **more: Any) -> None:
        """Always optional."""
        super().__init__(label, [Optional(), NumberRange(1, LONGEST, _AGE)], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_AGE) from None


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """A waiver or an extension for somebody."""

    kind = RadioField(
        "Decision",
        [DataRequired("Choose a waiver or an extension.")],
        choices={
            DecisionKind.WAIVER.value: "Waiver: the requirement does not apply for a time",
            DecisionKind.EXTENSION.value: "Extension: there is more time to meet it",
        },
    )
    requirement = ChoiceField("Requirement", "Choose the requirement.")
    starts_on = DayField("First day", "Enter the first day, such as 2026-11-22.")
    ends_on = DayField("Last day", "Enter the last day. Every waiver and extension has one.")
    reason = ReasonField("Reason", "Say why, so that an auditor understands it in three years.")

    def offer(self, requirements: Mapping[str, str]) -> None:
        """Fill the list of requirements."""
        self.requirement.choices = one_of(requirements, "Choose a requirement")


class DecisionChangeForm(FlaskForm):  # type: ignore[misc]
    """A shorter or longer decision, or one that is taken back."""

    starts_on = DayField("First day")
    ends_on = DayField("Last day")
    reason = ReasonField("Reason", "Say why it is changed or taken back.")
    taken_back = BooleanField("Take it back: it should never have held.")

    def validate(self, extra_validators: Any = None) -> bool:
        """Both days are needed, unless it is taken back."""
        good = bool(super().validate(extra_validators))
        if self.taken_back.data:
            return not self.reason.errors
        for field in (self.starts_on, self.ends_on):
            if field.data is None and not field.errors:
                field.errors = ["Enter the day, such as 2026-11-22."]
                good = False
        return good


class RequirementFilterForm(FlaskForm):  # type: ignore[misc]
    """Which decisions are listed. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    requirement = ChoiceField("Requirement")


class EquivalencyForm(FlaskForm):  # type: ignore[misc]
    """That a training from elsewhere meets a requirement, within limits."""

    title = TextField("Training", "Enter the name of the training.")
    provider = TextField("Given by", "Enter who gives it.")
    requirement = ChoiceField("Counts toward", "Choose the requirement that it meets.")
    county = ChoiceField("Holds in", "Choose where it holds.")
    starts_on = DayField("Gives credit from", "Enter the first day, such as 2026-11-22.")
    ends_on = DayField("Gives new credit through")
    recency_months = MonthsField("The training may be at most so many months old")
    reason = ReasonField("Reason", "Say why it counts, such as what was compared.")

    def offer(
        self, requirements: Mapping[str, str], counties: Mapping[str, str], *, whole_state: bool
    ) -> None:
        """Fill the lists; where there is only one county, it stands chosen."""
        self.requirement.choices = one_of(requirements, "Choose a requirement")
        state = {STATE: "The whole state"} if whole_state else {}
        self.county.choices = one_of({**state, **counties}, "Choose where it holds")

    @property
    def county_fips(self) -> str | None:
        """The county; None for the whole state."""
        return None if self.county.data == STATE else self.county.data


class RevocationForm(FlaskForm):  # type: ignore[misc]
    """From when on nothing rests on a precedent any more, and why."""

    revoked_on = DayField("Counts no more from", "Enter the day, such as 2026-11-22.")
    reason = ReasonField("Reason", "Say why it does not count any more.")


class CreditDayForm(FlaskForm):  # type: ignore[misc]
    """On which day a training is credited. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    claimed_on = DayField("Credited on", "Enter the day, such as 2026-11-22.")


class CreditForm(FlaskForm):  # type: ignore[misc]
    """Under which precedent somebody's training is credited."""

    equivalency = RadioField(
        "Which decision applies?", [DataRequired("Choose the decision that applies.")]
    )
