"""What readers say of an answer, and that TA staff have dealt with a question."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from portal.domain.text import spaced
from portal.forms.fields import ReasonField, TextField


class AskForm(FlaskForm):  # type: ignore[misc]
    """Was it clear, and what is still unclear; one of both is enough."""

    clear = RadioField(
        "Was this clear?",
        [Optional()],
        choices={"yes": "Yes", "no": "No"},
    )
    words = TextAreaField(
        "What is still unclear?",
        [Optional(), Length(max=2000, message="Use 2,000 characters or fewer.")],
        filters=[spaced],
    )
    email = TextField("Your e-mail address", email=True, longest=254)
    token = HiddenField(validators=[InputRequired(), Length(max=40)])
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])

    def validate(self, extra_validators: Any = None) -> bool:
        """At least one of both is said, and an address goes with a question."""
        if not super().validate(extra_validators):
            return False
        if not self.clear.data and not self.words.data:
            self.words.errors = ["Choose yes or no above, or write what is still unclear."]
            return False
        return True


class AnsweredForm(FlaskForm):  # type: ignore[misc]
    """How a question was dealt with."""

    words = ReasonField(
        "What was done", "Say what was done, such as “answered by e-mail” or “the FAQ is changed”."
    )
