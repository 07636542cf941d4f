"""Fields that several forms share: text that is tidied, days, and choices with clear errors."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, Select, html_params

from portal import clock
from portal.domain.dates import EARLIEST, LATEST
from portal.domain.errors import Invalid
from portal.domain.people import PHONE
from portal.domain.text import spaced, unseen

DAY = "Enter the day, such as 2026-11-22."

SHOWN = "\ufffd"

Choices = dict[str, str]
"""The words of each choice, by what is sent for it."""


def tidy(text: str | None) -> str:
    """One line without control characters, blanks around it or several blanks in a row."""
    composed = unicodedata.normalize("NFC", text or "")
    plain = (" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in composed)
    return " ".join("".join(plain).split())


def _all_seen(_form: FlaskForm, field: Any) -> None:
    found = unseen(field.data)
    if found:
        at, called = found
        where = f"after “{field.data[max(0, at - 20) : at]}”" if at else "at the beginning"
        message = (
            f"There is a character {where} that cannot be seen: U+{ord(field.data[at]):04X}, "
            f"{called}. It is shown as {SHOWN}: delete that, or type the text again."
        )
        raise ValidationError(message)


def _has_letters(_form: FlaskForm, field: Any) -> None:
    if not any(unicodedata.category(c).startswith("L") for c in field.data):
        message = "There is no letter in this name. Enter it in letters."
        raise ValidationError(message)


def _is_phone(_form: FlaskForm, field: Any) -> None:
    plain = PHONE.fullmatch(field.data)
    if not plain or not any(c.isdigit() for c in field.data):
        message = (
            "Use only digits, spaces, + ( ) - . and x or ext before an extension, "
            "such as (555) 555-0100 ext. 12."
        )
        raise ValidationError(message)


class TextField(StringField):
    """A line of text that can be seen, tidied, of a sensible length."""

    data: str
    """Never None: the filter makes nothing of it."""

    def __init__(
        self,
        label: str,
        required: str = "",
        *,
        longest: int = 200,
        email: bool = False,
        also: Sequence[Any] = (),
        **more: Any,
    ) -> None:
        """`required` is what to say when nothing was typed; without it the field is optional."""
        checks: list[Any] = [DataRequired(required) if required else Optional()]
        checks.append(Length(max=longest, message=f"Use {longest} characters or fewer."))
        checks.append(_all_seen)
        if email:
            checks.append(Email("Enter an e-mail address like name@example.org."))
        super().__init__(label, [*checks, *also], filters=[spaced], **more)

    def _value(self) -> str:
        """What was typed; where a character cannot be seen, a sign stands for it."""
        text = self.data or ""
        while found := unseen(text.replace(SHOWN, ".")):
            text = text[: found[0]] + SHOWN + text[found[0] + 1 :]
        return text


class NameField(TextField):
    """What somebody or something is called."""

    def __init__(self, label: str, required: str = "", *, longest: int = 120, **more: Any) -> None:
        """As for other text; a name has a letter."""
        super().__init__(label, required, longest=longest, also=[_has_letters], **more)


class PhoneField(TextField):
    """A phone number, as people write them."""

    def __init__(self, label: str, **more: Any) -> None:
        """Optional."""
        super().__init__(label, longest=40, also=[_is_phone], **more)


class ReasonField(TextAreaField):
    """Why something was decided, or what is said about it, in a few sentences."""

    data: str
    """Never None: the filter makes nothing of it."""

    def __init__(self, label: str, required: str = "", *, longest: int = 1000, **more: Any) -> None:
        """`required` is what to say when nothing was typed; without it the field is optional."""
        checks: list[Any] = [
            DataRequired(required) if required else Optional(),
            Length(max=longest, message=f"Use {longest:,} characters or fewer."),
            _all_seen,
        ]
        super().__init__(label, checks, filters=[spaced], **more)


class DayField(DateField):
    """A day; what is no day gets an error that shows how to write one."""

    def __init__(self, label: str, required: str = "", *, to_come: str = "", **more: Any) -> None:
        """`required` is what to say when nothing was typed; without it the field is optional.

        `to_come` is what to say of a day that has not come yet; without it such a day is fine.
        """
        # what was typed and is no day gets its own error, so this asks for anything typed
        super().__init__(label, [InputRequired(required) if required else Optional()], **more)
        self.to_come = to_come

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 (its signature is given)
        """Look whether the day has come, so that this is said along with every other error."""
        if self.to_come and self.data is not None and self.data > clock.today():
            raise ValidationError(self.to_come)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(DAY) from None
        if self.data is not None and not EARLIEST <= self.data <= LATEST:
            year, self.data = self.data.year, None
            message = f"The year {year} cannot be right. Check the year. {DAY}"
            raise ValueError(message)


class _Options(Select):
    """A list, its options written in one go: the library's own way takes five times as long."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        if field.has_groups():
            return Markup(super().__call__(field, **kwargs))  # noqa: S704 - is Markup
        kwargs.setdefault("id", field.id)
        if field.flags.required:
            kwargs.setdefault("required", True)
        options = "".join(
            f'<option{" selected" if one.selected else ""} value="{escape(one.value)}">'
            f"{escape(one.label or one.value)}</option>"
            for one in field.iter_choices()
        )
        attributes = html_params(name=field.name, **kwargs)
        return Markup(f"<select {attributes}>{options}</select>")  # noqa: S704 - escaped above


class ChoiceField(SelectField):
    """One of a list."""

    widget = _Options()

    def __init__(
        self, label: str, required: str = "", choices: Choices | None = None, **more: Any
    ) -> None:
        """`required` is what to say when nothing was chosen; without it that is fine."""
        checks = [DataRequired(required)] if required else []
        super().__init__(label, checks, choices=choices, default="", **more)
        self.invalid_choice_message = "Choose from the list; what was sent is not on it."

    @property
    def words(self) -> str:
        """What was chosen, as the list shows it."""
        return next((str(label) for _, label, chosen, *_ in self.iter_choices() if chosen), "")


class TicksField(SelectMultipleField):
    """Any number of a list, to be ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def one_of(choices: Mapping[str, str], nothing: str) -> Choices:
    """A list to choose from, with a first line for no choice; a single choice stands chosen."""
    return dict(choices) if len(choices) == 1 else {"": nothing, **choices}


def number_of(field: ChoiceField) -> int | None:
    """The number that was chosen, if any."""
    return int(field.data) if field.data else None


@contextmanager
def at_field() -> Iterator[None]:
    """What a service refuses is said at the field that is validated, along with other errors."""
    try:
        yield
    except Invalid as error:
        raise ValidationError(str(error)) from None


def refuse(form: FlaskForm, error: Invalid) -> None:
    """Show an error of a service beside its field."""
    if error.field is not None and error.field in form:
        form[error.field].errors = [str(error)]
    else:
        form.form_errors = [str(error)]
