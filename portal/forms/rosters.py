"""Service areas, weekly shifts, who is on them, what is different on a date, and files."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, TimeField
from wtforms.validators import InputRequired, Optional

from portal.domain.coverage import ExceptionKind
from portal.domain.rosters import WEEKDAYS
from portal.domain.staffing import Mode
from portal.forms.fields import ChoiceField, DayField, TextField, TicksField, one_of
from portal.models import AreaSetting
from portal.services.places import TeamName
from portal.services.rosters.staff import Candidate

MODES = {mode.value: mode.label for mode in Mode}
_KINDS = {
    ExceptionKind.OFF.value: "Somebody is off, and somebody may come instead",
    ExceptionKind.ON.value: "Somebody comes who is not on it usually",
    ExceptionKind.CANCELLED.value: "The shift is cancelled",
    ExceptionKind.USUAL.value: "As usual again",
}


class ClockField(TimeField):
    """A time of day; what is none gets an error that shows how to write one."""

    def __init__(self, label: str, required: str = "", **more: Any) -> None:
        """`required` is what to say when nothing was typed; without it the field is optional."""
        needed = InputRequired(required) if required else Optional()
        super().__init__(label, [needed], ["%H:%M", "%H:%M:%S"], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the time; seconds, which some browsers send, are left out."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            message = "Enter the time in hours and minutes, such as 20:00."
            raise ValueError(message) from None
        if self.data is not None:
            self.data = self.data.replace(second=0)


class AreaForm(FlaskForm):  # type: ignore[misc]
    """A new service area."""

    name = TextField("Name of the area", "Enter the name of the area.", longest=100)
    county = ChoiceField("County", "Choose the county.")
    setting = ChoiceField(
        "Urban or rural",
        "Choose whether this area is urban or rural.",
        choices=one_of({one.value: one.value.capitalize() for one in AreaSetting}, "Choose"),
    )


class ServiceForm(FlaskForm):  # type: ignore[misc]
    """A team serves an area."""

    team = ChoiceField("Team", "Choose the team.")
    starts_on = DayField("First day", "Enter the first day.")
    ends_on = DayField("Last day")

    def offer(self, teams: Iterable[TeamName]) -> None:
        """Fill the list."""
        self.team.choices = one_of({str(team.id): team.name for team in teams}, "Choose a team")


class ServiceCorrectionForm(FlaskForm):  # type: ignore[misc]
    """Other days for a team in an area."""

    starts_on = DayField("First day", "Enter the first day.")
    ends_on = DayField("Last day")
    mistaken = BooleanField("This was entered by mistake. Take it back.")


class ShiftForm(FlaskForm):  # type: ignore[misc]
    """A new weekly shift."""

    name = TextField("Name of the shift", "Enter the name of the shift.", longest=100)
    weekdays = TicksField(
        "Begins on",
        [InputRequired("Tick at least one day of the week.")],
        choices={str(number): name for number, name in enumerate(WEEKDAYS)},
        coerce=int,
    )
    starts = ClockField("Begins at", "Enter the time at which it begins, such as 20:00.")
    ends = ClockField("Ends at", "Enter the time at which it ends, such as 08:00.")
    first_on = DayField("First date", "Enter the first date.")
    last_on = DayField("Last date")


class DaysForm(FlaskForm):  # type: ignore[misc]
    """Which of several weekly shifts with one name and the same times is meant."""

    days = TicksField("Days", [InputRequired("Tick at least one day.")], coerce=int)

    def offer_days(self, days: Mapping[int, int]) -> None:
        """Fill the list: days of the week, by the numbers of the shifts."""
        self.days.choices = {str(shift): WEEKDAYS[weekday] for shift, weekday in days.items()}


class ShiftEndForm(DaysForm):
    """When weekly shifts end."""

    last_on = DayField("Last date on which it begins")
    mistaken = BooleanField("The shift was entered by mistake. Take it back as a whole.")


class PersonOnShiftForm(DaysForm):
    """Somebody gets a place on weekly shifts."""

    person = ChoiceField("Person", "Choose the person.")
    mode = ChoiceField(
        "How they take part",
        "Choose how they take part.",
        choices=one_of(MODES, "Choose"),
    )
    first_on = DayField("First date", "Enter the first date.")
    last_on = DayField("Last date")

    def offer(self, people: Iterable[Candidate]) -> None:
        """Fill the list; who is on the team comes first."""
        self.person.choices = people_choices(people, "Choose a person")


class PlaceCorrectionForm(FlaskForm):  # type: ignore[misc]
    """Other dates, or another way of taking part."""

    mode = ChoiceField("How they take part", "Choose how they take part.", choices=MODES)
    from_on = DayField("Only from this date on")
    first_on = DayField("First date", "Enter the first date.")
    last_on = DayField("Last date")
    mistaken = BooleanField("This was entered by mistake. Take it back.")


class ExceptionForm(FlaskForm):  # type: ignore[misc]
    """A shift is different on one date."""

    on = DayField("Date on which the shift begins", "Enter the date.")
    kind = ChoiceField(
        "What is different", "Choose what is different.", choices=one_of(_KINDS, "Choose")
    )
    off = ChoiceField("Who is off")
    comes = ChoiceField("Who comes")
    mode = ChoiceField("How they take part", choices=MODES)
    reason = TextField("Reason", "Say why, in a few words.", longest=200)

    def offer(self, usual: Iterable[Candidate], others: Iterable[Candidate]) -> None:
        """Fill the lists."""
        self.off.choices = people_choices(usual, "Nobody")
        self.comes.choices = people_choices(others, "Nobody")


class RosterFileForm(FlaskForm):  # type: ignore[misc]
    """A file of shifts."""

    county = ChoiceField("County", "Choose the county.")
    file = FileField("File", [InputRequired("Choose a file.")])


class CalendarForm(FlaskForm):  # type: ignore[misc]
    """Whose calendar a file is. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    team = ChoiceField("Team whose calendar this is", "Choose the team.")
    mode = ChoiceField(
        "How its people take part",
        "Choose how they take part.",
        choices=one_of(MODES, "Choose"),
    )

    def offer(self, teams: Iterable[TeamName]) -> None:
        """Fill the list."""
        self.team.choices = one_of({str(team.id): team.name for team in teams}, "Choose a team")


class WeekForm(FlaskForm):  # type: ignore[misc]
    """Which week of a roster is shown. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    week = DayField("Any day of the week")


def people_choices(people: Iterable[Candidate], nobody: str) -> dict[str, str]:
    """People as a list shows them."""
    return {"": nobody, **{str(one.id): one.name for one in people}}
