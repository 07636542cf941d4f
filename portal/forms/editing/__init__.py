"""The forms in which TA staff write: one for each kind of item, made of its table."""

from portal.forms.editing.acting import (
    CompareForm,
    ListForm,
    PublishForm,
    RetireForm,
)
from portal.forms.editing.building import SECTIONS, EditForm, Offered, edit_form
from portal.forms.editing.reading import read
from portal.forms.editing.rows import reshaped

__all__ = [
    "SECTIONS",
    "CompareForm",
    "EditForm",
    "ListForm",
    "Offered",
    "PublishForm",
    "RetireForm",
    "edit_form",
    "read",
    "reshaped",
]
