"""What is said about a live session: subject, time, place, who may come, what credit asks for."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, TextAreaField
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from portal.domain.curriculum import Course
from portal.domain.dates import CALIFORNIA
from portal.domain.errors import Invalid
from portal.domain.events.reports import ZONES
from portal.domain.events.terms import Audience, Format, Terms, of_training, training_of
from portal.forms.fields import ChoiceField, DayField, TextField, TicksField
from portal.forms.rosters import ClockField
from portal.forms.values import clock, day, text
from portal.services.events.making import MOST_SEATS

LONGEST = timedelta(hours=12)
"""A session. One that would end beyond that was meant to end earlier."""

STATE = "state"
WEBINAR = re.compile(r"webinar:[a-z0-9]+(?:-[a-z0-9]+)*")
_AUDIENCES = {
    Audience.AFFILIATES.value: "People who work in certain counties",
    Audience.SIGNED_IN.value: "Everybody who can sign in",
    Audience.PUBLIC.value: "Everybody; visitors register by e-mail, without an account",
}


class WholeField(IntegerField):
    """A whole number within limits; what is none gets an error that says so."""

    def __init__(self, label: str, least: int, most: int, required: str = "", **more: Any) -> None:
        """`required` is what to say when nothing was typed; without it the field is optional."""
        self.wrong = f"Enter a whole number from {least:,} to {most:,}."
        needed = InputRequired(required) if required else Optional()
        super().__init__(label, [needed, NumberRange(least, most, self.wrong)], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self.wrong) from None


def _web_address(_form: FlaskForm, field: Any) -> None:
    if not field.data.startswith(("https://", "http://")) or " " in field.data:
        message = "Enter a whole web address that begins with https://."
        raise ValidationError(message)


class SessionForm(FlaskForm):  # type: ignore[misc]
    """What is said about a session."""

    held_by = ChoiceField("Held for", "Choose for whom the session is held.")
    training = ChoiceField("Training")
    title = TextField("Title", longest=150)
    about = TextAreaField(
        "What it is about",
        [Optional(), Length(max=2000, message="Use 2,000 characters or fewer.")],
    )
    format = ChoiceField(
        "Where it takes place",
        "Choose whether it is online or in a room.",
        choices={"": "Choose", **{one.value: one.label for one in Format}},
    )
    place = TextField("Address and room", longest=200)
    meeting_url = TextField("Link to the meeting", longest=500, also=[_web_address])
    day = DayField("Day", "Enter the day.")
    starts = ClockField("Starts at", "Enter the time at which it starts.")
    ends = ClockField("Ends at", "Enter the time at which it ends.")
    over = BooleanField("It has taken place already")
    trainers = TextField("Trainers", "Enter who teaches it.", longest=200)
    seats = WholeField("Seats", 1, MOST_SEATS, "Enter how many seats there are.")
    waiting = WholeField(
        "Places on the wait list", 0, MOST_SEATS, "Enter how many may wait; 0: none."
    )
    audience = ChoiceField(
        "Who may register", "Choose who may register.", choices={"": "Choose", **_AUDIENCES}
    )
    counties = TicksField("Counties")
    closes_day = DayField("Registration closes on")
    closes = ClockField("Registration closes at")
    least_percent = WholeField(
        "Least presence, in percent of the minutes", 1, 100, "Enter the least percentage."
    )
    latest_minutes = WholeField("Latest arrival, in minutes after the start", 0, 24 * 60)
    quiz = BooleanField("The closing quiz has to be passed")
    ce_minutes = WholeField("Continuing education, in minutes", 1, 24 * 60)
    ce_provider = TextField("Stated by", longest=200)
    subject = HiddenField(validators=[Optional(), Regexp(WEBINAR, message="Open the form anew.")])
    """A webinar of the library, where that is what the session is about."""
    form_key = HiddenField(validators=[Optional(), Length(max=40)])
    number = HiddenField(validators=[Optional(), Length(max=10)])

    def offer(
        self, held: Mapping[str, str], every: Mapping[str, str] | None, courses: Iterable[Course]
    ) -> None:
        """Fill the lists: the counties of whoever holds it, and, for the state, `every` county."""
        self.training.choices = {
            "": "Another subject, named by its title",
            **{course.slug: course.title for course in courses},
        }
        statewide = every is not None
        own = {fips: f"{name} County" for fips, name in held.items()}
        first = {STATE: "The whole state"} if statewide else {}
        choices = {**first, **own}
        self.held_by.choices = choices if len(choices) == 1 else {"": "Choose", **choices}
        if not statewide:
            del self.audience
        if len(choices) == 1:
            del self.counties
        else:
            self.counties.choices = dict(every if every is not None else held)

    def fill(self, terms: Terms, county: str | None, number: int) -> None:
        """Show what was said."""
        starts, ends = (at.astimezone(CALIFORNIA) for at in (terms.starts_at, terms.ends_at))
        closes = terms.closes_at.astimezone(CALIFORNIA)
        self.held_by.data = county or STATE
        self.training.data = training_of(terms.subject) or ""
        self.subject.data = "" if training_of(terms.subject) else terms.subject
        for name in (
            *("title", "about", "place", "meeting_url", "trainers", "seats", "waiting"),
            *("least_percent", "latest_minutes", "quiz", "ce_minutes", "ce_provider"),
        ):
            self[name].data = getattr(terms, name)
        self.format.data = terms.format.value
        self.day.data, self.starts.data, self.ends.data = starts.date(), starts.time(), ends.time()
        if terms.closes_at != terms.starts_at:
            self.closes_day.data, self.closes.data = closes.date(), closes.time()
        if "audience" in self:
            self.audience.data = terms.audience.value
        if "counties" in self:
            self.counties.data = sorted(terms.counties)
        self.number.data = str(number)

    @property
    def county(self) -> str | None:
        """The county that holds it; None for the whole state."""
        return None if self.held_by.data == STATE else str(self.held_by.data)

    def keep_holder(self, county: str | None) -> None:
        """The session stays that of its county, or of the whole state."""
        self.held_by.data = county or STATE
        self.held_by.choices = {self.held_by.data: ""}
        self.held_by.raw_data = [self.held_by.data]

    def terms(self) -> Terms:
        """What the valid form says. Raises Invalid, naming the field."""
        slug = self.training.data or ""
        title = text(self.title) or (self.training.words if slug else "")
        if not title:
            message = "Choose the training, or enter a title."
            raise Invalid(message, "title")
        kind = Format(self.format.data)
        if kind is Format.ROOM and not text(self.place):
            message = "Enter where the room is."
            raise Invalid(message, "place")
        on, begins, finishes = day(self.day), clock(self.starts), clock(self.ends)
        starts_at = local_instant(on, begins, "starts")
        last = on + timedelta(days=1) if finishes <= begins else on
        ends_at = local_instant(last, finishes, "ends")
        if ends_at - starts_at > LONGEST:
            hours = round((ends_at - starts_at) / timedelta(hours=1), 1)
            message = (
                f"That would take {hours:g} hours. Look at “a.m.” and “p.m.”; what takes more "
                "than 12 hours is several sessions."
            )
            raise Invalid(message, "ends")
        audience, counties = self._audience()
        return Terms(
            subject=of_training(slug) if slug else text(self.subject),
            title=title,
            about=text(self.about).strip(),
            format=kind,
            place=text(self.place),
            meeting_url=text(self.meeting_url),
            starts_at=starts_at,
            ends_at=ends_at,
            seats=self.seats.data or 0,
            waiting=self.waiting.data or 0,
            trainers=text(self.trainers),
            audience=audience,
            counties=counties,
            closes_at=self._closes_at(on, starts_at),
            least_percent=self.least_percent.data or 0,
            latest_minutes=self.latest_minutes.data,
            quiz=bool(self.quiz.data),
            ce_minutes=self.ce_minutes.data,
            ce_provider=text(self.ce_provider) if self.ce_minutes.data else "",
        )

    def _audience(self) -> tuple[Audience, frozenset[str]]:
        """A county's session is for people of counties; only the state's may be for others."""
        audience = Audience.AFFILIATES
        if "audience" in self:
            audience = Audience(self.audience.data)
        county = self.county
        if county is not None and audience is not Audience.AFFILIATES:
            message = (
                "A session that a county holds is for people who work in counties. Hold it for the "
                "whole state, or choose the first answer."
            )
            raise Invalid(message, "audience")
        if audience is not Audience.AFFILIATES:
            return audience, frozenset()
        ticked = frozenset(self.counties.data or []) if "counties" in self else frozenset()
        return audience, ticked or (frozenset({county}) if county else frozenset())

    def _closes_at(self, on: date, starts_at: datetime) -> datetime:
        """At the start, unless something else was entered."""
        if self.closes_day.data is None and self.closes.data is None:
            return starts_at
        return local_instant(
            self.closes_day.data or on, self.closes.data or time(23, 59), "closes_day"
        )


def local_instant(on: date, at: time, name: str) -> datetime:
    """The instant at which clocks in California show this time; the first of two.

    Raises Invalid, for this field, for a time that the clocks skip.
    """
    local = datetime.combine(on, at, CALIFORNIA)
    found = local.astimezone(ZONES["UTC"])
    if found.astimezone(CALIFORNIA).replace(tzinfo=None) != local.replace(tzinfo=None):
        message = "On this night the clocks skip this time. Enter one an hour later."
        raise Invalid(message, name)
    return found
