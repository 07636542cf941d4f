"""Asking people for trainings, question by question; and changing that later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from portal.domain.assignments import CHOICES, Basis, Choice, Problem, Reach, Unit, choice_label
from portal.domain.facts import Duty
from portal.forms.fields import (
    ChoiceField,
    Choices,
    DayField,
    ReasonField,
    TextField,
    TicksField,
    tidy,
)
from portal.services.assignments.reading import Shown

LONGEST = 3650
_NUMBER = f"Enter a whole number from 0 to {LONGEST:,}, such as 30."
ALL = "all"
"""Stands for all of California where a county is chosen."""
KEY = "Open the form anew."
NOW, BOTH, LATER = "now", "both", "later"
"""Who of a group: those there now, those and who comes later, only who comes later."""
_COUNTED_FROM = {
    Basis.FIXED.value: "A fixed day, the same for everybody",
    Basis.HIRE.value: "Counted from the first day of working there",
    Basis.TEAM.value: "Counted from the first day on the team",
    Basis.DUTY.value: "Counted from the first day of a duty",
}
DUTIES = {duty.value: duty.label for duty in Duty}
KINDS = {
    Reach.TEAM.value: "A team",
    Reach.AGENCY.value: "Everybody of an agency",
    Reach.DUTY.value: "Everybody with a duty, such as answering calls",
    Reach.COUNTY.value: "Everybody who works there",
    Reach.PEOPLE.value: "People I choose by name",
}


class OneOf(RadioField):
    """One of a few, of which one has to be chosen."""

    def __init__(
        self, label: str, required: str, choices: Choices | None = None, **more: Any
    ) -> None:
        """`required` is what to say when nothing was chosen."""
        super().__init__(label, [InputRequired(required)], choices=choices, **more)
        self.invalid_choice_message = required


class NumberField(IntegerField):
    """A whole number of days or months."""

    def __init__(self, label: str, **more: Any) -> None:
        """Optional here; whoever needs it says so."""
        super().__init__(label, [Optional(), NumberRange(0, LONGEST, _NUMBER)], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_NUMBER) from None


class WhoForm(FlaskForm):  # type: ignore[misc]
    """Which kind of group, and where."""

    form_key = HiddenField(validators=[DataRequired(KEY), Length(max=40)])
    """Names the form, so that sending it twice begins one draft."""
    county = ChoiceField("County", "Choose a county.")
    kind = OneOf("Who is asked", "Choose who is asked.", KINDS)

    def offer(self, counties: Mapping[str, str], *, whole_state: bool) -> None:
        """Fill the list of counties."""
        everywhere = {ALL: "All of California"} if whole_state else {}
        several = len(counties) > 1
        self.county.choices = {**({"": "Choose a county"} if several else {}), **everywhere}
        self.county.choices |= dict(counties)


class GroupForm(FlaskForm):  # type: ignore[misc]
    """Which team, agency or duty; and whether those who come later are meant too."""

    group = OneOf("Group", "Choose one.")
    later = OneOf(
        "Who of them",
        "Choose who of them is asked.",
        {
            NOW: "Those who are there now",
            BOTH: "Those who are there now, and everybody who comes later",
            LATER: "Only those who come later",
        },
    )

    def offer(self, label: str, groups: Mapping[str, str]) -> None:
        """Fill the list; without groups the question is not asked."""
        if groups:
            self.group.label.text = label
            self.group.choices = dict(groups)
        else:
            del self.group


class PeopleForm(FlaskForm):  # type: ignore[misc]
    """People chosen by name, and what the list to choose from is narrowed to."""

    people = TicksField("Who", [InputRequired("Tick at least one person.")])
    q = StringField(
        "Name", [Length(max=100, message="Use 100 characters or fewer.")], filters=[tidy]
    )
    team = ChoiceField("Team")


class WhatForm(FlaskForm):  # type: ignore[misc]
    """Trainings, requirements, or both."""

    courses = TicksField(
        "Trainings",
        description="Done when this very training is completed. A completion from before counts.",
    )
    requirements = TicksField(
        "Requirements",
        description="Done when it is met in any way, such as by a training taken elsewhere.",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Something has to be asked for."""
        good = bool(super().validate(extra_validators))
        if good and not self.courses.data and not self.requirements.data:
            self.courses.errors = ["Tick at least one training or requirement."]
            return False
        return good


