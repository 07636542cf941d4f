"""Bringing two rows of one person together."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField
from wtforms.validators import DataRequired, InputRequired

from portal.forms.fields import ReasonField, TextField


class FindForm(FlaskForm):  # type: ignore[misc]
    """Whom to compare with. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    q = TextField("Name or e-mail address")


class MergeForm(FlaskForm):  # type: ignore[misc]
    """Which row stays, and why they are one person."""

    keep = RadioField("Which row stays?", [DataRequired("Choose the row that stays.")])
    reason = ReasonField(
        "How you know that they are one person", "Say how you know, such as that you asked them."
    )
    sure = BooleanField(
        "I have looked at what moves and what does not go together.",
        [InputRequired("Tick this when you have looked.")],
    )
