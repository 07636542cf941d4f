"""Reviewing what people enter about trainings taken elsewhere, and answering."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.domain.evidence import NOT_CREDITED_YET
from portal.domain.reviews import Check, Reason
from portal.forms.decisions import STATE, MonthsField
from portal.forms.fields import ChoiceField, DayField, ReasonField, one_of
from portal.forms.uploads import UploadField, UploadForm

ONE, ALL = "one", "all"
YES_NO = {"": "Any", "yes": "Yes", "no": "No"}


class QueueForm(FlaskForm):  # type: ignore[misc]
    """Which entries are listed. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    county = ChoiceField("County")
    requirement = ChoiceField("Would meet")
    precedent = ChoiceField("An earlier decision fits", choices=YES_NO)
    document = ChoiceField("Has a document", choices=YES_NO)


class _Ticks(SelectMultipleField):
    """Boxes to tick, of which any number may be."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(
            label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **more
        )


class SeenForm(FlaskForm):  # type: ignore[misc]
    """A form about what was seen."""

    seen = HiddenField()

    @property
    def steps(self) -> int:
        """So many steps were taken when the page was shown; -1, which fits none, for nonsense."""
        typed = str(self.seen.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1


class AcceptForm(SeenForm):
    """That what was entered is so, and what it counts toward."""

    checks = _Ticks("What you looked at")
    precedents = _Ticks("Credit it under an earlier decision")
    requirement = ChoiceField("Another requirement that it meets")
    reach = RadioField(
        "Whom this decision is about",
        choices={ONE: "This person only", ALL: "Everybody who takes this training there"},
        default=ONE,
    )
    county = ChoiceField("For everybody in")
    recency_months = MonthsField("For everybody: at most so many months old when credited")
    reason = ReasonField("Why it meets the requirement")
    record_only = BooleanField("It meets no requirement. Keep it on the record.")
    claimed_on = DayField("Credit it from", to_come=NOT_CREDITED_YET)

    has_subject = False
    """Whether it meets requirements by its subject alone."""

    def offer(
        self,
        checks: Sequence[Check],
        precedents: Mapping[str, str],
        requirements: Mapping[str, str],
        counties: Mapping[str, str],
        *,
        whole_state: bool,
    ) -> None:
        """Fill the lists."""
        self.checks.choices = {one.key: one.words for one in checks}
        self.precedents.choices = dict(precedents)
        self.requirement.choices = {"": "None", **requirements}
        state = {STATE: "The whole state"} if whole_state else {}
        self.county.choices = one_of({**state, **counties}, "Choose where it holds")

    @property
    def county_fips(self) -> str | None:
        """Where a decision for everybody holds; None: in the whole state."""
        return None if self.county.data == STATE else self.county.data

    def validate(self, extra_validators: Any = None) -> bool:
        """Every point is looked at, and it is said what the training counts toward."""
        good = bool(super().validate(extra_validators))
        if set(self.checks.data or ()) != {key for key, _ in _pairs(self.checks.choices)}:
            message = "Look at each point and tick it. If one is not so, return the training below."
            self.checks.errors = [message]
            good = False
        if self.requirement.data:
            good = self._check_decision() and good
        elif not (self.precedents.data or self.has_subject or self.record_only.data):
            message = "Choose what it counts toward, or say that it meets no requirement."
            self.requirement.errors = [message]
            good = False
        return good

    def _check_decision(self) -> bool:
        if not self.reason.data and not self.reason.errors:
            message = "Say why it meets the requirement, such as what was compared."
            self.reason.errors = [message]
        if self.reach.data == ALL and not self.county.data:
            self.county.errors = ["Choose where it holds."]
        return not (self.reason.errors or self.county.errors)


def _pairs(choices: Any) -> list[tuple[str, str]]:
    return list(choices.items() if isinstance(choices, Mapping) else choices)


class ReturnForm(SeenForm):
    """Why an entry goes back to the person."""

    why = ChoiceField("Reason", "Choose the reason.")
    words = ReasonField("What you write to the person")

    def __init__(self, **more: Any) -> None:
        """Its fields have names of their own: another form stands on the same page."""
        super().__init__(prefix="back-", **more)
        self.why.choices = {"": "Choose a reason", **{one.value: one.label for one in Reason}}

    def validate(self, extra_validators: Any = None) -> bool:
        """Some reasons say too little without words."""
        good = bool(super().validate(extra_validators))
        if good and Reason(self.why.data).needs_words and not self.words.data:
            self.words.errors = ["Say what is missing, so that the person knows what to do."]
            return False
        return good


class ReopenForm(SeenForm):
    """Why a decision is taken back."""

    words = ReasonField("Why", "Say why, so that the person and others understand it.")


class AnswerForm(UploadForm):
    """What a person says about their own entry, and another document for it."""

    evidence = UploadField("Another document")
    words = ReasonField("Your answer")
