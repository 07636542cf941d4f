"""Teams."""

from collections.abc import Iterable, Mapping

from flask_wtf import FlaskForm

from portal.forms.fields import ChoiceField, NameField, one_of
from portal.models import Agency


class CountyFilterForm(FlaskForm):  # type: ignore[misc]
    """Which county's teams are listed. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    county = ChoiceField("County")


class TeamForm(FlaskForm):  # type: ignore[misc]
    """A new team."""

    name = NameField("Name of the team", "Enter the name of the team.", longest=100)
    county = ChoiceField("County", "Choose the county.")
    agency = ChoiceField("Agency")
    new_agency = NameField("New agency, if it is not on the list")

    def offer(self, counties: Mapping[str, str], agencies: Iterable[Agency]) -> None:
        """Fill the lists; the only county there is stands chosen."""
        self.county.choices = one_of(counties, "Choose a county")
        self.agency.choices = {
            "": "Choose an agency",
            **{str(agency.id): agency.name for agency in agencies},
        }
