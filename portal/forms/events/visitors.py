"""A visitor's name and address, to which the link is mailed."""

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length

from portal.forms.fields import NameField, TextField


class VisitorForm(FlaskForm):  # type: ignore[misc]
    """Who asks for the link that registers them."""

    name = NameField("Your name", "Enter your name.")
    email = TextField("Your e-mail address", "Enter your e-mail address.", email=True, longest=254)
    form_key = HiddenField(validators=[InputRequired(), Length(max=40)])
