"""The settings of a requirement as fields of a form, in the words of whoever reads the source.

Where words may stand in place of a value, such as “before the first response” or “all counties”,
a list offers them and a second field takes the value.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from flask_wtf import FlaskForm
from wtforms.fields import Field

from portal.domain.checks import Kind, SettingShape
from portal.domain.errors import Invalid
from portal.domain.requirements import UNKNOWN, Rulebook, Setting
from portal.domain.settings import NONE, fitting, parse_setting, setting_text
from portal.forms.fields import ChoiceField, DayField, TextField, TicksField
from portal.services.rulebook import FIELD

PREFIX = FIELD
"""Before the name of a setting, in the name of its field: as the service names it in errors."""
VALUE = "value"
"""Chosen where the value itself is said, in the second field."""
_SECOND = "_value"
"""After the name of a setting, in the name of its second field."""
Shown = str | list[str] | date | None
"""What stands in a field."""
_OFFERED = {
    Kind.DAYS: ("A number of days", "number of days"),
    Kind.MONTHS: ("A number of months", "number of months"),
    Kind.DAY: ("A day", "the day"),
    Kind.WORDS: ("Those ticked below", "those"),
}
"""What the list offers for a value, and what the second field is called."""


def offering(
    shape: SettingShape, rulebook: Rulebook, trainings: Mapping[str, str], value: Setting | None
) -> SettingShape:
    """A setting that names requirements or trainings offers them by title; what stands, too."""
    if shape.kind is Kind.REQUIREMENT:
        named = {
            slug: one.title
            for slug, one in rulebook.requirements.items()
            if one.check == "completed" or slug == value
        }
    elif shape.kind is Kind.COURSES:
        standing = value if isinstance(value, tuple) else ()
        named = {**trainings, **{slug: slug for slug in standing if slug not in trainings}}
    else:
        return shape
    return replace(shape, choices=dict(sorted(named.items(), key=lambda one: one[1])))


def fields_of(name: str, shape: SettingShape) -> dict[str, Field]:
    """The fields that ask for a setting, by their names."""
    name = PREFIX + name
    if shape.instead:
        offered, called = _OFFERED[shape.kind]
        ways = {**shape.instead, VALUE: offered, UNKNOWN: "Unknown"}
        second = replace(shape, label=f"{shape.label}: {called}", hint="", optional=True)
        return {
            name: ChoiceField(shape.label, choices=ways, description=shape.hint),
            name + _SECOND: _plain(second),
        }
    return {name: _plain(shape)}


def _plain(shape: SettingShape) -> Field:
    if _is_ticked(shape):
        hint = shape.hint
        if shape.may_be_unknown and not shape.instead:
            hint = f"{hint} Without a tick it is unknown."
        return TicksField(shape.label, choices=dict(shape.choices or {}), description=hint)
    if shape.kind in (Kind.WORD, Kind.REQUIREMENT) and shape.choices:
        left_out = {"": "Not said"} if shape.optional else {}
        return ChoiceField(
            shape.label,
            choices={**left_out, UNKNOWN: "Unknown", **shape.choices},
            description=shape.hint,
        )
    if shape.kind is Kind.DAY:
        return DayField(shape.label)
    asked = "Write what the source says, or “unknown”."
    if shape.optional or not shape.may_be_unknown:
        asked = ""
    return TextField(shape.label, asked, longest=500, description=shape.hint)


def shown(name: str, shape: SettingShape, value: Setting | None) -> dict[str, Shown]:
    """What stands in those fields for a value."""
    name = PREFIX + name
    if not shape.instead:
        return {name: _written(shape, value)}
    if isinstance(value, str):  # a word in place of a value; or unknown
        return {name: value, name + _SECOND: _written(shape, None)}
    return {name: VALUE, name + _SECOND: _written(shape, value)}


def _written(shape: SettingShape, value: Setting | None) -> Shown:
    if _is_ticked(shape):
        return list(value) if isinstance(value, tuple) else []
    if shape.kind is Kind.DAY:
        return value if isinstance(value, date) else None
    if value is None or (value == () and not shape.may_be_unknown):
        return ""
    return setting_text(shape, value)


def _is_ticked(shape: SettingShape) -> bool:
    return shape.kind in (Kind.WORDS, Kind.COURSES) and bool(shape.choices)


def read(form: FlaskForm, name: str, shape: SettingShape) -> Setting | None:
    """What was filled in; None where an optional one was left out.

    Raises Invalid, naming the field, when it does not fit.
    """
    field = PREFIX + name
    if not shape.instead:
        return _of_field(form, field, shape)
    way, offered = form[field].data, _OFFERED[shape.kind][0]
    given = bool(form[field + _SECOND].data)
    if way == VALUE:
        if not given:
            message = f"Nothing is said here. Say it, or choose another answer than “{offered}”."
            raise Invalid(message, field + _SECOND)
        return _of_field(form, field + _SECOND, replace(shape, instead={}, may_be_unknown=False))
    if given:
        message = f"Choose “{offered}” for what stands below, or take that away."
        raise Invalid(message, field)
    return fitting(shape, way)


def _of_field(form: FlaskForm, field: str, shape: SettingShape) -> Setting | None:
    said = form[field].data
    if isinstance(said, date):
        return fitting(shape, said)
    text = (", ".join(said) if isinstance(said, list) else said or "").strip()
    if not text and shape.optional:
        return None
    nothing = UNKNOWN if shape.may_be_unknown else NONE
    try:
        return parse_setting(shape, text or nothing)
    except Invalid as error:
        raise Invalid(str(error), field) from None
