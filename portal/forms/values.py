"""What a validated field holds, with its type."""

from datetime import date

from wtforms import DateField, StringField


def text(field: StringField) -> str:
    """The text typed; empty when nothing was."""
    return field.data or ""


def day(field: DateField) -> date:
    """The date of a field that must not be empty. Raises ValueError if it is."""
    if field.data is None:
        message = f"{field.name} has no date; validate the form first"
        raise ValueError(message)
    return field.data
