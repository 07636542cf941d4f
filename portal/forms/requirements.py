"""Verifying a requirement at its source, and taking that back."""

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.fields import Field

from portal.domain.checks import CheckShape
from portal.domain.errors import Invalid
from portal.domain.requirements import Rulebook, Setting, Version
from portal.forms.fields import ChoiceField, DayField, TextField
from portal.forms.settings import PREFIX, Shown, fields_of, offering, read, shown

AT_FIELDS = "fields"
"""An `Invalid` about this is said at the fields themselves already."""


class VerificationForm(FlaskForm):  # type: ignore[misc]
    """What the source says, where, and who read it when; the fields of its settings are added."""

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

    def validate_section(self, field: TextField) -> None:
        """Pages say “section” before it, so it is not kept when it was typed as well."""
        word, _, rest = field.data.partition(" ")
        if rest and word.casefold() in ("section", "sec.", "§"):
            field.data = rest

    @property
    def setting_fields(self) -> list[Field]:
        """The fields of the settings, in the order of the check."""
        return [field for name, field in self._fields.items() if name.startswith(PREFIX)]

    def settings(self, shape: CheckShape) -> dict[str, Setting]:
        """What was filled in. Raises Invalid when some does not fit; each says so at its field."""
        found: dict[str, Setting] = {}
        wrong = False
        for name, one in shape.settings.items():
            try:
                value = read(self, name, one)
            except Invalid as error:
                self[error.field or PREFIX + name].errors = [str(error)]
                wrong = True
            else:
                if value is not None:
                    found[name] = value
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
    fields: dict[str, Field] = {}
    standing: dict[str, Shown] = {}
    for name, shape in check.settings.items():
        value = version.settings.get(name)
        one = offering(shape, rulebook, trainings, value)
        fields |= fields_of(name, one)
        standing |= shown(name, one, value)
    form = type("VerificationForm", (VerificationForm,), fields)(
        data={
            "version": version.starts.isoformat(),
            "source": version.source,
            "section": version.section,
            **standing,
        }
    )
    form.source.choices = {
        "": "Choose a source",
        **{key: f"{source.title} ({source.publisher})" for key, source in rulebook.sources.items()},
    }
    assert isinstance(form, VerificationForm)  # noqa: S101 (made of it just now)
    return form


class WithdrawalForm(FlaskForm):  # type: ignore[misc]
    """From when the requirement advises again, and why."""

    ends_on = DayField(
        "Advises again from",
        "Enter the first day on which it advises again.",
        description="Today: what it judged until now stays as it was. The day it began to judge, "
        "which stands above: as if it had never been verified.",
    )
    reason = TextField("Reason", "Say why it is withdrawn.", longest=500)
