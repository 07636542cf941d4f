"""Case files: what the law says of made-up people, teams and counties on a day.

One file for each requirement, at the address of the requirement's own file:

    [[case]]
    name   = "the day before the notice it is not in force"
    day    = 2023-06-18
    person = { since = 2022-01-10 }
    expect = "not in force"

`verified = true` judges the version of that day as if somebody had verified it, with `settings`
filled in; `verified = false` as if nobody had. Left out, the files are taken as they are.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from portal.content.files import Table
from portal.domain.facts import Duty
from portal.domain.people import ProviderType
from portal.domain.staffing import Mode

HERE = Path(__file__).parent
LONG_AGO = date(2020, 1, 1)


class CourseTable(Table):
    """A training of the portal that was completed, or only begun."""

    course: str
    on: date


class TrainingTable(Table):
    """A training from elsewhere; `meets` names the requirement that a decision credits it for."""

    on: date
    subject: str = ""
    meets: str = ""
    hours: int = 0


class LicenseTable(Table):
    """A license for the person's profession."""

    starts: date = LONG_AGO
    expires: date | None = None
    first: date | None = None
    """First licensed on."""


class DesignationTable(Table):
    """A county's designation."""

    starts: date
    ends: date | None = None


class PersonTable(Table):
    """Somebody on a team."""

    since: date = LONG_AGO
    """On the team from this day."""
    on_team: bool = True
    profession: Annotated[ProviderType | None, Field(strict=False)] = None
    duties: list[Annotated[Duty, Field(strict=False)]] = Field(default_factory=list)
    core: bool = False
    """Every core training is credited, long ago."""
    completed: list[CourseTable] = Field(default_factory=list)
    begun: list[CourseTable] = Field(default_factory=list)
    trainings: list[TrainingTable] = Field(default_factory=list)
    license: LicenseTable | None = None
    earlier_license: LicenseTable | None = None
    designation: DesignationTable | None = None


class MemberTable(PersonTable):
    """Somebody who is there together with others."""

    mode: Annotated[Mode, Field(strict=False)] = Mode.ON_SITE


class CountyFactTable(Table):
    """Something that is recorded about the county; about the requirement itself unless said."""

    done: date
    ends: date | None = None
    about: str = ""
    note: str = ""


class CountyTable(Table):
    """A county."""

    fips: str = "06019"
    facts: list[CountyFactTable] = Field(default_factory=list)
    covered: bool | None = None


class CaseTable(Table):
    """[[case]]"""

    name: str
    day: date
    expect: str
    """A state for a person, an answer for others; “not in force” for both."""
    person: PersonTable | None = None
    team: list[MemberTable] | None = None
    county: CountyTable | None = None
    judge: str = ""
    """For rules of scope: the requirement whose state is expected."""
    verified: bool | None = None
    settings: dict[str, Any] = Field(default_factory=dict)
    advisory: bool | None = None


class CaseFile(Table):
    """A case file."""

    case: Annotated[list[CaseTable], Field(min_length=1)]


def case_files() -> list[tuple[str, Path]]:
    """Every case file, with set and slug, as in “mobile-crisis/on-site”."""
    return [(f"{path.parent.name}/{path.stem}", path) for path in sorted(HERE.glob("*/*.toml"))]


def read_cases(path: Path) -> list[CaseTable]:
    """What a case file says; a key that is not known is an error."""
    return CaseFile.model_validate(tomllib.loads(path.read_text())).case
