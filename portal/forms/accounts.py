"""Signing in, setting a password."""

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import DataRequired, Email, EqualTo, Length

from portal.forms.fields import tidy

_ADDRESS = [
    DataRequired("Enter your e-mail address."),
    Length(max=200, message="An e-mail address has at most 200 characters."),
    Email("Enter an e-mail address like name@example.org."),
]


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Address and password."""

    email = EmailField("E-mail address", _ADDRESS, filters=[tidy])
    password = PasswordField("Password", [DataRequired("Enter your password.")])
    next = HiddenField()
    typed = HiddenField()


class ForgottenForm(FlaskForm):  # type: ignore[misc]
    """Where to send the link for a new password."""

    email = EmailField("E-mail address", _ADDRESS, filters=[tidy])


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, twice."""

    password = PasswordField("New password", [DataRequired("Choose a password.")])
    again = PasswordField(
        "The same password again",
        [
            DataRequired("Type the password a second time."),
            EqualTo("password", "The two passwords differ. Type the same one twice."),
        ],
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password, and the present one to be sure."""

    present = PasswordField("Present password", [DataRequired("Enter your present password.")])
