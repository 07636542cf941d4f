"""Whether what somebody read, or takes back, can be recorded."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.checks import CHECKS
from portal.domain.dates import date_text
from portal.domain.errors import Invalid, NotFound
from portal.domain.requirements import UNKNOWN, Requirement, Rulebook, Setting, Source, Version
from portal.domain.settings import fitting
from portal.models import RuleVerification
from portal.services.history import by_id

FIELD = "setting_"
"""An `Invalid` about a setting names the field so, followed by the setting's name."""

_STAYS_UNKNOWN = {
    ("refreshed", "grace_days"),
    ("license_renewed", "hours"),
    ("license_renewed", "subjects"),
    ("license_renewed", "apply_days"),
    ("license_renewed", "first_renewal"),
    ("license_renewed", "first_months"),
    ("designated", "valid_months"),
}
"""Checks and settings that judge without: the state is known, and less is said about it."""


@dataclass(frozen=True)
class Reading:
    """What somebody who read a source says of a version."""

    requirement: str
    version: date
    settings: Mapping[str, Setting]
    """Those filled in or changed."""
    source: str
    section: str
    read_on: date
    starts_on: date
    note: str = ""


def checked(files: Rulebook, read: Reading, today: date) -> Reading:
    """The same, once it can be recorded. Raises NotFound, and Invalid, naming the field."""
    asked, stands = _asked(files, read.requirement, read.version)
    settings = _checked_settings(asked, stands, read.settings)
    known = _source(files, read.source)
    section = _said(read.section, "section", "Write which section of the source says so.")
    _check_days(stands, known, read.read_on, read.starts_on, today)
    return replace(read, settings=settings, section=section, note=read.note.strip())


def may_be_withdrawn(
    session: Session, verification_id: int, ends_on: date, reason: str
) -> tuple[RuleVerification, str]:
    """The verification, and the reason. Raises NotFound, and Invalid, naming the field."""
    row: RuleVerification | None = by_id(session, RuleVerification, verification_id)
    if row is None:
        message = "There is no such verification."
        raise NotFound(message)
    reason = _said(reason, "reason", "Say why the verification is withdrawn.")
    if ends_on < row.starts_on:
        message = (
            f"The verification begins on {date_text(row.starts_on)}. Enter that day to undo all "
            "of it, or a later one."
        )
        raise Invalid(message, "ends_on")
    return row, reason


def _asked(files: Rulebook, slug: str, version: date) -> tuple[Requirement, Version]:
    requirement = files.requirements.get(slug)
    if requirement is None:
        message = "There is no such requirement. Look in the list of requirements."
        raise NotFound(message)
    for each in requirement.versions:
        if each.starts == version:
            return requirement, each
    message = "This version of the requirement is no longer in the files. Open the page again."
    raise Invalid(message, "version")


def _source(files: Rulebook, key: str) -> Source:
    source = files.sources.get(key)
    if source is None:
        message = "Choose the source you read from the list."
        raise Invalid(message, "source")
    return source


def _said(text: str, field: str, message: str) -> str:
    if not text.strip():
        raise Invalid(message, field)
    return text.strip()


def _checked_settings(
    requirement: Requirement, version: Version, settings: Mapping[str, Setting]
) -> dict[str, Setting]:
    """The settings, each fitting; together with the file's they leave nothing needed open."""
    shapes = CHECKS[requirement.check].settings
    found: dict[str, Setting] = {}
    for name, value in settings.items():
        if name not in shapes:
            message = f"This requirement has no setting “{name}”."
            raise Invalid(message, FIELD + name)
        try:
            found[name] = fitting(shapes[name], value)
        except Invalid as error:
            raise Invalid(str(error), FIELD + name) from error
    for name, value in {**version.settings, **found}.items():
        if value == UNKNOWN and (requirement.check, name) not in _STAYS_UNKNOWN:
            message = (
                f"“{shapes[name].label}” is not known yet. A requirement can judge only when it "
                "is: write what the source says."
            )
            raise Invalid(message, FIELD + name)
    return found


def _check_days(
    version: Version, source: Source, read_on: date, starts_on: date, today: date
) -> None:
    if read_on > today:
        message = "The day you read the source cannot be in the future."
        raise Invalid(message, "read_on")
    if source.issued is not None and read_on < source.issued:
        message = f"The source was issued on {date_text(source.issued)}; enter that day or later."
        raise Invalid(message, "read_on")
    if not version.covers(starts_on):
        message = f"This version is in force from {date_text(version.starts)}"
        message += f" and before {date_text(version.ends)}" if version.ends else " on"
        raise Invalid(f"{message}. Enter a day within that time.", "starts_on")
