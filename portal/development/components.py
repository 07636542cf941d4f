"""The component page: every macro of templates/components in every state."""

from flask import Blueprint, render_template, url_for
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.views import access

blueprint = Blueprint("components", __name__, url_prefix="/dev")

ROLES = [("clinician", "Clinician"), ("peer", "Peer specialist"), ("emt", "EMT")]


class SampleForm(Form):
    """One field of each kind."""

    name = StringField("Your name", [InputRequired("Enter your name.")])
    email = StringField("Work email", [InputRequired("Enter your work email.")])
    phone = StringField("Phone", [Optional()])
    password = PasswordField("Password", [Length(min=12, message="Use 12 characters or more.")])
    taken = DateField("Day of the training", [InputRequired("Enter the day, like 2026-08-14.")])
    county = SelectField(
        "County",
        [InputRequired("Choose your county.")],
        choices=[("", "Choose…"), ("alpine", "Alpine"), ("inyo", "Inyo")],
    )
    role = RadioField("Your role", [InputRequired("Choose your role.")], choices=ROLES)
    languages = SelectMultipleField(
        "Languages you work in",
        [InputRequired("Choose at least one language.")],
        choices=[("en", "English"), ("es", "Spanish"), ("hm", "Hmong")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    proof = FileField("Proof", [Optional()])
    notes = TextAreaField("What the training covered", [Length(min=20, message="Say a bit more.")])
    agree = BooleanField("This is my own work", [InputRequired("Tick the box to go on.")])


@blueprint.get("/components")
@access.public
def page() -> str:
    """Every component in every state."""
    empty = SampleForm()
    wrong = SampleForm(prefix="wrong-", data={"email": "someone@", "notes": "Too short"})
    wrong.validate()
    return render_template(
        "development/components.html", empty=empty, wrong=wrong, page_url=_address_of_page
    )


def _address_of_page(number: int) -> str:
    return url_for("components.page", page=number)
