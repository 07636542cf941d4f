"""Giving a role."""

from collections.abc import Mapping

from flask_wtf import FlaskForm

from portal.domain.access import Role
from portal.forms.fields import ChoiceField, one_of


class RoleForm(FlaskForm):  # type: ignore[misc]
    """A role, and the county it is held for."""

    role = ChoiceField(
        "Role",
        "Choose the role.",
        choices=one_of({role.value: role.label for role in Role}, "Choose a role"),
    )
    county = ChoiceField("Where")

    def offer(self, counties: Mapping[str, str]) -> None:
        """Fill the list of counties."""
        self.county.choices = {"": "The whole state", **counties}
