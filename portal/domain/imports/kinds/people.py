"""Lists of people: who works where, as what, since when."""

from portal.domain.imports.kinds.fields import Field, Kind, Reads
from portal.domain.imports.kinds.who import WHO

PEOPLE = Kind(
    "people",
    "People",
    "person",
    "people",
    adds_people=True,
    fields=(
        *WHO,
        Field(
            "phone",
            "Phone",
            Reads.PHONE,
            ("phone", "phone number", "work phone", "mobile", "cell", "cell phone", "telephone"),
            longest=40,
        ),
        Field(
            "agency",
            "Agency",
            Reads.AGENCY,
            (
                *("agency", "employer", "organization", "organisation", "company", "contractor"),
                *("department", "org", "business unit", "provider agency", "legal entity"),
            ),
            hint="Where the file names none, it is the agency of the team.",
            same=True,
        ),
        Field(
            "team",
            "Team",
            Reads.TEAM,
            (
                *("team", "team name", "crisis team", "mobile crisis team", "unit", "crew"),
                *("program", "group", "cost center", "work location"),
            ),
        ),
        Field(
            "position",
            "Position",
            Reads.LINE,
            ("position", "job title", "title", "job", "position title", "role", "classification"),
            longest=200,
        ),
        Field(
            "profession",
            "Profession",
            Reads.PROFESSION,
            (
                *("profession", "provider type", "discipline", "license type", "licensure"),
                *("credential", "credentials", "professional title", "license", "lic cert"),
                "lic type",
            ),
            same=True,
        ),
        Field(
            "starts_on",
            "First day",
            Reads.START,
            (
                *("start date", "start day", "start", "first day", "hire date", "date of hire"),
                *("hired", "date hired", "hired on", "original hire date", "employment start date"),
                *("date started", "position start date", "starts on", "doh", "hire dt"),
            ),
        ),
        Field("county", "County", Reads.COUNTY, ("county", "county name", "service county")),
    ),
)