class WhenForm(FlaskForm):  # type: ignore[misc]
    """By when."""

    basis = OneOf("The last day", "Choose how the last day is found.", _COUNTED_FROM)
    on = DayField("The day, if it is fixed")
    count = NumberField("How many, if it is counted")
    unit = ChoiceField(
        "Days or months", choices={Unit.DAYS.value: "Days", Unit.MONTHS.value: "Months"}
    )
    duty = ChoiceField("Which duty, if it is counted from one", choices={"": "None", **DUTIES})

    newcomers = False
    """Whether those who come later are asked too."""

    def validate(self, extra_validators: Any = None) -> bool:
        """What belongs to the choice has to be there."""
        good = bool(super().validate(extra_validators))
        for field, wrong in self._missing():
            if not field.errors:
                field.errors = [wrong]
                good = False
        return good

    def _missing(self) -> Iterable[tuple[Any, str]]:
        if self.basis.data == Basis.FIXED.value:
            if self.newcomers:
                yield (
                    self.basis,
                    "Those who come later are asked too, and a fixed day would be past for some "
                    "of them. Choose a day that is counted, or go back and leave them out.",
                )
            elif self.on.data is None:
                yield self.on, "Enter the last day, such as 2027-01-31."
        elif self.basis.data:
            if self.count.data is None:
                yield self.count, _NUMBER
            if self.basis.data == Basis.DUTY.value and not self.duty.data:
                yield self.duty, "Choose the duty whose first day is counted from."


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """The last look."""

    note = TextField(
        "Words to those who are asked",
        longest=300,
        description="Shown beside the training, such as why you ask.",
    )
    seen = HiddenField()
    """Stands for the list that was shown, so that only that is done."""


def settle_form(problems: Sequence[Problem], sent: Any, **more: Any) -> FlaskForm:
    """One choice for each group of exceptions, with the days it may need."""

    class SettleForm(FlaskForm):  # type: ignore[misc]
        """The choices."""

        def validate(self, extra_validators: Any = None) -> bool:
            """A day is needed only where the choice asks for one."""
            good = bool(super().validate(extra_validators))
            for one in problems:
                choice = self[f"{one.value}-choice"].data
                needed = {
                    Choice.IN_DAYS.value: (f"{one.value}-days", _NUMBER),
                    Choice.ON_DAY.value: (f"{one.value}-on", "Enter the day, such as 2027-01-31."),
                }.get(choice)
                if needed and self[needed[0]].data is None and not self[needed[0]].errors:
                    self[needed[0]].errors = [needed[1]]
                    good = False
            return good

    for one in problems:
        choices = {each.value: choice_label(one, each) for each in CHOICES[one]}
        first = CHOICES[one][0].value
        choice = OneOf("What happens", "Choose what happens.", choices, default=first)
        setattr(SettleForm, f"{one.value}-choice", choice)
        if Choice.IN_DAYS in CHOICES[one]:
            setattr(SettleForm, f"{one.value}-days", NumberField("Days from today"))
            setattr(SettleForm, f"{one.value}-on", DayField("Another day"))
    return SettleForm(sent, **more)


# The list, and changing one


class AssignmentsForm(FlaskForm):  # type: ignore[misc]
    """What the list of assignments is narrowed to. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    county = ChoiceField("County")
    by = ChoiceField("Asked by", choices={"": "Anybody", "me": "Me"})
    shown = ChoiceField(
        "Show",
        choices={
            "": "Those that ask people now",
            Shown.ENDED.value: "Those that were taken back",
            Shown.ALL.value: "All",
        },
    )


TAKE_BACK, IN_DAYS, ON_DAY, BY_RULE = "take-back", "in-days", "on-day", "by-rule"


class ChangeForm(FlaskForm):  # type: ignore[misc]
    """What becomes of the people chosen."""

    act = OneOf(
        "What happens",
        "Choose what happens.",
        {
            TAKE_BACK: "Take it back: they are not asked any more",
            IN_DAYS: "Another date: so many days from today",
            ON_DAY: "Another date: a day",
            BY_RULE: "Ask them, with the date of the assignment",
        },
    )
    days = NumberField("Days from today")
    on = DayField("Day")
    reason = ReasonField(
        "Reason", "Say why. They see it beside what is asked of them.", longest=300
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A date is needed where the choice asks for one."""
        good = bool(super().validate(extra_validators))
        needed = {IN_DAYS: (self.days, _NUMBER), ON_DAY: (self.on, "Enter the day.")}
        field, wrong = needed.get(self.act.data or "", (None, ""))
        if field is not None and field.data is None and not field.errors:
            field.errors = [wrong]
            return False
        return good


class EndForm(FlaskForm):  # type: ignore[misc]
    """Taking an assignment back as a whole."""

    reason = ReasonField("Reason", "Say why. It stays in the history.", longest=300)
