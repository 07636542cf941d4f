"""Fields for what items hold: texts in Markdown, references, places in a recording, instants."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, DateTimeLocalInput, ListWidget, TextArea

from portal.content.library.describing import timecode
from portal.domain.coverage import instant
from portal.domain.dates import CALIFORNIA, EARLIEST, LATEST, date_text
from portal.domain.text import unseen
from portal.forms.fields import SHOWN, TextField

LONGEST_LINE = 500
LONGEST_TEXT = 100_000
REFERENCES = "known-items"
"""The id of the list, on the page, of everything that may be referred to."""


def asked(field: Field, required: bool) -> None:
    """Say of a field whether it may stay empty; that it must not is the table's to check."""
    field.flags.optional = not required


class LineField(TextField):
    """One line of plain words."""

    def __init__(self, label: str, required: bool = False, **more: Any) -> None:
        """A line of a sensible length."""
        super().__init__(label, longest=LONGEST_LINE, **more)
        asked(self, required)


class SentencesField(LineField):
    """Plain words that are longer than a line; line ends are blanks."""

    widget = TextArea()


class ReferenceField(LineField):
    """Another item, by its kind and name; its title, written out, is understood too."""

    def __init__(self, label: str, required: bool = False, **more: Any) -> None:
        """A line that suggests what there is."""
        attributes = {"list": REFERENCES, "autocomplete": "off", "spellcheck": "false"}
        super().__init__(label, required, render_kw=attributes, **more)
        self.titles: Mapping[str, str] = {}

    def named(self) -> str:
        """The item that is meant, as it is kept."""
        return self.titles.get((self.data or "").casefold(), self.data or "").strip("/")


def _lines(text: str | None) -> str | None:
    if text is None:
        return None
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in composed.split("\n")).strip("\n")


def _lines_all_seen(_form: FlaskForm, field: Any) -> None:
    for number, line in enumerate((field.data or "").split("\n"), start=1):
        found = unseen(line.replace("\t", " "))
        if found:
            at, called = found
            message = (
                f"In line {number} there is a character that cannot be seen: "
                f"U+{ord(line[at]):04X}, {called}. It is shown as {SHOWN}: delete that."
            )
            raise ValidationError(message)


class AreaField(TextAreaField):
    """Several lines, in Markdown."""

    def __init__(self, label: str, required: bool = False, **more: Any) -> None:
        """`rows` is how high it is at first."""
        too_long = f"Use {LONGEST_TEXT:,} characters or fewer."
        checks = [Optional(), Length(max=LONGEST_TEXT, message=too_long), _lines_all_seen]
        super().__init__(label, checks, filters=[_lines], **more)
        asked(self, required)

    def _value(self) -> str:
        """What was typed; where a character cannot be seen, a sign stands for it."""
        kept = []
        for line in (self.data or "").split("\n"):
            shown = line
            while found := unseen(shown.replace(SHOWN, ".").replace("\t", " ")):
                shown = shown[: found[0]] + SHOWN + shown[found[0] + 1 :]
            kept.append(shown)
        return "\n".join(kept)


class PickField(SelectField):
    """One of a list."""

    def __init__(self, label: str, choices: Any = None, **more: Any) -> None:
        """`choices` are words by what is kept."""
        super().__init__(label, choices=choices or {}, **more)
        self.invalid_choice_message = "Choose from the list; what was sent is not on it."

    def offer(self, choices: Mapping[str, str], nothing: str = "Choose") -> None:
        """Fill the list. What is kept already stays on it, so that saving does not lose it."""
        known = {"": nothing, **choices}
        if self.data and self.data not in known:
            known[self.data] = self.data
        self.choices = known


class TicksField(SelectMultipleField):
    """Any number of a list, to be ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, choices: Any = None, **more: Any) -> None:
        """`choices` are words by what is kept."""
        super().__init__(label, choices=choices or {}, **more)

    def offer(self, choices: Mapping[str, str]) -> None:
        """Fill the list. What is kept already stays on it, so that saving does not lose it."""
        self.choices = {**choices, **{one: one for one in self.data or () if one not in choices}}


class NumberField(StringField):
    """A whole number."""

    def __init__(self, label: str, required: bool = False, **more: Any) -> None:
        """From nought on; the table says how far."""
        self.data: Any = None
        super().__init__(label, [Optional()], render_kw={"inputmode": "numeric"}, **more)
        asked(self, required)

    def _value(self) -> str:
        """As it was typed."""
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it; what is no number stays as it was typed."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        self.data = valuelist[0].strip()
        if not re.fullmatch(r"\d{1,6}", self.data):
            message = "Enter a whole number, such as 60."
            raise ValueError(message)
        self.data = int(self.data)


class TimecodeField(StringField):
    """A place in a recording; kept in seconds."""

    def __init__(self, label: str, required: bool = False, **more: Any) -> None:
        """Written as minutes and seconds."""
        self.data: Any = None
        super().__init__(label, [Optional()], **more)
        asked(self, required)

    def _value(self) -> str:
        """As people write it."""
        return timecode(self.data) if isinstance(self.data, int) else self.data or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it; what is no time stays as it was typed."""
        written = valuelist[0].strip() if valuelist else ""
        self.data = written or None
        if not written:
            return
        found = re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)", written)
        if not found or (found[1] and int(found[2]) > 59):
            message = "Enter minutes and seconds, such as 12:30, or hours too, such as 1:02:30."
            raise ValueError(message)
        self.data = int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])


class InstantField(Field):
    """A day and a time of day in California; kept as an instant."""

    widget = DateTimeLocalInput()
    data: datetime | None

    def __init__(self, label: str, required: bool = False, **more: Any) -> None:
        """Both at once."""
        super().__init__(label, [Optional()], **more)
        asked(self, required)
        self.written: str | None = None

    def _value(self) -> str:
        """As the browser's control has it."""
        if self.written is not None:
            return self.written
        return self.data.astimezone(CALIFORNIA).strftime("%Y-%m-%dT%H:%M") if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it. A time that the clocks skip in spring is no time."""
        self.data = None
        self.written = valuelist[0].strip() if valuelist else ""
        if not self.written:
            return
        message = "Enter the day and the time, such as 2026-12-03 10:00."
        try:
            local = datetime.fromisoformat(self.written.replace(" ", "T"))
        except ValueError:
            raise ValueError(message) from None
        if not EARLIEST <= local.date() <= LATEST or local.tzinfo is not None:
            raise ValueError(message)
        local = local.replace(second=0, microsecond=0)
        found = instant(local.date(), local.time())
        if found.astimezone(CALIFORNIA).replace(tzinfo=None) != local:
            message = (
                f"On {date_text(local.date())} the clocks in California skip from 2:00 to 3:00 "
                "in the morning, so there is no such time. Choose 3:00 or another time."
            )
            raise ValueError(message)
        self.data = found.astimezone(CALIFORNIA)
