"""What people do on the job, when they are away, and which counties have designated them."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.content.uploads import Upload
from portal.domain.dates import civil_date, date_text
from portal.domain.errors import Conflict, Forbidden, Invalid
from portal.domain.facts import Duty
from portal.models import Designation, DutyHeld, Leave
from portal.services import evidence, history
from portal.services.affiliations import check_days, check_end, check_start
from portal.services.places import Counties

Row = TypeVar("Row", DutyHeld, Leave, Designation)


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """A duty and when it is held; an empty first day is unknown, an empty last day is open."""

    duty: Duty
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class LeaveFacts:
    """When somebody is away; an empty last day is not known yet."""

    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class DesignationFacts:
    """For which county, and from when through when; an empty last day: the county set no end."""

    county_fips: str
    starts_on: date | None
    ends_on: date | None


_CALLED = {DutyHeld: "duty", Leave: "leave", Designation: "designation"}


def record_duty(
    session: Session,
    person_id: int,
    facts: DutyFacts,
    *,
    corrects: int | None = None,
    by: int,
    at: datetime,
) -> None:
    """Record a duty, or what takes the place of an entry. The very same again adds nothing.

    Raises Invalid, naming the field, or Conflict when the entry was replaced or withdrawn.
    """
    check_days(facts.starts_on, facts.ends_on)
    history.lock(session, person_id)
    _check_overlap(session, person_id, facts, corrects)
    _record(session, DutyHeld, person_id, asdict(facts), corrects, by, at)


def record_leave(
    session: Session,
    person_id: int,
    facts: LeaveFacts,
    *,
    corrects: int | None = None,
    by: int,
    at: datetime,
) -> Leave:
    """Record that somebody is away, as `record_duty` does; the entry that says so."""
    check_leave(facts)
    return _record(session, Leave, person_id, asdict(facts), corrects, by, at)


def check_leave(facts: LeaveFacts) -> None:
    """Refuse days that cannot be. Raises Invalid, naming the field."""
    check_days(facts.starts_on, facts.ends_on)


def record_designation(
    session: Session,
    person_id: int,
    facts: DesignationFacts,
    upload: Upload | None,
    counties: Counties,
    *,
    replaces: Designation | None = None,
    by: int,
    at: datetime,
) -> None:
    """Record a county's designation, as `record_duty` does; Forbidden for a county of others.

    What takes the place of an entry keeps its file unless there is another.
    """
    check_start(facts.starts_on, civil_date(at))
    check_end(facts.ends_on, civil_date(at))
    check_days(facts.starts_on, facts.ends_on)
    if counties is not None and facts.county_fips not in counties:
        raise Forbidden(_OTHERS)
    history.lock(session, person_id)
    evidence_id = evidence.keep(session, upload, person_id=person_id, by=by, at=at)
    if evidence_id is None and replaces is not None:
        evidence_id = replaces.evidence_id
    values = {**asdict(facts), "evidence_id": evidence_id}
    corrects = replaces.id if replaces else None
    _record(session, Designation, person_id, values, corrects, by, at)


_OTHERS = "This is a designation of another county. Its own trainer can change it."


def check_county(row: Designation, counties: Counties) -> None:
    """Refuse to change a designation of a county of others. Raises Forbidden."""
    if counties is not None and row.county_fips not in counties:
        raise Forbidden(_OTHERS)


def withdraw(
    session: Session, row: DutyHeld | Leave | Designation, *, by: int, at: datetime
) -> None:
    """Say that an entry was made by mistake: it never was so. Both stay readable.

    Raises Conflict when it was replaced or withdrawn already.
    """
    table: type[Any] = type(row)
    starts_on = row.starts_on or civil_date(row.recorded_at)
    facts: dict[str, Any] = {"starts_on": starts_on, "ends_on": starts_on - timedelta(days=1)}
    if isinstance(row, DutyHeld):
        facts["duty"] = row.duty
    if isinstance(row, Designation):
        facts |= {"county_fips": row.county_fips, "evidence_id": row.evidence_id}
    _check_not_withdrawn(row)
    action = f"{_CALLED[table]} withdrawn"
    history.record(session, table, row.person_id, facts, row.id, action=action, by=by, at=at)


def withdrawn(row: DutyHeld | Leave | Designation) -> bool:
    """Whether the row says that an earlier one never was so."""
    return row.starts_on is not None and row.ends_on is not None and row.ends_on < row.starts_on


def stands(session: Session, row: Leave) -> bool:
    """Whether nothing has taken the place of an entry, and it does not take one back."""
    later = session.scalar(select(Leave.id).where(Leave.supersedes_id == row.id))
    return later is None and not withdrawn(row)


def _record(
    session: Session,
    table: type[Row],
    person_id: int,
    values: dict[str, Any],
    corrects: int | None,
    by: int,
    at: datetime,
) -> Row:
    if corrects is not None:
        _check_not_withdrawn(history.of_person(session, table, person_id, corrects))
    action = f"{_CALLED[table]} {'added' if corrects is None else 'corrected'}"
    return history.record(session, table, person_id, values, corrects, action=action, by=by, at=at)[
        0
    ]


def _check_not_withdrawn(row: DutyHeld | Leave | Designation) -> None:
    if withdrawn(row):
        message = "This entry was withdrawn. If that was wrong, add it again."
        raise Conflict(message)


def _check_overlap(
    session: Session, person_id: int, facts: DutyFacts, corrects: int | None
) -> None:
    """Refuse the same duty twice on a day; the very same entry is a double click."""
    later = select(DutyHeld.supersedes_id).where(DutyHeld.supersedes_id.is_not(None))
    rows = session.scalars(
        select(DutyHeld).where(
            DutyHeld.person_id == person_id,
            DutyHeld.duty == facts.duty,
            DutyHeld.id.not_in(later),
        )
    )
    for row in rows:
        if corrects is None:
            this_one = (row.starts_on, row.ends_on) == (facts.starts_on, facts.ends_on)
        else:
            this_one = corrects in (row.id, row.supersedes_id)
        if this_one or withdrawn(row):
            continue
        first, last = facts.starts_on or date.min, facts.ends_on or date.max
        if first <= (row.ends_on or date.max) and (row.starts_on or date.min) <= last:
            since = date_text(row.starts_on) if row.starts_on else "an unknown day"
            through = f" through {date_text(row.ends_on)}" if row.ends_on else ""
            message = (
                f"“{facts.duty.label}” is recorded already since {since}{through}. Change that "
                "entry, or enter days that do not overlap with it."
            )
            raise Invalid(message, "starts_on")
