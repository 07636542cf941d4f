"""What a validated field holds, with its type."""

from datetime import date, time

from wtforms import DateField, SelectMultipleField, StringField, TimeField


def text(field: StringField) -> str:
    """The text typed; empty when nothing was."""
    return field.data or ""


def day(field: DateField) -> date:
    """The date of a field that must not be empty. Raises ValueError if it is."""
    if field.data is None:
        message = f"{field.name} has no date; validate the form first"
        raise ValueError(message)
    return field.data


def clock(field: TimeField) -> time:
    """The time of a field that must not be empty. Raises ValueError if it is."""
    if field.data is None:
        message = f"{field.name} has no time; validate the form first"
        raise ValueError(message)
    return field.data


def numbers(field: SelectMultipleField) -> list[int]:
    """What was ticked, where each choice is a number."""
    return list(field.data or [])


def day_of(written: str) -> date | None:
    """A day as addresses write it, such as 2026-11-22; None when it is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
