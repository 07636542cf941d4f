"""Live sessions: who is registered, who was there, and attendance files."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField
from wtforms.validators import DataRequired

from portal.domain.curriculum import Course
from portal.domain.events.terms import Format, of_training
from portal.forms.events.terms import WEBINAR, SessionForm, local_instant
from portal.forms.events.visitors import VisitorForm
from portal.forms.fields import ChoiceField, ReasonField, TextField, TicksField
from portal.forms.rosters import ClockField
from portal.models import Person

__all__ = [
    "CancelForm",
    "CorrectForm",
    "FileForm",
    "FilterForm",
    "PeopleForm",
    "PresenceForm",
    "SearchForm",
    "SessionForm",
    "VisitorForm",
    "WithdrawForm",
    "local_instant",
]
_ZONES = {"America/Los_Angeles": "Pacific time", "UTC": "UTC (universal time)"}


class FilterForm(FlaskForm):  # type: ignore[misc]
    """Which sessions are listed. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    training = ChoiceField("Training")
    format = ChoiceField(
        "Where", choices={"": "Anywhere", **{one.value: one.label for one in Format}}
    )
    mine = BooleanField("Only mine")

    def offer(self, courses: Iterable[Course], subject: str = "") -> None:
        """Fill the list; a webinar that was asked for is on it."""
        named = {of_training(course.slug): course.title for course in courses}
        if WEBINAR.fullmatch(subject):
            named[subject] = "This webinar"
        self.training.choices = {"": "Every subject", **named}


class CancelForm(FlaskForm):  # type: ignore[misc]
    """Why a session does not take place."""

    reason = ReasonField("Why", "Say why the session does not take place.", longest=500)


class PeopleForm(FlaskForm):  # type: ignore[misc]
    """People to be registered."""

    people = TicksField(
        "People",
        [DataRequired("Tick at least one person.")],
        coerce=int,
        validate_choice=False,  # who may be registered is asked of the database
    )

    def offer(self, people: Iterable[Person]) -> None:
        """Fill the list."""
        self.people.choices = [
            (
                one.id,
                ", ".join(part for part in (one.called, one.email) if part),
            )
            for one in people
        ]


class SearchForm(FlaskForm):  # type: ignore[misc]
    """Who is offered. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    words = TextField("Name or e-mail address")


class PresenceForm(FlaskForm):  # type: ignore[misc]
    """Who was there, from when to when."""

    people = TicksField("People", [DataRequired("Tick at least one person.")], coerce=int)
    arrives = ClockField("From", "Enter when they came.")
    leaves = ClockField("To", "Enter when they left.")


class CorrectForm(FlaskForm):  # type: ignore[misc]
    """From when to when somebody was there in truth, and how that is known."""

    arrives = ClockField("From", "Enter when they came.")
    leaves = ClockField("To", "Enter when they left.")
    reason = ReasonField("Why", "Say why the entry is corrected.", longest=500)


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """Why an entry was wrong."""

    reason = ReasonField("Why", "Say why this entry is withdrawn.", longest=500)


class FileForm(FlaskForm):  # type: ignore[misc]
    """An attendance file of a meeting tool."""

    file = FileField("File", [DataRequired("Choose the file.")])
    zone = ChoiceField("Times in the file are in", "Choose the time zone.", choices=_ZONES)
