"""Checking and revoking certificates."""

from flask_wtf import FlaskForm
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length


class CheckForm(FlaskForm):  # type: ignore[misc]
    """The code of a certificate. A question, not a deed: sent with GET, so without a token."""

    class Meta:
        """No token: nothing changes."""

        csrf = False

    code = StringField(
        "Code of the certificate", [DataRequired("Enter the code that stands on the certificate.")]
    )


class RevokeForm(FlaskForm):  # type: ignore[misc]
    """Why a certificate no longer stands, and from when."""

    revoked_on = DateField("Revoked on", [DataRequired("Enter the day, such as 2026-11-21.")])
    reason = TextAreaField(
        "Reason",
        [
            DataRequired("Say why the certificate is revoked."),
            Length(max=1000, message="Use 1,000 characters or fewer."),
        ],
    )
