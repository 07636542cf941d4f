"""What came of looking at something that cites a replaced notice."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from portal.domain.library.provenance import Outcome
from portal.forms.fields import ReasonField


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """The outcome, and why."""

    outcome = RadioField(
        "What did you find?",
        [InputRequired("Choose what you found.")],
        choices={outcome.value: outcome.label for outcome in Outcome},
    )
    words = ReasonField("Why", "Say what you compared, and why that is the outcome.")
    number = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1, 9999)])
