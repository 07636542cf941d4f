"""Verifying a requirement at its source, and taking that back."""

from collections.abc import Mapping
from dataclasses import replace

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField
from wtforms.fields import Field
from wtforms.widgets import CheckboxInput, ListWidget

from portal.domain.checks import CheckShape, Kind, SettingShape
from portal.domain.errors import Invalid
from portal.domain.requirements import UNKNOWN, Rulebook, Setting, Version
from portal.domain.settings import NONE, parse_setting, setting_text
from portal.forms.fields import ChoiceField, DayField, TextField
from portal.services.rulebook import FIELD

PREFIX = FIELD
"""Before the name of a setting, in the name of its field: as the service names it in errors."""


AT_FIELDS = "fields"
"""An `Invalid` about this is said at the fields themselves already."""


class TicksField(SelectMultipleField):
    """Any number of a list, to be ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class VerificationForm(FlaskForm):  # type: ignore[misc]
    """What the source says, where, and who read it when. Fields for settings come by `offer`."""

    version = HiddenField()
    source = ChoiceField("Source", "Choose the source that you read.")
    section = TextField(
        "Section",
        "Say where in the source it stands, such as “3(a)” or “page 7”.",
        description="So that the next reader finds it again.",
        longest=100,
    )
    read_on = DayField("Day you read it", "Enter the day you read the source.")
    starts_on = DayField(
        "Judges from",
        "Enter the first day on which it judges instead of advising.",
        description="Before this day nothing changes.",
    )
    note = TextField("Note", longest=500, description="Anything the next reader should know.")

    @property
    def setting_fields(self) -> list[Field]:
        """The fields of the settings, in the order of the check."""
        return [field for name, field in self._fields.items() if name.startswith(PREFIX)]

    def settings(self, shape: CheckShape) -> dict[str, Setting]:
        """What was filled in. Raises Invalid when some does not fit; each says so at its field."""
        found: dict[str, Setting] = {}
        wrong = False
        for name, one in shape.settings.items():
            field = self[PREFIX + name]
            text = ", ".join(field.data or []) if isinstance(field, TicksField) else field.data
            if not (text or "").strip() and one.optional:
                continue
            nothing = UNKNOWN if one.may_be_unknown else NONE
            try:
                found[name] = parse_setting(one, text or nothing)
            except Invalid as error:
                field.errors = [str(error)]
                wrong = True
        if wrong:
            message = "Something about what the requirement says cannot be used."
            raise Invalid(message, AT_FIELDS)
        return found


def verification_form(
    rulebook: Rulebook, trainings: Mapping[str, str], check: CheckShape, version: Version
) -> VerificationForm:
    """The form for one version, with what stands in it now.

    trainings: the titles of the portal's trainings, by slug.
    """
    shapes = {
        name: _with_choices(one, rulebook, trainings, version.settings.get(name))
        for name, one in check.settings.items()
    }
    fields = {PREFIX + name: _field(one) for name, one in shapes.items()}
    form = type("VerificationForm", (VerificationForm,), fields)(
        data={
            "version": version.starts.isoformat(),
            "source": version.source,
            "section": version.section,
            **{
                PREFIX + name: _shown(one, version.settings.get(name))
                for name, one in shapes.items()
            },
        }
    )
    form.source.choices = {
        "": "Choose a source",
        **{key: f"{source.title} ({source.publisher})" for key, source in rulebook.sources.items()},
    }
    assert isinstance(form, VerificationForm)  # noqa: S101 (made of it just now)
    return form


def _with_choices(
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


def _field(shape: SettingShape) -> Field:
    if shape.kind in (Kind.WORDS, Kind.COURSES) and shape.choices:
        return TicksField(shape.label, choices=dict(shape.choices), description=shape.hint)
    if shape.kind in (Kind.WORD, Kind.REQUIREMENT) and shape.choices:
        left_out = {"": "Not said"} if shape.optional else {}
        return ChoiceField(
            shape.label,
            choices={**left_out, UNKNOWN: "Unknown", **shape.choices},
            description=shape.hint,
        )
    asked = "" if shape.optional else "Write what the source says, or “unknown”."
    return TextField(shape.label, asked, longest=500, description=shape.hint)


def _shown(shape: SettingShape, value: Setting | None) -> str | list[str]:
    if shape.kind in (Kind.WORDS, Kind.COURSES) and shape.choices:
        return list(value) if isinstance(value, tuple) else []
    return "" if value is None else setting_text(value)


class WithdrawalForm(FlaskForm):  # type: ignore[misc]
    """From when the requirement advises again, and why."""

    ends_on = DayField(
        "Advises again from",
        "Enter the first day on which it advises again.",
        description="Today: what it judged until now stays as it was. The day it began to judge, "
        "which stands above: as if it had never been verified.",
    )
    reason = TextField("Reason", "Say why it is withdrawn.", longest=500)
