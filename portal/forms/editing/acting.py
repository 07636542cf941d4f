"""Small forms around an item: the work list's filter, publishing, retiring, comparing."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField

from portal.domain.library.items import Kind
from portal.forms.editing.fields import InstantField
from portal.forms.fields import ChoiceField, ReasonField, TextField

NOW, LATER = "now", "later"
STANDINGS = {
    "": "Any",
    "draft": "Draft",
    "scheduled": "Scheduled",
    "published": "Published",
    "retired": "Retired",
    "waits": "Changes waiting",
}
SORTS = {
    "": "To be checked again first",
    "changed": "Changed last first",
    "title": "Title",
    "kind": "Kind",
}


class ListForm(FlaskForm):  # type: ignore[misc]
    """What the work list shows, and in which order. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    q = TextField("Words", description="Of the title, the name or the owner.")
    kind = ChoiceField("Kind", choices={"": "Any", **{kind.value: kind.label for kind in Kind}})
    standing = ChoiceField("Standing", choices=STANDINGS)
    initiative = ChoiceField("Initiative", choices={"": "Any"})
    sort = ChoiceField("Order", choices=SORTS)


class WhenForm(FlaskForm):  # type: ignore[misc]
    """Now, or at a time in California."""

    when = RadioField("When", choices={NOW: "Now", LATER: "On a day, at a time"}, default=NOW)
    starts_at = InstantField(
        "Day and time", description="California time. Only if you chose a day and a time."
    )
    take_back = BooleanField("Take back what is scheduled", default=True)

    def validate(self, *args: Any, **more: Any) -> bool:
        """A time that is not asked for cannot be wrong; one that is has to be there."""
        if self.when.data == NOW:
            self.starts_at.process_errors = []
        fine = bool(super().validate(*args, **more))
        if self.when.data == LATER and self.starts_at.data is None and not self.starts_at.errors:
            self.starts_at.errors = ["Enter the day and the time, such as 2026-12-03 10:00."]
            return False
        return fine


class PublishForm(WhenForm):
    """From when a version is shown."""

    number = HiddenField()


class RetireForm(WhenForm):
    """From when nothing of an item is shown, and why."""

    reason = ReasonField("Reason", "Say why it is retired.", longest=500)


class CompareForm(FlaskForm):  # type: ignore[misc]
    """Two versions. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    before = ChoiceField("From")
    after = ChoiceField("To")
