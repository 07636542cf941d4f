"""How many reminders somebody wants, what a nudge says, and looking through the ledger."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired, Length

from portal.domain.mail import Frequency, MailKind, MailState
from portal.forms.fields import ChoiceField, ReasonField, tidy


class FrequencyForm(FlaskForm):  # type: ignore[misc]
    """How much somebody wants to be reminded."""

    frequency = RadioField(
        "Remind me",
        [DataRequired("Choose how much you want to be reminded.")],
        choices={one.value: one.label for one in Frequency},
    )


class NudgeForm(FlaskForm):  # type: ignore[misc]
    """What a trainer adds in their own words."""

    words = ReasonField("Your words", "Write a sentence or two.", longest=600)
    form_key = HiddenField(validators=[DataRequired("Open the form anew."), Length(max=40)])
    """Names the form, so that sending it twice does it once."""
    seen = HiddenField()
    """Stands for the mails that were shown, so that only those are sent."""


class ResendForm(FlaskForm):  # type: ignore[misc]
    """Sending a mail once more."""

    reason = ReasonField("Reason", "Say why it is sent once more.", longest=300)


class LedgerForm(FlaskForm):  # type: ignore[misc]
    """Which mails are shown. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    q = StringField(
        "Name, address or subject",
        [Length(max=100, message="Use 100 characters or fewer.")],
        filters=[tidy],
    )
    kind = ChoiceField("Kind", choices={"": "Any", **{one.value: one.label for one in MailKind}})
    state = ChoiceField("State", choices={"": "Any", **{one.value: one.label for one in MailState}})
