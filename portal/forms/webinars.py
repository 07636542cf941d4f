"""Recordings and captions of webinars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import TextInput

from portal.content.media.captions import BadCaptions, read_captions, tidy
from portal.content.media.probing import TYPES
from portal.domain.captions import LANGUAGES, LONGEST_TEXT, Cue, Fault, State, clock, milliseconds
from portal.domain.errors import Invalid
from portal.forms.fields import ChoiceField

PAGE = 50
"""Cues on a page of the editor."""


class RecordingForm(FlaskForm):  # type: ignore[misc]
    """A recording that is handed in at once."""

    file = FileField(
        "Recording",
        [InputRequired("Choose the recording.")],
        render_kw={"accept": ",".join(TYPES)},
        description="MP4 (H.264 and AAC) or WebM.",
    )


class CaptionFileForm(FlaskForm):  # type: ignore[misc]
    """A file of captions."""

    language = ChoiceField("Language", "Choose the language.", choices={"": "Choose", **LANGUAGES})
    state = ChoiceField(
        "How they were made",
        "Say how they were made.",
        choices={
            "": "Choose",
            State.EDITED.value: "Somebody wrote or corrected them",
            State.AUTOMATIC.value: "A program made them",
        },
    )
    captions = FileField(
        "Captions",
        [InputRequired("Choose the file with the captions.")],
        render_kw={"accept": ".vtt,.srt,text/vtt"},
        description="WebVTT (.vtt) or SubRip (.srt), with letters in UTF-8.",
    )
    cues: Sequence[Cue] = ()
    """What is in the file, once the form is validated."""

    def read(self, length: int | None) -> bool:
        """Whether the file can be used for a recording of this length; else it says why."""
        try:
            self.cues = read_captions(self.captions.data.read(), length)
        except BadCaptions as error:
            self.captions.errors = error.troubles
            return False
        return True


class TimeField(StringField):
    """A moment in a recording, such as 1:02.500; its data are milliseconds."""

    widget = TextInput()
    milliseconds: int | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 (its signature is given)
        """Read it."""
        try:
            self.milliseconds = milliseconds(self.data or "")
        except Invalid as error:
            raise ValidationError(str(error)) from None


class CueForm(Form):
    """One cue."""

    start = TimeField("From")
    end = TimeField("Until")
    text = TextAreaField(
        "What is heard",
        [Length(max=LONGEST_TEXT, message=f"Use {LONGEST_TEXT} characters or fewer.")],
    )


class CuesForm(FlaskForm):  # type: ignore[misc]
    """A page of cues. `number` is the version that they come from, `first` the place on it."""

    number = HiddenField()
    first = HiddenField()
    cues = FieldList(FormField(CueForm), "Cue", max_entries=PAGE * 3)
    over = BooleanField(
        "Put what stands here in the place of theirs, for this part of the recording"
    )

    @property
    def begins_at(self) -> int:
        """How many cues come before this page; errors name each by its place among all."""
        said = self.first.data or ""
        return int(said) if said.isdecimal() else 0

    def show(self, number: int, first: int, cues: Sequence[Cue]) -> None:
        """Fill it anew."""
        self.number.data, self.first.data = str(number), str(first)
        while self.cues.entries:
            self.cues.pop_entry()
        for cue in cues:
            values = {"start": clock(cue.start), "end": clock(cue.end), "text": cue.text}
            self.cues.append_entry(values)

    def typed(self) -> list[Cue] | None:
        """The cues as they were typed; None when a time cannot be read."""
        found = []
        for entry in self.cues.entries:
            start, end = entry.form.start.milliseconds, entry.form.end.milliseconds
            if start is None or end is None:
                return None
            found.append(Cue(start, end, tidy((entry.form.text.data or "").replace("\r", ""))))
        return found

    def blame(self, faults: Sequence[Fault], offset: int) -> list[str]:
        """Put faults at the cues of this page, which begin at `offset`; and those elsewhere."""
        elsewhere = []
        for fault in faults:
            place = fault.cue - offset
            if 0 <= place < len(self.cues.entries):
                field = self.cues.entries[place].form.start
                field.errors = [*field.errors, fault.message]
            else:
                elsewhere.append(f"Cue {fault.cue + 1}: {fault.message}")
        self.cues.errors = [entry.errors for entry in self.cues.entries if entry.errors]
        return elsewhere


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """Somebody's word that captions are right."""

    number = HiddenField()
    compared = BooleanField(
        "I have watched the recording with these captions. They say what is heard.",
        [InputRequired("Tick this when you have compared them with the recording.")],
    )


class RestoreForm(FlaskForm):  # type: ignore[misc]
    """Only the token, and which version."""

    number = HiddenField()
