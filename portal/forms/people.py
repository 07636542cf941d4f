"""People, where they work, what they are, and their credentials."""

from collections.abc import Iterable, Mapping

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import Length

from portal.domain.people import ProviderType
from portal.forms.fields import (
    ChoiceField,
    Choices,
    DayField,
    NameField,
    PhoneField,
    TextField,
    one_of,
    tidy,
)
from portal.models import Agency
from portal.services.directory import Shown
from portal.services.places import TeamName

_TYPES = {one.value: one.label for one in ProviderType}
_PROFESSIONS = one_of(_TYPES, "Choose a profession")
_LICENSED = {"": "None, or I do not know", **_TYPES}


class SearchForm(FlaskForm):  # type: ignore[misc]
    """What the list of people is narrowed to. Sent with GET: nothing changes."""

    class Meta:
        """No token."""

        csrf = False

    q = StringField(
        "Name or e-mail", [Length(max=100, message="Use 100 characters or fewer.")], filters=[tidy]
    )
    county = ChoiceField("County")
    team = ChoiceField("Team")
    shown = ChoiceField(
        "Show",
        choices={
            "": "Who works here now or soon",
            Shown.FORMER.value: "Who used to work here",
            Shown.ALL.value: "Everybody, now or formerly",
        },
    )


class DetailsForm(FlaskForm):  # type: ignore[misc]
    """What a person is called and how to reach them."""

    legal_name = NameField("Legal name", "Enter the name as on a license.")
    name_used = NameField("Name used, if different")
    email = TextField("E-mail address", longest=120, email=True)
    phone = PhoneField("Phone")


class EditForm(DetailsForm):
    """The details, and how they stood when the form was opened."""

    mark = HiddenField()


class PlaceForm(FlaskForm):  # type: ignore[misc]
    """Where somebody works."""

    county = ChoiceField("County", "Choose the county.")
    agency = ChoiceField("Agency")
    new_agency = NameField("New agency, if it is not on the list")
    team = ChoiceField("Team, if any")
    position = TextField("Position")
    starts_on = DayField("First day")

    def offer(
        self, counties: Mapping[str, str], agencies: Iterable[Agency], teams: Iterable[TeamName]
    ) -> None:
        """Fill the lists; the only county there is stands chosen."""
        self.county.choices = one_of(counties, "Choose a county")
        self.agency.choices = {
            "": "Choose an agency",
            **{str(agency.id): agency.name for agency in agencies},
        }
        self.team.choices = {"": "No team", **team_choices(counties, teams)}


class PersonForm(PlaceForm, DetailsForm):
    """Somebody new."""

    profession = ChoiceField("Profession", "Choose the profession.", choices=_PROFESSIONS)
    confirmed = BooleanField("This is somebody else. Add them.")
    form_key = HiddenField()


class AffiliationForm(PlaceForm):
    """Where somebody works, from when to when."""

    ends_on = DayField("Last day")


class LastDayForm(FlaskForm):  # type: ignore[misc]
    """When an affiliation ends."""

    ends_on = DayField("Last day", "Enter the last day, such as 2026-11-22.")


class ProfessionForm(FlaskForm):  # type: ignore[misc]
    """What somebody is by profession, from when to when."""

    provider_type = ChoiceField("Profession", "Choose the profession.", choices=_PROFESSIONS)
    starts_on = DayField("Since")
    ends_on = DayField("Through")
    corrects = ChoiceField("This takes the place of")


class CredentialForm(FlaskForm):  # type: ignore[misc]
    """A license, registration or certification."""

    title = TextField("Credential", "Enter its name, such as Licensed clinical social worker.")
    issuer = TextField(
        "Issued by", "Enter who issued it, such as the Board of Behavioral Sciences."
    )
    number = TextField("Number", longest=60)
    provider_type = ChoiceField("Profession that it licenses", choices=_LICENSED)
    starts_on = DayField("Good from")
    expires_on = DayField("Expires on")
    first_licensed_on = DayField("First licensed on")


def team_choices(counties: Mapping[str, str], teams: Iterable[TeamName]) -> Choices:
    """Teams as a list shows them; with the county where there are several."""
    return {
        str(team.id): (
            team.name if len(counties) == 1 else f"{counties[team.county_fips]}: {team.name}"
        )
        for team in sorted(teams, key=lambda team: counties[team.county_fips])
    }
