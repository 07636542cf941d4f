"""Requirements that people have verified: the files' rulebook as it judges today."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from json import loads
from typing import Any

from sqlalchemy import Text, and_, cast, select
from sqlalchemy.orm import Session, aliased

from portal.domain.checks import CHECKS
from portal.domain.dates import civil_date, date_text
from portal.domain.errors import Conflict, Invalid, NotFound
from portal.domain.requirements import (
    UNKNOWN,
    Requirement,
    Rulebook,
    Setting,
    Source,
    Verification,
    Version,
    with_verifications,
)
from portal.domain.settings import fitting, settings_from_json, settings_to_json
from portal.models import Person, RuleVerification, RuleWithdrawal
from portal.services import audit
from portal.services.history import by_id
from portal.services.once import add_once, one_after_the_other

FIELD = "setting_"
"""An `Invalid` about a setting names the field so, followed by the setting's name."""

_STAYS_UNKNOWN = {
    ("refreshed", "grace_days"),
    ("license_renewed", "hours"),
    ("license_renewed", "subjects"),
    ("license_renewed", "apply_days"),
    ("license_renewed", "first_renewal"),
    ("designated", "valid_months"),
}
"""Checks and settings that judge without: the state is known, and less is said about it."""

_recorder = aliased(Person)
_VERIFICATIONS = (
    select(
        RuleVerification.id,
        RuleVerification.requirement,
        RuleVerification.version,
        cast(RuleVerification.settings, Text).label("settings"),
        RuleVerification.source,
        RuleVerification.section,
        RuleVerification.read_on,
        RuleVerification.starts_on,
        RuleWithdrawal.ends_on,
        RuleVerification.recorded_at,
        _recorder.legal_name,
        _recorder.name_used,
    )
    .outerjoin(_recorder, _recorder.id == RuleVerification.recorded_by_id)
    .order_by(RuleVerification.id)
)
_NOW = _VERIFICATIONS.outerjoin(
    RuleWithdrawal, RuleWithdrawal.verification_id == RuleVerification.id
)


def verifications(session: Session, known_at: datetime | None = None) -> list[Verification]:
    """What people have verified, with withdrawals, as known now or at an earlier moment."""
    return [_verification(row) for row in _rows(session, known_at)]


def current(session: Session, files: Rulebook, known_at: datetime | None = None) -> Rulebook:
    """The rulebook that judges: the files' with what people have verified. One query.

    The same verifications of the same files give the same object.
    """
    return _current(_Same(files), _rows(session, known_at))


def _rows(session: Session, known_at: datetime | None) -> tuple[tuple[Any, ...], ...]:
    statement = _NOW
    if known_at is not None:
        statement = _VERIFICATIONS.outerjoin(
            RuleWithdrawal,
            and_(
                RuleWithdrawal.verification_id == RuleVerification.id,
                RuleWithdrawal.recorded_at <= known_at,
            ),
        ).where(RuleVerification.recorded_at <= known_at)
    return tuple(tuple(row) for row in session.execute(statement))


def _verification(row: Any) -> Verification:
    key, requirement, version, settings, *said, legal_name, name_used = row
    read = settings_from_json(loads(settings))
    by = name_used or legal_name or ""
    return Verification(key, requirement, version, read, *said, by)  # type: ignore[call-arg]


class _Same:
    """The files, compared by identity: they are frozen, large, and read once."""

    def __init__(self, files: Rulebook) -> None:
        self.files = files

    def __hash__(self) -> int:
        return id(self.files)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.files is self.files


@lru_cache(maxsize=8)
def _current(same: _Same, rows: tuple[tuple[Any, ...], ...]) -> Rulebook:
    return with_verifications(same.files, [_verification(row) for row in rows])


def record(
    session: Session,
    files: Rulebook,
    requirement: str,
    version: date,
    settings: Mapping[str, Setting],
    *,
    source: str,
    section: str,
    read_on: date,
    starts_on: date,
    note: str = "",
    by: int,
    at: datetime,
) -> RuleVerification:
    """Record that somebody read the source of a version, which judges from `starts_on` on.

    `settings` are those filled in or changed. Raises NotFound for an unknown requirement, and
    Invalid, naming the field. The very same again, as by a double click, adds nothing.
    """
    asked, stands = _asked(files, requirement, version)
    values = settings_to_json(_checked_settings(asked, stands, settings))
    known = _source(files, source)
    section = _said(section, "section", "Write which section of the source says so.")
    _check_days(stands, known, read_on, starts_on, civil_date(at))
    facts: dict[str, Any] = {
        "requirement": requirement,
        "version": version,
        "source": source,
        "section": section,
        "read_on": read_on,
        "starts_on": starts_on,
        "note": note.strip(),
    }
    one_after_the_other(session)
    withdrawn = select(RuleWithdrawal.verification_id)
    same = select(RuleVerification).filter_by(**facts).where(RuleVerification.id.not_in(withdrawn))
    for row in session.scalars(same.order_by(RuleVerification.id.desc())):
        if row.settings == values:
            return row
    row = RuleVerification(**facts, settings=values, recorded_at=at, recorded_by_id=by)
    session.add(row)
    session.flush()
    audit.note(
        session,
        "requirement verified",
        person_id=None,
        by=by,
        at=at,
        requirement=requirement,
        verification=row.id,
    )
    return row


def withdraw(
    session: Session, verification_id: int, ends_on: date, reason: str, *, by: int, at: datetime
) -> None:
    """Record that from a day on the requirement advises again. The verification stays readable.

    The same again, as by a double click, adds nothing. Raises NotFound, Invalid, naming the field,
    and Conflict when it was withdrawn otherwise.
    """
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
    one_after_the_other(session)
    added = add_once(
        session,
        RuleWithdrawal,
        verification_id=verification_id,
        ends_on=ends_on,
        reason=reason,
        recorded_at=at,
        recorded_by_id=by,
    )
    if not added:
        same = select(RuleWithdrawal).filter_by(
            verification_id=verification_id, ends_on=ends_on, reason=reason
        )
        if session.scalar(same):
            return
        message = "This verification has been withdrawn already."
        raise Conflict(message)
    audit.note(
        session,
        "requirement verification withdrawn",
        person_id=None,
        by=by,
        at=at,
        requirement=row.requirement,
        verification=row.id,
    )


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
